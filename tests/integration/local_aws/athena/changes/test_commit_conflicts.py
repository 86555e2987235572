"""Statements that run at once: each reads the table before any of them commits."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import override

import pytest
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.table import Table
from pyiceberg.typedef import Identifier

from local_aws.athena import AthenaSql, CommitConflictError, RowCounts
from local_aws.iceberg import open_catalog
from tests.integration.local_aws.athena.small_lake import SmallLake

INSERT_ONLY = """
    MERGE INTO states AS t USING (VALUES ('a', 2), ('z', 1)) AS s(id, version) ON t.id = s.id
    WHEN NOT MATCHED THEN INSERT (id, version) VALUES (s.id, s.version)
"""
UPDATE_TOO = """
    MERGE INTO states AS t USING (VALUES ('a', 2), ('z', 1)) AS s(id, version) ON t.id = s.id
    WHEN MATCHED AND s.version > t.version THEN UPDATE SET version = s.version
    WHEN NOT MATCHED THEN INSERT (id, version) VALUES (s.id, s.version)
"""


class MeetingCatalog(GlueCatalog):
    """A catalog whose readers wait for each other once they have the table."""

    meeting: Barrier

    @override
    def load_table(self, identifier: str | Identifier) -> Table:
        table = super().load_table(identifier)
        self.meeting.wait(timeout=30)
        return table


def at_once(lake: SmallLake, *statements: str) -> list[RowCounts | CommitConflictError]:
    properties = open_catalog(lake.session).properties
    meeting = MeetingCatalog("meeting", client=lake.session.client("glue"), **properties)
    meeting.meeting = Barrier(len(statements))
    engine = lake.engine("2026-03-01T13:00:00Z", iceberg_catalog=meeting)

    def run(statement: str) -> RowCounts | CommitConflictError:
        try:
            return engine.execute(statement)
        except CommitConflictError as conflict:
            return conflict

    with ThreadPoolExecutor(len(statements)) as threads:
        return list(threads.map(run, statements))


def rows(engine: AthenaSql) -> list[tuple[str, int]]:
    answer = engine.query("SELECT id, version FROM states ORDER BY 1, 2").to_pylist()
    return [(row["id"], row["version"]) for row in answer]


@pytest.fixture(autouse=True)
def states(lake: SmallLake) -> None:
    lake.create_iceberg_table("states", {"id": "string", "version": "long"}, partition=("id", "bucket[4]"))


INSERTS = ("INSERT INTO states VALUES ('a', 1)", "INSERT INTO states VALUES ('b', 1)")


@pytest.mark.parametrize(
    ("rows_before", "statements", "outcomes"),
    [
        ([], [INSERT_ONLY] * 3, [[("a", 2), ("z", 1)]]),
        (["('b', 1)"], [INSERT_ONLY] * 2, [[("a", 2), ("b", 1), ("z", 1)]]),
        (["('a', 1)", "('b', 1)"], [UPDATE_TOO] * 2, [[("a", 2), ("b", 1), ("z", 1)]]),
        ([], INSERTS, [[("a", 1)], [("b", 1)]]),
        (
            ["('a', 1)", "('b', 1)"],
            [UPDATE_TOO, "DELETE FROM states WHERE id = 'a'"],
            [[("a", 2), ("b", 1), ("z", 1)], [("b", 1)]],
        ),
    ],
    ids=["empty", "inserts of a merge", "updates of a merge", "inserts of other rows", "merge and delete"],
)
def test_one_statement_wins_and_the_losers_leave_nothing_behind(
    lake: SmallLake,
    engine: AthenaSql,
    rows_before: list[str],
    statements: Sequence[str],
    outcomes: list[list[tuple[str, int]]],
) -> None:
    if rows_before:
        engine.execute(f"INSERT INTO states VALUES {', '.join(rows_before)}")

    ends = at_once(lake, *statements)

    lost = [str(end) for end in ends if isinstance(end, CommitConflictError)]
    told = f"{lake.name}.states was changed by another writer meanwhile; nothing was written, run the statement again"
    assert lost == [told] * (len(statements) - 1)
    assert rows(engine) in outcomes
    listed = lake.session.client("s3").list_objects_v2(Bucket=lake.name, Prefix="iceberg/states/data/")
    keys = {found.get("Key", "") for found in listed.get("Contents", ()) if found.get("Size")}
    table = lake.iceberg_table("states")
    files = {row["file_path"] for row in table.inspect.all_files().to_pylist()}
    assert {f"s3://{lake.name}/{key}" for key in keys} == files
