"""What a run of the end-to-end suite against a deployed stack came to, in a file that can be sent."""

import json
import subprocess
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tasklake_operations.checkout import REPOSITORY

LONGEST_REASON = 500


class Verdict:
    """The pytest plugin that writes the file; of a failure it has the first words, and no values of variables."""

    def __init__(self, stack: str, folder: Path = REPOSITORY) -> None:
        self.path = folder / f"e2e-{stack}.json"
        self._stack = stack
        self._began = datetime.now(UTC)
        self._tests: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = self._tests.setdefault(report.nodeid, {"outcome": "passed", "seconds": 0.0})
        test["seconds"] = round(test["seconds"] + report.duration, 3)
        if report.outcome != "passed" and test["outcome"] != "failed":
            # The end of a test may fail too: leftovers.
            test |= {"outcome": report.outcome, "reason": reason(report)}

    def pytest_sessionfinish(self) -> None:
        outcomes = Counter(test["outcome"] for test in self._tests.values())
        verdict = {
            "stack": self._stack,
            "commit": commit(),
            "began": self._began.isoformat(timespec="seconds"),
            "seconds": round((datetime.now(UTC) - self._began).total_seconds(), 1),
            **{outcome: outcomes[outcome] for outcome in ("passed", "failed", "skipped")},
            "tests": self._tests,
        }
        self.path.write_text(json.dumps(verdict, indent=2) + "\n", encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_line(f"Verdict: {self.path.name}")


def reason(report: pytest.TestReport) -> str:
    match report.longrepr:
        case (_, _, str(why)):
            return why
        case other:
            crash = getattr(other, "reprcrash", None)
            return str(getattr(crash, "message", other))[:LONGEST_REASON]


def commit() -> str:
    """Return the checkout's commit, and whether something is changed."""
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.strip() or "unknown"
