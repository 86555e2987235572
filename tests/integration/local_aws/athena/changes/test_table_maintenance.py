from datetime import UTC, datetime, timedelta

from local_aws.athena import AthenaSql
from tests.integration.local_aws.athena.position_deletes import delete_positions
from tests.integration.local_aws.athena.small_lake import SmallLake


def data_files(lake: SmallLake) -> set[str]:
    pages = lake.session.client("s3").get_paginator("list_objects_v2").paginate(Bucket=lake.name)
    keys = (found.get("Key", "") for page in pages for found in page.get("Contents", []))
    return {f"s3://{lake.name}/{key}" for key in keys if key.endswith(".parquet") and "deletes" not in key}


def current_files(lake: SmallLake) -> set[str]:
    return {task.file.file_path for task in lake.iceberg_table("states").scan().plan_files()}


def test_deleted_rows_are_gone_from_every_file_once_the_snapshots_are_old(
    lake: SmallLake, engine: AthenaSql
) -> None:
    lake.create_iceberg_table("states", {"id": "string", "version": "long"})
    engine.execute("INSERT INTO states VALUES ('a', 1), ('b', 1)")
    (first,) = current_files(lake)
    delete_positions(lake.iceberg_table("states"), {first: [0]})
    engine.execute("INSERT INTO states VALUES ('c', 1)")
    (untouched,) = current_files(lake) - {first}

    engine.execute("OPTIMIZE states REWRITE DATA USING BIN_PACK")
    assert untouched in current_files(lake)
    assert first not in current_files(lake)
    optimized = lake.iceberg_table("states").metadata_location
    engine.execute("OPTIMIZE states REWRITE DATA USING BIN_PACK")
    assert lake.iceberg_table("states").metadata_location == optimized

    now = datetime.now(UTC)
    lake.engine((now + timedelta(days=4)).isoformat()).execute("VACUUM states")
    assert first in data_files(lake)
    lake.engine((now + timedelta(days=6)).isoformat()).execute("VACUUM states")
    assert data_files(lake) == current_files(lake)
    assert engine.query("SELECT id FROM states ORDER BY id")["id"].to_pylist() == ["b", "c"]
    assert len(lake.iceberg_table("states").metadata.snapshots) == 1
