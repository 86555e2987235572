import pytest

from tasklake.environment import MissingVariableError
from tasklake_user_erasure.environment import Environment


def test_the_function_knows_its_table_and_its_user_pool() -> None:
    environment = Environment.load({"TABLE_NAME": "tasks", "USER_POOL_ID": "us-east-1_x"})
    assert environment == Environment(table_name="tasks", user_pool_id="us-east-1_x")


@pytest.mark.parametrize("missing", ["TABLE_NAME", "USER_POOL_ID"])
def test_a_missing_variable_is_named(missing: str) -> None:
    variables = {"TABLE_NAME": "tasks", "USER_POOL_ID": "us-east-1_x", missing: ""}
    with pytest.raises(MissingVariableError, match=f"^Set the environment variable {missing} to the"):
        Environment.load(variables)
