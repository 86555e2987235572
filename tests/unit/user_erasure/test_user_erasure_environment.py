import pytest

from tasklake.environment import MissingVariableError
from tasklake_user_erasure.environment import Environment

VARIABLES = {"TABLE_NAME": "tasks", "TABLE_GENERATION": "1", "USER_POOL_ID": "us-east-1_x"}


def test_the_function_knows_its_table_and_its_user_pool() -> None:
    environment = Environment.load(VARIABLES)
    assert environment == Environment(table_name="tasks", table_generation=1, user_pool_id="us-east-1_x")


@pytest.mark.parametrize("missing", VARIABLES)
def test_a_missing_variable_is_named(missing: str) -> None:
    with pytest.raises(MissingVariableError, match=f"^Set the environment variable {missing} to "):
        Environment.load(VARIABLES | {missing: ""})
