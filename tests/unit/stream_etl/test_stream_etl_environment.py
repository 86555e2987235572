import pytest

from tasklake.environment import MissingVariableError
from tasklake_stream_etl.environment import Environment

VARIABLES = {"LAKE_BUCKET": "lake", "FAILURE_BUCKET": "failures", "TABLE_NAMES": "tasks,tasks-1"}


def test_the_settings_are_read() -> None:
    environment = Environment.load(VARIABLES)

    assert environment == Environment(
        lake_bucket="lake", failure_bucket="failures", tables=("tasks", "tasks-1")
    )


@pytest.mark.parametrize("name", VARIABLES)
@pytest.mark.parametrize("absent", [dict[str, str](), dict.fromkeys(VARIABLES, "")], ids=["unset", "empty"])
def test_a_missing_variable_is_named(name: str, absent: dict[str, str]) -> None:
    variables = {key: value for key, value in VARIABLES.items() if key != name}

    with pytest.raises(MissingVariableError, match=f"^Set the environment variable {name} to "):
        Environment.load(variables | {key: value for key, value in absent.items() if key == name})
