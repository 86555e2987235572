"""The smallest script that still fails; hypothesis's own way takes hours where a history takes a tenth of a second."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tests.faults.steps import Script, Segment, Step


def shrunk(script: Script, fails: Callable[[Script], bool], *, seconds: float = 60) -> Script:
    """Return a script that fails and of which nothing more can be left out, as far as there is time."""
    end = time.monotonic() + seconds
    found = True
    while found:
        found = False
        for smaller in smaller_ones(script):
            if time.monotonic() > end:
                return script
            if fails(smaller):
                script, found = smaller, True
                break
    return script


def smaller_ones(script: Script) -> Iterator[Script]:
    """Yield scripts with less: one history alone, then without a segment, then without a step."""
    busy = sorted({place for segment in script for place, own in enumerate(segment.own) if own})
    if len(busy) > 1:
        for kept in busy:
            yield [without(segment, [place for place in busy if place != kept]) for segment in script]
    for place in range(len(script)):
        yield [*script[:place], *script[place + 1 :]]
    for place, segment in enumerate(script):
        for history, own in enumerate(segment.own):
            for step in range(len(own)):
                fewer = [*own[:step], *own[step + 1 :]]
                yield [*script[:place], with_own(segment, history, fewer), *script[place + 1 :]]


def without(segment: Segment, histories: list[int]) -> Segment:
    return replace(segment, own=[() if place in histories else own for place, own in enumerate(segment.own)])


def with_own(segment: Segment, history: int, steps: Sequence[Step]) -> Segment:
    return replace(segment, own=[steps if place == history else own for place, own in enumerate(segment.own)])
