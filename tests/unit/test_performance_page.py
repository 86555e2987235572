"""docs/performance.md and its plots say what the committed runs measured, and a run can be made."""

from bench.api_function import VARIABLES
from bench.function_process.events import USER_ID, event
from bench.page import PAGE, made
from tasklake_api.environment import Environment
from tasklake_api.identity import Caller


def test_the_page_is_what_the_data_says() -> None:
    for name, content in made().items():
        assert (PAGE.parent / name).read_text(encoding="utf-8") == content, f"run make docs: {name} is stale"


def test_the_function_that_is_measured_has_all_that_it_asks_for() -> None:
    assert Environment.load(VARIABLES).table_name == VARIABLES["TABLE_NAME"]
    claims = event("get", 0)["requestContext"]["authorizer"]["jwt"]["claims"]
    assert Caller.from_claims(claims).user_id == USER_ID
