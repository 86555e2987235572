"""The API through the package that `make client` makes of the document alone."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import urllib3

from tasklake_operations.checkout import REPOSITORY
from tests.e2e.system.stack_under_test import StackUnderTest

PACKAGE = "tasklake_api_client"
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def installed(stack: StackUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that the client's wheel is installed in; it is made of the document as the system serves it."""
    folder = tmp_path_factory.mktemp("client")
    document = urllib3.request("GET", f"{stack.outputs.api_url}/openapi.json", timeout=30)
    (folder / "openapi.json").write_bytes(document.data)
    run("make", "client", f"OPENAPI={folder}/openapi.json", f"DIST={folder}")
    (wheel,) = folder.glob("*.whl")
    run(str(UV), "pip", "install", "--no-deps", "--target", str(folder / "installed"), str(wheel))
    sys.path.insert(0, str(folder / "installed"))
    yield folder / "installed"
    sys.path.remove(str(folder / "installed"))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def run(*command: str) -> None:
    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


class Api:
    """The functions of the generated client by their names; Any, because the package is made while the test runs."""

    def __init__(self, client: object) -> None:
        self.models: Any = importlib.import_module(f"{PACKAGE}.models")
        self.client = client

    def call(self, function: str, *arguments: object, **options: object) -> Any:  # noqa: ANN401  # see the class
        module: Any = importlib.import_module(f"{PACKAGE}.api.{function}")
        return module.sync_detailed(*arguments, client=self.client, **options)


@pytest.fixture
def api(stack: StackUnderTest, installed: Path) -> Iterator[Api]:
    """The client of an account that has no profile yet."""
    token = stack.new_token()
    module: Any = importlib.import_module(f"{PACKAGE}.client")
    with module.AuthenticatedClient(stack.outputs.api_url, token, timeout=30) as client:
        yield Api(client)


@pytest.mark.journey
def test_a_user_signs_up_and_keeps_tasks(api: Api) -> None:
    models = api.models
    user = api.call("users.create_user", body=models.UserCreate(name="Ada")).parsed
    assert (user.name, user.status, user.version) == ("Ada", models.UserStatus.ACTIVE, 1)

    new = models.TaskCreate(title="Generated", priority=models.TaskPriority.HIGH)
    created = api.call("tasks.create_task", body=new, idempotency_key=str(uuid4()))
    task = created.parsed
    assert created.status_code == 201
    assert (task.title, task.priority, task.user_id) == ("Generated", models.TaskPriority.HIGH, user.id)
    assert isinstance(task.id, UUID)

    for status in (models.TaskStatus.PENDING, [models.TaskStatus.PENDING, models.TaskStatus.COMPLETED]):
        page = api.call("tasks.list_tasks", status=status, limit=5).parsed
        assert (page.items, page.next_cursor) == ([task], None)

    patch = models.TaskPatch(status=models.TaskStatus.COMPLETED)
    done = api.call("tasks.update_task", task.id, body=patch, if_match='"1"').parsed
    assert (done.status, done.version) == (models.TaskStatus.COMPLETED, 2)
    assert done.completed_at is not None

    late = api.call("tasks.update_task", task.id, body=patch, if_match='"1"')
    assert (late.status_code, late.parsed.type_) == (412, "urn:tasklake:problem:version-mismatch")

    batch = models.TaskBatch(
        [
            models.BatchCreate("create", models.TaskCreate(title="Together")),
            models.BatchUpdate("update", task.id, models.TaskPatch(category="x"), if_match='"2"'),
        ]
    )
    results = api.call("tasks.batch_tasks", body=batch).parsed.results
    assert [(result.etag, result.id == task.id) for result in results] == [('"1"', False), ('"3"', True)]

    assert api.call("tasks.delete_task", task.id).status_code == 204
    assert api.call("tasks.get_task", task.id).parsed.type_ == "urn:tasklake:problem:task-not-found"


@pytest.mark.journey
def test_the_client_has_the_version_of_the_api(installed: Path) -> None:
    (found,) = distributions(name="tasklake-api-client", path=[str(installed)])
    assert found.version == version("tasklake-api")


@pytest.mark.journey
def test_the_generated_client_is_typed(installed: Path) -> None:
    program = installed / "program.py"
    program.write_text(
        "from uuid import UUID\n"
        "from tasklake_api_client import AuthenticatedClient\n"
        "from tasklake_api_client.api.tasks import get_task\n"
        "from tasklake_api_client.models import Task, TaskStatus\n"
        'client = AuthenticatedClient("https://api.test", "token")\n'
        "task = get_task.sync(UUID(int=1), client=client)\n"
        "assert isinstance(task, Task)\n"
        "status: TaskStatus = task.status\n"
        "title: int = task.title\n"
    )
    result = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--outputjson", "--level", "error", str(program)],
        cwd=installed,
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(result.stdout)["generalDiagnostics"]
    assert [(error["rule"], error["range"]["start"]["line"]) for error in found] == [
        ("reportAssignmentType", 8)
    ]
