from dataclasses import astuple

import pytest

from tasklake.environment import InvalidVariableError, MissingVariableError
from tasklake_api.environment import Environment

VARIABLES = {
    "TABLE_NAME": "tasks",
    "TABLE_GENERATION": "0",
    "DELTA_SYNC": "true",
    "POWERTOOLS_METRICS_NAMESPACE": "Tasklake",
    "RATE_LIMIT_PER_SECOND": "20",
    "RATE_LIMIT_BURST": "100",
    "SIGN_IN_URL": "https://sign-in.test",
    "USER_POOL_CLIENT_ID": "client",
}


def test_the_settings_are_read() -> None:
    assert astuple(Environment.load(VARIABLES)) == (
        "tasks",
        0,
        True,
        "Tasklake",
        20,
        100,
        "https://sign-in.test",
        "client",
    )


@pytest.mark.parametrize("name", VARIABLES)
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(MissingVariableError, match=f"^Set the environment variable {name} to "):
        Environment.load(VARIABLES | {name: ""})


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "²", " 1"])
@pytest.mark.parametrize("name", ["RATE_LIMIT_PER_SECOND", "RATE_LIMIT_BURST"])
def test_a_limit_is_a_whole_number_above_0(name: str, value: str) -> None:
    with pytest.raises(
        InvalidVariableError, match=f"variable {name} to .*, a whole number of at least 1, not '"
    ):
        Environment.load(VARIABLES | {name: value})


def test_the_generation_of_a_table_begins_at_0() -> None:
    with pytest.raises(InvalidVariableError, match="restored, a whole number of at least 0, not '-1'"):
        Environment.load(VARIABLES | {"TABLE_GENERATION": "-1"})
