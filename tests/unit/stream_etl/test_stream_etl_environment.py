import pytest

from tasklake.environment import MissingVariableError
from tasklake_stream_etl.environment import Environment


def test_the_buckets_are_read() -> None:
    environment = Environment.load({"LAKE_BUCKET": "lake", "FAILURE_BUCKET": "failures"})

    assert environment == Environment(lake_bucket="lake", failure_bucket="failures")


@pytest.mark.parametrize("name", ["LAKE_BUCKET", "FAILURE_BUCKET"])
@pytest.mark.parametrize("absent", [{}, {"LAKE_BUCKET": "", "FAILURE_BUCKET": ""}], ids=["unset", "empty"])
def test_a_bucket_that_is_not_named_is_refused(name: str, absent: dict[str, str]) -> None:
    variables = {"LAKE_BUCKET": "lake", "FAILURE_BUCKET": "failures"}
    del variables[name]

    with pytest.raises(MissingVariableError, match=f"Set the environment variable {name} to the name of"):
        Environment.load(variables | {key: value for key, value in absent.items() if key == name})
