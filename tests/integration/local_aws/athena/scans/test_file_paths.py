"""The hidden column "$path": which object a row is in."""

import pytest

from local_aws.athena import AthenaSql, UnsupportedStatementError
from tests.integration.local_aws.athena.position_deletes import delete_positions
from tests.integration.local_aws.athena.small_lake import SmallLake


def paths(engine: AthenaSql, table: str, where: str) -> list[str]:
    sql = f'SELECT DISTINCT "$path" AS path FROM {table} WHERE {where} ORDER BY 1'
    return [row["path"] for row in engine.query(sql).to_pylist()]


def test_the_objects_of_raw_rows_are_told_and_cost_one_column(lake: SmallLake, engine: AthenaSql) -> None:
    assert paths(engine, "task_events", "task_id = 'a'") == []
    for hour, ids in enumerate(["('a'), ('b')", "('b')", "('a')"]):
        lake.put(
            f"dt=2026-03-01/hour=0{hour}/x.parquet",
            f"SELECT id AS task_id, 1::BIGINT AS version FROM (VALUES {ids}) AS v(id)",
        )

    found = paths(engine, "task_events", "task_id = 'a' AND hour < 9")

    prefix = f"s3://{lake.name}/raw/task_events/dt=2026-03-01"
    assert found == [f"{prefix}/hour=00/x.parquet", f"{prefix}/hour=02/x.parquet"]
    where = "FROM task_events WHERE task_id = 'a'"
    assert engine.bytes_scanned(f'SELECT DISTINCT "$path" {where}') == engine.bytes_scanned(
        f"SELECT task_id {where}"
    )


def test_the_files_of_an_iceberg_table_are_told_for_the_rows_that_are_left(
    lake: SmallLake, engine: AthenaSql
) -> None:
    lake.create_iceberg_table("states", {"id": "string", "version": "long"})
    assert paths(engine, "states", "id = 'a'") == []
    for ids in ("('a', 1), ('b', 1)", "('a', 2)"):
        engine.execute(f"INSERT INTO states VALUES {ids}")
    files = sorted(task.file.file_path for task in lake.iceberg_table("states").scan().plan_files())
    assert paths(engine, "states", "id = 'a'") == files

    (first,) = paths(engine, "states", "id = 'b'")
    delete_positions(lake.iceberg_table("states"), {first: [0]})
    assert paths(engine, "states", "id = 'a'") == [file for file in files if file != first]


def test_a_star_beside_it_is_refused(engine: AthenaSql) -> None:
    with pytest.raises(UnsupportedStatementError, match="names its columns locally"):
        engine.query('SELECT *, "$path" FROM task_events')
