"""Conditional requests (RFC 9110, section 13): a revision is a strong entity tag."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from tasklake.models import Revision
from tasklake_api.problems import ProblemError, ProblemType

LIST_ELEMENT: Final = re.compile(r'[ \t]*+(?:(W/)?"([\x21\x23-\x7e\x80-\xff]*+)"[ \t]*+)?(?:,|\Z)')
"""An entity tag (RFC 9110, section 8.8.3) or nothing, and the comma behind it; a tag may hold commas itself."""

REVISION: Final = re.compile(r"(?:([1-9][0-9]{0,8})\.)?([1-9][0-9]{0,17})")


def entity_tag(revision: Revision) -> str:
    return f'"{revision}"'


def revision_of_tag(tag: str) -> Revision | None:
    """Return the revision that an entity tag, without its quotes, stands for; None where it can be none."""
    parts = REVISION.fullmatch(tag)
    return Revision(int(parts[1] or 0), int(parts[2])) if parts else None


@dataclass(frozen=True, slots=True)
class EntityTags:
    """What a conditional header names: any representation, or those with one of the tags."""

    is_any: bool = False
    strong: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, header: str, value: str) -> Self:
        """Read the value of a header.

        Raises:
            ProblemError: The value is neither `*` nor a list of entity tags.
        """
        if value.strip(" \t") == "*":
            return cls(is_any=True)
        strong: set[str] = set()
        weak: set[str] = set()
        position = 0
        while position < len(value):
            element = LIST_ELEMENT.match(value, position)
            if element is None:
                raise malformed(header)
            if element[2] is not None:
                (weak if element[1] else strong).add(element[2])
            position = element.end()
        if not strong and not weak:
            raise malformed(header)
        return cls(strong=frozenset(strong), weak=frozenset(weak))

    def names(self, tag: str) -> bool:
        """Whether a tag matches weakly."""
        return self.is_any or tag in self.strong or tag in self.weak

    def match_strongly(self, revision: Revision) -> bool:
        return self.is_any or str(revision) in self.strong

    def match_weakly(self, revision: Revision) -> bool:
        return self.names(str(revision))

    @property
    def only_revision(self) -> Revision | None:
        """The one revision that can match strongly; None where there may be none or several."""
        if len(self.strong) == 1:
            (tag,) = self.strong
            return revision_of_tag(tag)
        return None


@dataclass(frozen=True, slots=True)
class Preconditions:
    if_match: EntityTags | None
    if_none_match: EntityTags | None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Self:
        """Read the headers If-Match and If-None-Match.

        Raises:
            ProblemError: One of them is malformed.
        """
        if_match, if_none_match = headers.get("if-match"), headers.get("if-none-match")
        return cls(
            None if if_match is None else EntityTags.parse("If-Match", if_match),
            None if if_none_match is None else EntityTags.parse("If-None-Match", if_none_match),
        )

    def expected_revision(self, read_revision: Callable[[], Revision]) -> Revision | None:
        """Return the revision that a write has to meet, None where any will do.

        Only headers that do not come down to one revision cost a read of the stored one.

        Raises:
            ProblemError: The stored revision was read and does not meet the headers.
        """
        if self.if_none_match is None:
            if self.if_match is None or self.if_match.is_any:
                return None
            if self.if_match.only_revision is not None:
                return self.if_match.only_revision
        revision = read_revision()
        self.check_write(revision)
        return revision

    def check_write(self, revision: Revision) -> None:
        """Hold the stored revision against both headers.

        Raises:
            ProblemError: One of them fails.
        """
        self.check_match(revision)
        if self.if_none_match is not None and self.if_none_match.match_weakly(revision):
            raise mismatch("If-None-Match", revision)

    def check_match(self, revision: Revision) -> None:
        """Hold the stored revision against If-Match.

        Raises:
            ProblemError: It fails.
        """
        if self.if_match is not None and not self.if_match.match_strongly(revision):
            raise mismatch("If-Match", revision)

    def is_not_modified(self, revision: Revision) -> bool:
        """Whether the reader has this revision already."""
        return self.if_none_match is not None and self.if_none_match.match_weakly(revision)


def malformed(header: str) -> ProblemError:
    detail = f'{header} takes * or a list of entity tags, such as "3".'
    return ProblemError(ProblemType.INVALID_HEADER, detail, errors=[{"header": header, "detail": detail}])


def mismatch(header: str, revision: Revision) -> ProblemError:
    return ProblemError(
        ProblemType.VERSION_MISMATCH, f"{header} does not hold: version {revision} is stored."
    )
