"""What each function reads from its environment, and what it says of what is missing or wrong there."""

from collections.abc import Callable, Mapping
from dataclasses import astuple
from typing import TYPE_CHECKING

import pytest

from tasklake.environment import InvalidVariableError, MissingVariableError
from tasklake_api.environment import Environment as Api
from tasklake_stream_etl.environment import Environment as StreamEtl
from tasklake_user_erasure.environment import Environment as UserErasure

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

type Load = Callable[[Mapping[str, str]], "DataclassInstance"]

API = {
    "TABLE_NAME": "tasks",
    "TABLE_GENERATION": "0",
    "DELTA_SYNC": "true",
    "POWERTOOLS_METRICS_NAMESPACE": "Tasklake",
    "RATE_LIMIT_PER_SECOND": "20",
    "RATE_LIMIT_BURST": "100",
    "SIGN_IN_URL": "https://sign-in.test",
    "USER_POOL_CLIENT_ID": "client",
}
STREAM_ETL = {"LAKE_BUCKET": "lake", "FAILURE_BUCKET": "failures", "TABLE_NAMES": "tasks,tasks-1"}
USER_ERASURE = {
    "TABLE_NAME": "tasks",
    "TABLE_GENERATION": "1",
    "USER_POOL_ID": "us-east-1_x",
    "LEDGER_TABLE_NAME": "ledger",
}


@pytest.mark.parametrize(
    ("load", "variables", "settings"),
    [
        (Api.load, API, ("tasks", 0, True, "Tasklake", 20, 100, "https://sign-in.test", "client")),
        (StreamEtl.load, STREAM_ETL, ("lake", "failures", ("tasks", "tasks-1"))),
        (UserErasure.load, USER_ERASURE, ("tasks", 1, "us-east-1_x", "ledger")),
    ],
)
def test_the_settings_are_read_and_one_that_is_missing_or_empty_is_named(
    load: Load, variables: dict[str, str], settings: tuple[object, ...]
) -> None:
    assert astuple(load(variables)) == settings
    for name in variables:
        unset = {key: value for key, value in variables.items() if key != name}
        for without in (unset, {**unset, name: ""}):
            with pytest.raises(MissingVariableError, match=f"^Set the environment variable {name} to "):
                load(without)


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "²", " 1"])
@pytest.mark.parametrize("name", ["RATE_LIMIT_PER_SECOND", "RATE_LIMIT_BURST"])
def test_a_limit_is_a_whole_number_above_0(name: str, value: str) -> None:
    with pytest.raises(
        InvalidVariableError, match=f"variable {name} to .*, a whole number of at least 1, not '"
    ):
        Api.load(API | {name: value})


def test_the_generation_of_a_table_begins_at_0() -> None:
    with pytest.raises(InvalidVariableError, match="restored, a whole number of at least 0, not '-1'"):
        Api.load(API | {"TABLE_GENERATION": "-1"})
