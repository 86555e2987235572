"""docs/performance.md, docs/scale.md and their plots say what the committed runs measured, the bill takes that, a run can be made."""

import pytest

from bench.api_function import VARIABLES
from bench.figures import newest
from bench.function_process.events import USER_ID, event
from bench.page import PAGE, made
from tasklake_api.environment import Environment
from tasklake_api.identity import Caller
from tasklake_operations.cost.data import value


def test_the_pages_are_what_the_data_says() -> None:
    for name, content in made().items():
        assert (PAGE.parent / name).read_text(encoding="utf-8") == content, f"run make docs: {name} is stale"


def test_the_function_that_is_measured_has_all_that_it_asks_for() -> None:
    assert Environment.load(VARIABLES).table_name == VARIABLES["TABLE_NAME"]
    claims = event("get", 0)["requestContext"]["authorizer"]["jwt"]["claims"]
    assert Caller.from_claims(claims).user_id == USER_ID


def test_the_bill_is_reckoned_from_what_was_measured() -> None:
    # CPU is the machine's as much as the program's.
    for figure in (each for each in newest()["units"].figures if "CPU" not in each.unit):
        assert figure.ours[0] == pytest.approx(value(figure.name), rel=0.05), figure.name
