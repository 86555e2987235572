from collections.abc import Callable, Iterator

import pytest

from local_aws.emulator.loopback import free_port
from tasklake_devkit.local_system import LocalSystem
from tasklake_devkit.workspace import StateFolder
from tasklake_operations.athena import AthenaWorkgroup
from tasklake_operations.deployed import stack_clients, stack_outputs
from tasklake_operations.stack import LOCAL_STACK
from tests.e2e.shell import Shell
from tests.e2e.system.client import Client
from tests.e2e.system.stack_under_test import StackUnderTest, stack_name


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSystem]:
    """The whole system, shared: tests keep to users of their own."""
    with LocalSystem(StateFolder(tmp_path_factory.mktemp("system")), port=free_port()) as running:
        yield running
        running.check()


@pytest.fixture(scope="package")
def stack(request: pytest.FixtureRequest) -> Iterator[StackUnderTest]:
    """What tests need of a stack that is deployed, too: `--stack` names it, and its users are erased in the end."""
    name = stack_name(request.config)
    if name == LOCAL_STACK:
        system: LocalSystem = request.getfixturevalue("system")
        yield StackUnderTest(system.outputs, system.session)
        return
    deployed = StackUnderTest(stack_outputs(name), stack_clients(name))
    yield deployed
    deployed.erase_users()


@pytest.fixture(scope="package")
def lake(stack: StackUnderTest) -> AthenaWorkgroup:
    return stack.lake


@pytest.fixture(scope="package")
def sign_up(stack: StackUnderTest) -> Callable[..., Client]:
    """Return a function that signs a new user up and creates the profile."""
    return stack.sign_up


@pytest.fixture
def client(sign_up: Callable[..., Client]) -> Client:
    return sign_up()


@pytest.fixture
def tasklake(system: LocalSystem) -> Shell:
    """The command, run against the system that runs already."""
    return Shell(system.state.root)
