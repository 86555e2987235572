from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from tasklake_devkit.cli.workload import free_port
from tasklake_devkit.local_system import LocalSystem
from tasklake_devkit.workspace import StateFolder
from tasklake_operations.athena import AthenaWorkgroup
from tests.e2e.system.client import Client


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSystem]:
    """The whole system, shared: tests keep to users of their own."""
    with LocalSystem(StateFolder(tmp_path_factory.mktemp("system")), port=free_port()) as running:
        yield running
        running.check()


@pytest.fixture(scope="package")
def lake(system: LocalSystem) -> AthenaWorkgroup:
    return system.lake


@pytest.fixture(scope="package")
def sign_up(system: LocalSystem) -> Callable[..., Client]:
    """Return a function that signs a new user up and creates the profile."""

    def sign_up(*, admin: bool = False) -> Client:
        token = system.accounts.id_token(f"{uuid4()}@example.com", admin=admin)
        status, user = Client(system.outputs.api_url, token).send("POST", "/v1/users", {"name": "Ada"})
        assert status == 201, user
        return Client(system.outputs.api_url, token, user["id"])

    return sign_up


@pytest.fixture
def client(sign_up: Callable[..., Client]) -> Client:
    return sign_up()
