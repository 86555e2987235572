"""What is drawn: the steps of some histories that share a lake, its clock and its maintenance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from hypothesis import strategies as st

TOGETHER: Final = 10
"""Histories that share a lake: a statement takes as long for one as for all of them."""


class Kind(StrEnum):
    """What a step does; those in WEIGHTS are drawn more often."""

    CREATE_USER = "user created"
    RENAME_USER = "user renamed"
    ERASE_USER = "user erased"
    CREATE_TASK = "task created"
    CHANGE_TASK = "task changed"
    DELETE_TASK = "task deleted"
    IMPORT_TASK = "old task imported"
    DELIVER = "batch delivered"
    POISON = "records not understood"
    CRASH = "function dies before, between or after its writes"
    S3_FAILS = "S3 answers 500"
    S3_TIMES_OUT_LATE = "S3 times out after the write"
    BISECT = "batch bisected"
    REPLAY = "batch delivered again"
    GIVE_UP = "batch given up"
    REDRIVE = "given-up batch redriven"
    MEND = "quarantined records redriven, mended"
    SPLIT = "shard split"
    BAD_RELEASE = "bad release"
    GOOD_RELEASE = "good release, wrong rows sent again"
    RESTORE = "table restored"


class Shared(StrEnum):
    """What happens to all histories of a lake at once."""

    MAINTAIN = "maintenance"
    MAINTAIN_TWICE = "maintenance twice"
    WAIT = "hours pass"
    MISS_DAYS = "days pass without maintenance"
    REPAIR = "repair in between"
    CHECK = "check in between"


@dataclass(frozen=True, slots=True)
class Step:
    kind: Kind
    a: int = 0
    b: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """The steps of each history, and then one for all."""

    own: Sequence[Sequence[Step]]
    then: Shared
    number: int


type Script = Sequence[Segment]

WEIGHTS: Final = {
    Kind.CREATE_USER: 3,
    Kind.CREATE_TASK: 8,
    Kind.CHANGE_TASK: 12,
    Kind.DELETE_TASK: 6,
    Kind.DELIVER: 10,
    Kind.REPLAY: 10,
    Kind.GIVE_UP: 3,
    Kind.REDRIVE: 3,
    Kind.POISON: 6,
    Kind.MEND: 3,
    Kind.IMPORT_TASK: 3,
    Kind.BAD_RELEASE: 2,
    Kind.GOOD_RELEASE: 4,
}
SHARED_WEIGHTS: Final = {Shared.MAINTAIN: 5, Shared.WAIT: 3, Shared.MISS_DAYS: 3, Shared.CHECK: 5}

WAITS: Final = [timedelta(milliseconds=400), timedelta(minutes=31), timedelta(hours=5), timedelta(hours=20)]
MISSED_DAYS: Final = [2, 3, 4, 8]

DRAWN: Final = [kind for kind in Kind for _ in range(WEIGHTS.get(kind, 1))]
DRAWN_SHARED: Final = [kind for kind in Shared for _ in range(SHARED_WEIGHTS.get(kind, 1))]

NUMBERS: Final = st.integers(0, 7)
OWN: Final = st.lists(st.builds(Step, st.sampled_from(DRAWN), NUMBERS, NUMBERS), min_size=2, max_size=6)
SEGMENTS: Final = st.builds(
    Segment,
    st.lists(OWN, min_size=TOGETHER, max_size=TOGETHER),
    st.sampled_from(DRAWN_SHARED),
    st.integers(0, 3),
)
SCRIPTS: Final = st.lists(SEGMENTS, min_size=4, max_size=9)


def text(script: Script) -> str:
    """Return a script to read: the histories that do anything, and what happens to all of them."""
    lines: list[str] = []
    for segment in script:
        for number, own in enumerate(segment.own):
            if own:
                lines.append(f"{number}: " + ", ".join(f"{each.kind} ({each.a}, {each.b})" for each in own))
        lines.append(f"all: {segment.then} ({segment.number})")
    return "\n".join(lines)
