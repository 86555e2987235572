"""What a run of the benchmarks leaves behind: figures of both sides, as data."""
# ruff: noqa: INP001  # a script's

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final, Self

RESULTS: Final = Path(__file__).parent / "results"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One thing measured on both sides, in turns, in one run.

    Attributes:
        claim: What it is part of, such as "api".
        name: What is measured.
        unit: In what.
        reference: What it is held against.
        ours: A value of each round; one alone repeats to the last digits, and none is there where it failed.
        theirs: The reference's, in the same rounds.
        bar: What the ratio should not exceed, where that was said before.
        is_equal: Whether both sides gave the same; None where they do not do the same.
        failure: Why a side has no value.
    """

    claim: str
    name: str
    unit: str
    reference: str
    ours: Sequence[float]
    theirs: Sequence[float]
    bar: float | None = None
    is_equal: bool | None = None
    failure: str = ""

    @property
    def ratio(self) -> float:
        return median(self.ours) / median(self.theirs)

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the largest ratio of a round."""
        ratios = [ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True)]
        return min(ratios), max(ratios)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run on one machine.

    Attributes:
        at: When it began, UTC, in ISO 8601.
        commit: The commit that was measured; with a plus where the tree differed from it.
        machine: What of the machine and its programs bears on the figures; nothing that names it.
    """

    at: str
    commit: str
    machine: dict[str, str]
    figures: list[Figure] = field(default_factory=list[Figure])

    @classmethod
    def load(cls, file: Path) -> Self:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        figures = [Figure(**figure) for figure in content.pop("figures")]
        return cls(**content, figures=figures)

    def save(self, file: Path) -> Path:
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        return file


def newest(folder: Path = RESULTS) -> dict[str, Run]:
    """Return the newest run of each claim, which has the figures of that claim alone."""
    found: dict[str, Run] = {}
    for file in sorted(folder.glob("*.json")):
        run = Run.load(file)
        for claim in {figure.claim: None for figure in run.figures}:
            figures = [figure for figure in run.figures if figure.claim == claim]
            found[claim] = Run(at=run.at, commit=run.commit, machine=run.machine, figures=figures)
    return found


def rounded(values: Iterable[float]) -> list[float]:
    return [float(f"{value:.5g}") for value in values]
