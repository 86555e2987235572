import json
from pathlib import Path
from typing import Literal

import pytest

from tests.e2e.verdict import Verdict


def report(
    name: str,
    when: Literal["setup", "call", "teardown"],
    outcome: Literal["passed", "failed", "skipped"] = "passed",
    why: str | tuple[str, int, str] | None = None,
) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=name,
        location=(name, 1, name),
        keywords={},
        outcome=outcome,
        longrepr=why,
        when=when,
        duration=0.5,
    )


def test_a_verdict_has_every_test_how_it_ended_and_why(tmp_path: Path) -> None:
    verdict = Verdict("dev", tmp_path)
    for each in (
        report("good", "setup"),
        report("good", "call"),
        report("bad", "call", "failed", "x" * 9999),
        report("bad", "teardown", "passed"),
        report("leaves", "call"),
        report("leaves", "teardown", "failed", "Not erased: ada"),
        report("local", "setup", "skipped", ("file", 1, "Skipped: uses what only the local system has")),
    ):
        verdict.pytest_runtest_logreport(each)
    verdict.pytest_sessionfinish()

    written = json.loads((tmp_path / "e2e-dev.json").read_text())
    assert (written["stack"], written["passed"], written["failed"], written["skipped"]) == ("dev", 1, 2, 1)
    assert written["tests"]["good"] == {"outcome": "passed", "seconds": 1.0}
    assert len(written["tests"]["bad"]["reason"]) < 1000
    assert written["tests"]["leaves"]["reason"] == "Not erased: ada"
    assert written["tests"]["local"]["reason"] == "Skipped: uses what only the local system has"
    assert written["commit"]
