"""What Trino said of calls of every function that is accepted; `make record-sql` renews it."""

import json
from itertools import batched
from pathlib import Path
from typing import Any, Final

import pytest

from local_aws.athena import AthenaSql
from local_aws.athena.analysis.signatures import all_signatures
from tests.trino.recording.recorded import AGREED, ask_local, compared

CASES: Final[dict[str, list[list[Any]]]] = json.loads(
    Path(__file__).with_name("function_cases.json").read_text(encoding="utf-8")
)
"""By signature: an expression, Trino's type and value."""

TOGETHER: Final = 50


def test_every_form_that_is_accepted_has_a_case() -> None:
    accepted = {str(form) for form in all_signatures() if form.verdict != "refused"}
    assert accepted == {form for form, cases in CASES.items() if cases}


@pytest.mark.parametrize("number", range(4))
def test_an_accepted_call_is_answered_as_trino_answers_it(engine: AthenaSql, number: int) -> None:
    cases = [case for each in CASES.values() for case in each][number::4]
    for some in batched(cases, TOGETHER, strict=False):
        local = ask_local(engine, f"SELECT {', '.join(expression for expression, _, _ in some)}")
        assert "error" not in local, local
        for (expression, kind, value), (_, local_kind), local_value in zip(
            some, local["columns"], local["rows"][0], strict=True
        ):
            trino = {"columns": [["_", kind]], "rows": [[value]]}
            assert (
                expression,
                compared(trino, {"columns": [["_", local_kind]], "rows": [[local_value]]}),
            ) == (
                expression,
                AGREED,
            ), local_value
