"""Whether a schema still takes, or still promises, what it did.

Both are one question: of a request the new schema must cover the old one, of an answer the old one the new.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tasklake_api_document.compatibility.forms import BOUNDS, forms, is_covered, values
from tasklake_api_document.compatibility.references import References
from tasklake_api_document.operation import Json

WIDER_TYPES: Final = {"integer": "number"}


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


@dataclass(frozen=True, slots=True)
class Wording:
    """What each kind of change means for a client, in one of the two directions."""

    other_value: str
    required: str
    undeclared: str
    constraint: str


REQUEST: Final = Wording(
    other_value="{} is no longer taken",
    required="must be sent now",
    undeclared="is no longer taken",
    constraint="{} is stricter now",
)
ANSWER: Final = Wording(
    other_value="may be {} now",
    required="may be missing now",
    undeclared="is not declared any more",
    constraint="{} is looser now",
)


def request_breaks(
    place: str, old: Json, new: Json, before: References, after: References
) -> Iterator[Break]:
    """Yield what a client may send, or leave out, by the old schema and the new one takes otherwise."""
    return Cover(REQUEST, wide=after.follow, narrow=before.follow).breaks(place, new, old)


def answer_breaks(place: str, old: Json, new: Json, before: References, after: References) -> Iterator[Break]:
    """Yield what a client may receive by the new schema and does not expect by the old one."""
    return Cover(ANSWER, wide=before.follow, narrow=after.follow).breaks(place, old, new)


@dataclass(frozen=True, slots=True)
class Cover:
    """Finds values that a narrow schema allows and a wide one does not."""

    wording: Wording
    wide: Callable[[Json], Json]
    narrow: Callable[[Json], Json]
    _seen: tuple[tuple[str, str], ...] = ()

    def breaks(self, place: str, wide: Json, narrow: Json) -> Iterator[Break]:
        references = str(wide.get("$ref")), str(narrow.get("$ref"))
        if "$ref" in wide and references in self._seen:
            return
        if self.wording is REQUEST:
            yield from default_breaks(place, self.narrow(narrow), self.wide(wide))
        inner = Cover(self.wording, self.wide, self.narrow, (*self._seen, references))
        options = list(forms(wide, self.wide))
        for kind, form in forms(narrow, self.narrow):
            matches = [option for other, option in options if other in (kind, WIDER_TYPES.get(kind))]
            found = [list(inner._form_breaks(place, option, form)) for option in matches]
            if found:
                yield from min(found, key=len)
            else:
                yield Break(place, self.wording.other_value.format(kind))

    def _form_breaks(self, place: str, wide: Json, narrow: Json) -> Iterator[Break]:
        yield from self._value_breaks(place, wide, narrow)
        for keyword in BOUNDS:
            if keyword in wide and not is_covered(keyword, wide[keyword], narrow.get(keyword)):
                yield Break(place, self.wording.constraint.format(keyword))
        yield from self._property_breaks(place, wide, narrow)
        if "items" in wide:
            yield from self.breaks(f"{place}/items", wide["items"], narrow.get("items", {}))

    def _value_breaks(self, place: str, wide: Json, narrow: Json) -> Iterator[Break]:
        allowed = values(wide)
        if allowed is None:
            return
        possible = values(narrow)
        if possible is None:
            yield Break(place, self.wording.other_value.format("any other value"))
            return
        for value in possible:
            if value not in allowed:
                yield Break(place, self.wording.other_value.format(repr(value)))

    def _property_breaks(self, place: str, wide: Json, narrow: Json) -> Iterator[Break]:
        wide_fields: Json = wide.get("properties", {})
        narrow_fields: Json = narrow.get("properties", {})
        is_closed = wide.get("additionalProperties") is False
        for name, field in narrow_fields.items():
            if name in wide_fields:
                yield from self.breaks(f"{place}/{name}", wide_fields[name], field)
            elif is_closed:
                yield Break(f"{place}/{name}", self.wording.undeclared)
        if is_closed and narrow.get("additionalProperties", True) is not False:
            yield Break(place, self.wording.other_value.format("an unknown field"))
        for name in wide_fields:
            if self.wording is ANSWER and name not in narrow_fields:
                yield Break(f"{place}/{name}", self.wording.undeclared)
            elif name in wide.get("required", ()) and name not in narrow.get("required", ()):
                yield Break(f"{place}/{name}", self.wording.required)


def default_breaks(place: str, old: Json, new: Json) -> Iterator[Break]:
    """Yield what leaving a value out means now, if a default was stated and another one, or none, is in its place."""
    if "default" in old and "default" not in new:
        yield Break(place, f"is no longer {old['default']!r} when it is left out")
    elif "default" in old and new["default"] != old["default"]:
        yield Break(place, f"is {new['default']!r} when it is left out, not {old['default']!r}")
