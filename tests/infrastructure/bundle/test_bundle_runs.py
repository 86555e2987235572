"""The host bundle by itself: no site-packages, no repository, only the standard library beside it."""

import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import boto3
import pytest

from infrastructure.bundle import Platform
from tests.infrastructure.bundle.bundle_repository import BundleOf

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "000000000000",
    "AWS_SECRET_ACCESS_KEY": "test",
    "TABLE_NAME": "tasks",
    "DELTA_SYNC": "false",
    "ERASURE_EVERY_DAYS": "7",
    "LEDGER_TABLE_NAME": "ledger",
    "TABLE_GENERATION": "0",
    "TABLE_NAMES": "tasks",
    "SIGN_IN_URL": "https://sign-in.test",
    "USER_POOL_CLIENT_ID": "client",
    "USER_POOL_ID": "us-east-1_1",
    "RATE_LIMIT_PER_SECOND": "500",
    "RATE_LIMIT_BURST": "1000",
    "LAKE_BUCKET": "lake",
    "GLUE_DATABASE": "lake",
    "WORKGROUP": "maintenance",
    "LAKE_TAIL_HOURS": "24",
    "RAW_RETENTION_DAYS": "365",
    "FAILURE_RETENTION_DAYS": "14",
    "ETL_BATCH_WINDOW_SECONDS": "60",
    "FAILURE_BUCKET": "failures",
    "POWERTOOLS_SERVICE_NAME": "tasks",
    "POWERTOOLS_METRICS_NAMESPACE": "Tasklake",
    "POWERTOOLS_LOG_LEVEL": "INFO",
}


HANDLERS = {
    "lake_jobs": ["tasklake_lake_jobs.erasure.handler", "tasklake_lake_jobs.verification.handler"],
}
"""Of a service with more than one."""


@pytest.fixture(scope="module", params=["api", "lake_jobs", "stream_etl", "user_erasure"])
def service(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def task_root(service: str, bundle_of: BundleOf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("task")
    with ZipFile(bundle_of(service, Platform.HOST)) as bundle:
        bundle.extractall(root)
    return root


def test_the_handler_imports_from_the_bundle_alone(task_root: Path, service: str) -> None:
    printed = run(
        task_root,
        "import importlib\n"
        f"for name in {HANDLERS.get(service, [f'tasklake_{service}.handler'])}:\n"
        "    assert callable(importlib.import_module(name).handler)\n"
        "for module in [*sys.modules.values()]: print(getattr(module, '__file__', None) or '')\n",
    )
    files = printed.split()
    homes = (str(task_root), sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))
    assert [file for file in files if not file.startswith(homes) or "site-packages" in file] == []
    assert sum(file.startswith(str(task_root)) for file in files) > 100


def test_clients_have_the_endpoints_and_operations_of_the_whole_sdk(task_root: Path, service: str) -> None:
    name, operation, parameters = {
        "api": ("dynamodb", "get_item", {"TableName": "tasks", "Key": {"pk": {"S": "USER#1"}}}),
        "lake_jobs": ("athena", "get_query_execution", {"QueryExecutionId": "1"}),
        "stream_etl": ("s3", "get_object", {"Bucket": "lake", "Key": "raw"}),
        "user_erasure": ("cognito-idp", "admin_delete_user", {"UserPoolId": "us-east-1_1", "Username": "1"}),
    }[service]
    program = f"""
import boto3
session = boto3.Session()
for partition in session.get_available_partitions():
    regions = session.get_available_regions({name!r}, partition)
    print(*regions, sep="\\n")
    for region in regions[:2]:
        client = session.client({name!r}, region)
        print(client.generate_presigned_url({operation!r}, {parameters}).split("?")[0])
print(*client.meta.service_model.operation_names, *client.waiter_names, sep="\\n")
"""
    whole_sdk = run(Path(boto3.__file__).parents[1], program)
    assert len(whole_sdk.splitlines()) > 90
    assert run(task_root, program) == whole_sdk


def run(packages: Path, program: str) -> str:
    script = f"import sys\nsys.path.insert(0, {str(packages)!r})\n{program}"
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", script],
        env=ENVIRONMENT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout
