"""The engine without a catalog: for queries that name no table."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tasklake_devkit.athena import AthenaSql
from tasklake_devkit.sessions import EmulatorSession

type Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> AthenaSql:
    """It is always Sunday, 1 March 2026, 13:04:05.678 UTC."""
    nowhere = EmulatorSession("http://127.0.0.1:1")
    return AthenaSql(
        glue=nowhere.client("glue"),
        s3=nowhere.client("s3"),
        database="lake",
        mirror_root=tmp_path_factory.mktemp("mirror"),
        clock=lambda: datetime(2026, 3, 1, 13, 4, 5, 678_901, tzinfo=UTC),
    )


@pytest.fixture
def ask(engine: AthenaSql) -> Ask:
    """Returns the rows of a query."""

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return list(zip(*(column.to_pylist() for column in engine.query(sql).columns), strict=True))

    return rows
