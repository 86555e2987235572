"""Needs Java 24 or newer, and Maven Central once; `make test` leaves this folder out."""

from collections.abc import Callable, Iterator

import pytest

from local_aws.emulator import Emulator
from tests.local_emulator import emulator_in
from tests.trino.client import Trino
from tests.trino.distribution import DistributionError, server_folder
from tests.trino.glue_proxy import GlueProxy
from tests.trino.java import JavaNotFoundError, find_java
from tests.trino.lake import Lake
from tests.trino.server import TrinoServer


def pytest_sessionstart() -> None:
    """Find or fetch what Trino needs before any test, and with no time limit.

    Raises:
        pytest.UsageError: It cannot be had.
    """
    try:
        find_java()
        server_folder()
    except (JavaNotFoundError, DistributionError) as error:
        raise pytest.UsageError(str(error)) from error


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with emulator_in(tmp_path_factory.mktemp("emulator")) as running:
        yield running


@pytest.fixture(scope="session")
def glue_proxy(emulator: Emulator) -> Iterator[GlueProxy]:
    """Return the Glue that Trino sees."""
    proxy = GlueProxy(emulator.endpoint_url)
    with proxy.serving():
        yield proxy


@pytest.fixture(scope="session")
def trino(
    emulator: Emulator, glue_proxy: GlueProxy, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Trino]:
    with TrinoServer.beside(emulator, glue_proxy, tmp_path_factory.mktemp("trino")) as server:
        yield Trino(server.port)


@pytest.fixture(scope="session")
def new_lake(
    emulator: Emulator, trino: Trino, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Lake]:
    """Return a function that makes a lake of its own, without any change, by a name not used before."""
    session = emulator.session()
    return lambda name: Lake.of_stack(
        name, session=session, trino=trino, folder=tmp_path_factory.mktemp(name)
    )
