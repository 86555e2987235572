"""Many histories with one seed: counted, and the first difference made small."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import duckdb
from hypothesis import HealthCheck, Phase, given, seed, settings

from tasklake_operations.errors import OperationError
from tests.faults import checker
from tests.faults.shrinking import shrunk
from tests.faults.steps import SCRIPTS, TOGETHER, Script, text
from tests.faults.together import Lake, Together
from tests.integration.lake.event_history import utc

FAILURES: Final = (AssertionError, OperationError, duckdb.Error)
START: Final = utc("2026-03-01T21:30")


@dataclass(slots=True)
class Run:
    """What came of some histories.

    Attributes:
        histories: How many were tried.
        changes: How many changes of the table they made.
        faults: How often each came, by kind.
        first_failure: After how many histories one differed; None where none did.
        failed: The script that differed.
    """

    histories: int = 0
    changes: int = 0
    faults: Counter[str] = field(default_factory=Counter[str])
    seconds: float = 0.0
    first_failure: int | None = None
    failed: Script | None = None


def histories(lake: Lake, number: int, *, first: int) -> Run:
    """Run histories until one differs.

    Args:
        lake: That all of them use.
        number: How many at most.
        first: The seed.
    """
    made = Run()

    @seed(first)
    @settings(
        max_examples=-(-number // TOGETHER),
        database=None,
        phases=[Phase.generate],
        derandomize=False,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
    @given(script=SCRIPTS)
    def run(script: Script) -> None:
        counts = made.first_failure is None
        together = histories_in(lake)
        made.histories += TOGETHER * counts
        try:
            checker.run(together, script)
        except FAILURES:
            made.first_failure = made.first_failure or made.histories
            made.failed = script
            raise
        finally:
            if counts:
                made.faults += together.faults
                for each in together.histories:
                    made.faults += each.faults
                    made.changes += len(each.table.changes)

    start = time.monotonic()
    try:
        run()
    except FAILURES:
        assert made.failed
    made.seconds = time.monotonic() - start
    return made


def explained(lake: Lake, run: Run) -> str:
    """Return the smallest script that differs, and how; empty where none does."""
    if run.failed is None:
        return ""

    def difference(script: Script) -> str:
        try:
            checker.run(histories_in(lake), script)
        except FAILURES as error:
            return str(error)
        return ""

    smallest = shrunk(run.failed, lambda script: bool(difference(script)))
    return f"{text(smallest)}\n{difference(smallest)}"


def histories_in(lake: Lake) -> Together:
    """Return histories that are about to begin."""
    lake.empty()
    return Together(lake, "owner", START)
