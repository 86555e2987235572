from typing import Any

from local_aws.athena import AthenaSql


def answer(engine: AthenaSql, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query; columns may share a name."""
    columns = [column.to_pylist() for column in engine.query(sql).columns]
    return list(zip(*columns, strict=True))
