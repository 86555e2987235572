"""What is on its way out, and until when it stays (RFC 9745, RFC 8594)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Final

from tasklake.models import epoch_seconds

NOTICE: Final = timedelta(days=180)
"""From the deprecation of what clients use to its end, at the least; docs/api.md promises it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecation:
    """The end of a route, or of one of its query parameters.

    Attributes:
        since: When it was deprecated, in UTC.
        sunset: When it may stop working, in UTC.
        page: The address of what to do instead.
        parameter: The parameter; None for the whole route.

    Raises:
        ValueError: The sunset comes too early.
    """

    since: datetime
    sunset: datetime
    page: str
    parameter: str | None = None

    def __post_init__(self) -> None:
        if self.sunset < self.since + NOTICE:
            raise ValueError(
                f"Clients have {NOTICE.days} days: set sunset to {self.since + NOTICE} or later."
            )

    @property
    def headers(self) -> Mapping[str, str]:
        return {
            "Deprecation": f"@{epoch_seconds(self.since)}",
            "Sunset": format_datetime(self.sunset, usegmt=True),
            "Link": f'<{self.page}>; rel="deprecation", <{self.page}>; rel="sunset"',
        }


def notice(deprecations: Sequence[Deprecation], parameters: Collection[str]) -> Mapping[str, str]:
    """Return the headers of the first that a request with these query parameters has to hear of."""
    for each in deprecations:
        if each.parameter is None or each.parameter in parameters:
            return each.headers
    return {}
