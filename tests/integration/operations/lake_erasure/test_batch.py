"""A batch over a lake that does not let it end."""

from collections import Counter
from dataclasses import dataclass, field

import pyarrow as pa
import pytest
from moto import mock_aws

from tasklake.models import utc_now
from tasklake_lake.windows import Windows
from tasklake_operations.athena import MeteredRows, MoreRunsNeededError
from tasklake_operations.deployed import clients_in
from tasklake_operations.lake_erasure import LakeErasure, RawObjects, RowsReturnError

ROUNDS = 3


@dataclass(slots=True)
class BusyLake:
    """Has rows of whoever is asked for at some looks, and runs each statement that does not delete in some rounds."""

    looks_with_rows: int
    executed: Counter[str] = field(default_factory=Counter[str])

    def metered_query(self, sql: str) -> MeteredRows:
        if "$path" in sql:
            return MeteredRows(pa.table({"path": pa.array([], pa.string())}), 10)
        self.looks_with_rows -= 1
        names = ["task_history"] if self.looks_with_rows >= 0 else []
        return MeteredRows(pa.table({"name": pa.array(names, pa.string()), "number": [1] * len(names)}), 10)

    def execute(self, sql: str) -> int:
        self.executed[sql] += 1
        if not sql.startswith("DELETE") and self.executed[sql] < ROUNDS:
            raise MoreRunsNeededError("ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED")
        return 1


def erase_from(lake: BusyLake) -> LakeErasure:
    with mock_aws():
        s3 = clients_in("us-east-1").client("s3")
        s3.create_bucket(Bucket="lake")
        erasure = LakeErasure(lake, RawObjects(s3, "lake"), Windows(24, 365, 14))
        erasure.run(["ada"], utc_now())
        return erasure


def test_a_statement_that_athena_does_in_parts_is_run_until_it_is_through() -> None:
    lake = BusyLake(looks_with_rows=1)

    batch = erase_from(lake).batch

    assert sorted(lake.executed.values()) == [1, *[ROUNDS] * 8]
    assert (batch.statements, batch.bytes_scanned) == (2 + 2 + 1 + 8 * ROUNDS, 4 * 10 + 1 + 8)


def test_rows_that_come_back_at_every_look_are_told() -> None:
    with pytest.raises(RowsReturnError, match=r"at 4 looks, at the last one in task_history"):
        erase_from(BusyLake(looks_with_rows=100))
