"""What an analyst writes, against what Trino said of it; `make record-sql` renews the answers."""

import json
from collections import Counter
from typing import Any, Final

import pytest

from tests.integration.lake.battery.battery_lake import ANSWERS, asked_at, fill, statements
from tests.integration.lake.realized_lake import Lake
from tests.trino.recording.recorded import AGREED, REFUSED_HERE, SILENT, ask_local, compared

ACCEPTED_SHARE: Final = 0.9

RECORDED: Final[dict[str, Any]] = json.loads(ANSWERS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def verdicts(shared_lake: Lake) -> dict[str, str]:
    fill(shared_lake, asked_at(RECORDED["now"]))
    engine = shared_lake.sql
    return {sql: compared(RECORDED["answers"][sql], ask_local(engine, sql)) for sql in statements()}


def test_no_answer_differs_without_a_word(verdicts: dict[str, str]) -> None:
    assert {sql: verdict for sql, verdict in verdicts.items() if verdict in SILENT} == {}


def test_nearly_all_that_athena_answers_is_answered(verdicts: dict[str, str]) -> None:
    counts = Counter(verdicts.values())
    assert counts[AGREED] >= ACCEPTED_SHARE * (counts[AGREED] + counts[REFUSED_HERE])
