"""What an analyst writes, against what Trino said of it; `make record-sql` renews the answers."""

import json
from typing import Any, Final

import pytest

from tests.integration.lake.battery.battery_lake import ANSWERS, asked_at, fill, statements
from tests.integration.lake.realized_lake import Lake
from tests.trino.recording.recorded import REFUSED_HERE, SILENT, ask_local, compared

REFUSED: Final = {
    "SELECT approx_distinct(user_id) FROM tasks",
    "SELECT approx_percentile(lead_time_hours, 0.5) FROM task_cycle_time",
    "SELECT human_readable_seconds(3600), url_extract_host('https://a.b/c'), to_hex(md5(to_utf8('a'))), levenshtein_distance('kitten', 'sitting')",
    "SELECT json_format(CAST(MAP(ARRAY['a'], ARRAY[1]) AS json))",
}

RECORDED: Final[dict[str, Any]] = json.loads(ANSWERS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def verdicts(shared_lake: Lake) -> dict[str, str]:
    fill(shared_lake, asked_at(RECORDED["now"]))
    engine = shared_lake.sql
    return {sql: compared(RECORDED["answers"][sql], ask_local(engine, sql)) for sql in statements()}


def test_no_answer_differs_without_a_word(verdicts: dict[str, str]) -> None:
    assert {sql: verdict for sql, verdict in verdicts.items() if verdict in SILENT} == {}


def test_all_that_athena_answers_is_answered_but_these(verdicts: dict[str, str]) -> None:
    assert {sql for sql, verdict in verdicts.items() if verdict == REFUSED_HERE} == REFUSED
