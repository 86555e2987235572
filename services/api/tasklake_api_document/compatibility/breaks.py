"""What the comparison finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Break:
    """A change that breaks clients.

    Attributes:
        place: The operation, and where in it.
        change: What a client meets there.
    """

    place: str
    change: str

    def __str__(self) -> str:
        return f"{self.place}: {self.change}"
