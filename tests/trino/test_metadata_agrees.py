"""What an Iceberg table tells of itself, asked of both engines, for each way of partitioning it."""

from typing import Final

import pytest

from local_aws.emulator import Emulator
from tests.integration.local_aws.athena.position_deletes import delete_positions
from tests.integration.local_aws.athena.small_lake import SmallLake, make_lake
from tests.trino.client import Trino
from tests.trino.recording.recorded import AGREED, ask_local, compared, outcome_of

COLUMNS: Final = {
    "id": "long", "n": "int", "d": "double", "x": "decimal(9, 2)", "b": "boolean", "s": "string", "day": "date",
    "at": "timestamp", "zoned": "timestamptz",
}  # fmt: skip
ROWS: Final = (
    """(1, 7, 1.5e0, 1.50, true, 'ab', DATE '2024-02-29', TIMESTAMP '2024-02-29 13:04:00.120',
        TIMESTAMP '2024-02-29 13:00:00 UTC'),
       (2, NULL, 1e10, -3.25, false, 'ü', DATE '1960-01-01', TIMESTAMP '1969-12-31 23:59:59.999',
        TIMESTAMP '1969-12-31 23:59:59.5 UTC'),
       (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)""",
    """(4, 9, 0.0001e0, 0.05, true, 'abc', DATE '2024-02-28', TIMESTAMP '2024-02-29 13:00:00',
        TIMESTAMP '2024-02-29 13:00:00.123 UTC')""",
    "(5, NULL, NULL, NULL, NULL, NULL, NULL, TIMESTAMP '2024-02-29 13:00:00.100001', NULL)",
)
FILES: Final = """content, file_path, file_format, record_count, file_size_in_bytes, column_sizes, value_counts,
    null_value_counts, lower_bounds, upper_bounds, key_metadata, split_offsets, equality_ids"""
ASKED: Final = {
    "files": FILES,
    **dict.fromkeys(("manifests", "partitions", "history", "snapshots", "refs"), "*"),
}


@pytest.fixture(scope="module")
def lake(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    return make_lake(emulator.session(), tmp_path_factory.mktemp("told"))


@pytest.mark.parametrize(
    "partition",
    [
        None,
        ("n", "bucket[4]"),
        ("s", "identity"),
        ("s", "truncate[2]"),
        ("at", "day"),
        ("at", "hour"),
        ("day", "month"),
    ],
    ids=str,
)
def test_metadata_tables(lake: SmallLake, trino: Trino, partition: tuple[str, str] | None) -> None:
    name = "_".join(partition or ("whole",)).translate(str.maketrans("[", "_", "]"))
    lake.create_iceberg_table(name, COLUMNS, partition=partition)
    engine = lake.engine("2026-01-01T00:00:00+00:00")

    def verdicts() -> dict[str, str]:
        asked = {kind: f'SELECT {columns} FROM "{name}${kind}"' for kind, columns in ASKED.items()}
        return {
            kind: compared(outcome_of(trino.run(sql, database=lake.name).answer), ask_local(engine, sql))
            for kind, sql in asked.items()
        }

    assert set(verdicts().values()) == {AGREED}
    for rows in ROWS:
        engine.execute(f"INSERT INTO {name} VALUES {rows}")
    table = lake.iceberg_table(name)
    delete_positions(table, {next(iter(table.scan().plan_files())).file.file_path: [0]})
    assert {kind: verdict for kind, verdict in verdicts().items() if verdict != AGREED} == {}
