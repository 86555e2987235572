from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from local_aws.athena import AthenaSql
from local_aws.sessions import EmulatorSession
from tasklake.erasure import ledger_item
from tasklake.models import TaskPriority, TaskStatus, utc_now
from tasklake_lake.event_tables import EVENT_TABLES, TASK_EVENTS
from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_operations.athena import MeteredRows
from tasklake_operations.lake_erasure import (
    Batch,
    ErasureLedger,
    Finding,
    LakeErasure,
    LiveFiles,
    Markers,
    Proof,
    RawObjects,
    erase_from_lake,
)
from tests.integration.lake.emptied_lake import EmptiedLake
from tests.integration.lake.event_history import EventHistory, task_id, utc
from tests.integration.lake.realized_lake import WINDOWS, Lake, realize_lake
from tests.integration.operations.conftest import with_table
from tests.integration.operations.verification.compared_stores import ComparedStores
from tests.integration.tasks_table import create_ledger

ADA, BOB = "6f1d0c52-0a7e-4b7f-9d7a-3c5e8f102a01", "c27b4f90-8d1e-4a63-8e0b-94d6a1f3e702"
CATEGORIES = {ADA: 'Häuslichkeit "1"', BOB: "errands"}
LABELS = ('"a b"', "c")
ERASED_AT = utc("2026-03-05T09:00")
VIEWS = ("tasks", "users")
RELATIONS = (*(table.name for table in (*EVENT_TABLES, *ICEBERG_TABLES)), *VIEWS)


@dataclass(frozen=True, slots=True)
class Metered:
    """The local engine as a workgroup has it; what it scans is measured elsewhere.

    Attributes:
        engine: The engine.
        pass_edge: Called before and after each statement.
    """

    engine: AthenaSql
    pass_edge: Callable[[], None] = lambda: None

    def query(self, sql: str) -> pa.Table:
        self.pass_edge()
        rows = self.engine.query(sql)
        self.pass_edge()
        return rows

    def metered_query(self, sql: str) -> MeteredRows:
        return MeteredRows(self.query(sql), 0)

    def execute(self, sql: str) -> int:
        self.pass_edge()
        self.engine.execute(sql)
        self.pass_edge()
        return 0


def as_an_earlier_release(content: bytes) -> bytes:
    """Return an object of task events without the columns that came later."""
    later = [column.name for column in TASK_EVENTS.columns if column.added_in > 1]
    assert later
    file = BytesIO()
    rows = pq.read_table(BytesIO(content)).drop_columns(later)  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
    pq.write_table(rows, file)  # pyright: ignore[reportUnknownMemberType]  # see above
    return file.getvalue()


def fill(lake: Lake) -> EventHistory:
    """Let a lake have what Ada, who is erased, and Bob did: some of it merged, some not."""
    history, raw = EventHistory(), lake.raw
    for user in (ADA, BOB):
        history.create_user(user, utc("2026-03-03T08:00"))
    tasks = {task_id(number): (ADA, BOB)[number % 2] for number in range(8)}
    for task, user in tasks.items():
        labels = LABELS if user == ADA else None
        history.create_task(
            task, utc("2026-03-03T10:00"), user=user, category=CATEGORIES[user], labels=labels
        )
    for task in tasks:
        history.change_task(task, utc("2026-03-04T11:00"), status=TaskStatus.COMPLETED)
    for item in [*(task for task, user in tasks.items() if user == ADA), ADA]:
        history.delete(item, ERASED_AT)
    for key in raw.deliver_promptly(history.changes):
        if "task_events/arrival_hour=2026-03-04" in key:
            raw.replace(key, as_an_earlier_release(raw.read(key)))
    lake.now = utc("2026-03-06T06:00")
    lake.maintain()
    merged = len(history.changes)
    for task in (task for task, user in tasks.items() if user == BOB):
        history.change_task(task, utc("2026-03-09T09:30"), priority=TaskPriority.HIGH)
    raw.deliver_promptly(history.changes[merged:])
    lake.now = utc("2026-03-10T12:00")
    return history


@dataclass(slots=True)
class ErasedStores:
    """A table and a lake of Ada, who is erased from the table, and of Bob."""

    stores: ComparedStores
    ledger_name: str = field(default_factory=lambda: f"ledger-{uuid4()}")

    def note_erased(self) -> None:
        create_ledger(self.stores.dynamodb, self.ledger_name)
        self.stores.dynamodb.put_item(TableName=self.ledger_name, Item=ledger_item(ADA, ERASED_AT))

    def erase(self, *named: str) -> Batch:
        return self.erase_as(self.stores.lake.session, lambda: None, named)

    def erase_as(
        self, session: EmulatorSession, pass_edge: Callable[[], None], named: Collection[str] = ()
    ) -> Batch:
        """Run a batch with clients of its own.

        Args:
            session: Has them.
            pass_edge: Called before and after each statement.
            named: Ids of users; nobody for all.
        """
        lake, dynamodb = self.stores.lake, session.client("dynamodb")
        raw = RawObjects(session.client("s3"), lake.bucket)
        run = LakeErasure(Metered(lake.sql, pass_edge), raw, WINDOWS)
        ledger = ErasureLedger(dynamodb, self.ledger_name)
        return erase_from_lake(dynamodb, self.stores.table_name, ledger, run, now=lake.now, named=named).batch

    def search(self, *texts: str) -> list[Finding]:
        lake = self.stores.lake
        s3 = lake.raw.s3
        live = LiveFiles.of(lake.sql, lake.session.client("glue"), s3, lake.database)
        return list(Proof(s3, lake.bucket, live, 5, utc_now()).search([lake.bucket], Markers(texts)))

    def counts(self, user: str) -> dict[str, int]:
        """Return how many rows each relation has of a user."""
        relations = " UNION ALL ".join(f"SELECT '{name}' AS name, user_id FROM {name}" for name in RELATIONS)
        found = self.stores.lake.rows(
            f"SELECT name, count(*) AS n FROM ({relations}) AS r WHERE user_id = '{user}' GROUP BY name"
        )
        return {row["name"]: row["n"] for row in found}

    def rows(self, user: str) -> dict[str, list[str]]:
        """Return what each relation has of a user."""
        return {
            name: sorted(map(str, self.stores.lake.rows(f"SELECT * FROM {name} WHERE user_id = '{user}'")))
            for name in RELATIONS
        }


@pytest.fixture(scope="session")
def filled_lake_once(
    session: EmulatorSession, tmp_path_factory: pytest.TempPathFactory
) -> tuple[EmptiedLake, EventHistory]:
    name = f"lake{uuid4().hex[:12]}"
    lake = realize_lake(name, session, tmp_path_factory.mktemp(name))
    history = fill(lake)
    return EmptiedLake(lake, rewritten=True), history


@pytest.fixture
def erased(filled_lake_once: tuple[EmptiedLake, EventHistory], tmp_path: Path) -> ErasedStores:
    lake, history = filled_lake_once
    erased = ErasedStores(with_table(lake.for_test(tmp_path)))
    erased.stores.history = EventHistory(list(history.changes), dict(history.items))
    erased.stores.store()
    erased.note_erased()
    return erased
