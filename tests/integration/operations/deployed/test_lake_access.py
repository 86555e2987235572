from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from tasklake_operations.cli.lake_access import lake_access
from tasklake_operations.deployed import clients_in
from tasklake_operations.errors import RequestFailedError
from tests.integration.operations.deployed.fake_pulumi import OUTPUTS, FakePulumi


@pytest.fixture(autouse=True)
def stack(pulumi: FakePulumi) -> None:
    pulumi.export(OUTPUTS)


@pytest.fixture
def account() -> Iterator[None]:
    with mock_aws():
        athena = clients_in("eu-central-1").client("athena")
        for name in ("workgroup of dev", "maintenance_workgroup of dev"):
            athena.create_work_group(Name=name)
        yield


@pytest.mark.parametrize(
    ("maintenance", "workgroup"), [(False, "workgroup of dev"), (True, "maintenance_workgroup of dev")]
)
def test_statements_run_in_the_stacks_region_database_and_workgroup(
    account: None, workgroup: str, *, maintenance: bool
) -> None:
    with lake_access("dev", maintenance=maintenance) as lake:
        lake.sql.execute("DELETE FROM task_states")
        athena = lake.clients.client("athena")
        assert athena.meta.region_name == "eu-central-1"
        (started,) = athena.list_query_executions(WorkGroup=workgroup)["QueryExecutionIds"]
        execution = athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]
    assert execution.get("Query") == "DELETE FROM task_states"
    assert execution.get("QueryExecutionContext", {}).get("Database") == "glue_database of dev"


def test_an_operator_without_credentials_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(variable, raising=False)
    for variable in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(variable, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with (
        pytest.raises(
            RequestFailedError, match=r"^AWS did not do what it was asked: Unable to locate credentials"
        ),
        lake_access("dev") as lake,
    ):
        lake.sql.execute("DELETE FROM task_states")
