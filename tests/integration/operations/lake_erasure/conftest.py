from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import pytest

from local_aws.athena import AthenaSql
from tasklake.erasure import ledger_item
from tasklake.models import TaskPriority, TaskStatus, utc_now
from tasklake_lake.event_tables import EVENT_TABLES
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
    subjects_of,
)
from tasklake_operations.verification import TableItems
from tests.integration.lake.event_history import task_id, utc
from tests.integration.lake.realized_lake import WINDOWS
from tests.integration.operations.verification.compared_stores import ComparedStores
from tests.integration.tasks_table import create_ledger

ADA, BOB = "6f1d0c52-0a7e-4b7f-9d7a-3c5e8f102a01", "c27b4f90-8d1e-4a63-8e0b-94d6a1f3e702"
CATEGORIES = {ADA: 'Häuslichkeit "1"', BOB: "errands"}
ERASED_AT = utc("2026-03-05T09:00")
VIEWS = ("tasks", "users")
RELATIONS = (*(table.name for table in (*EVENT_TABLES, *ICEBERG_TABLES)), *VIEWS)


@dataclass(frozen=True, slots=True)
class Metered:
    """The local engine as a workgroup has it."""

    engine: AthenaSql

    def metered_query(self, sql: str) -> MeteredRows:
        return MeteredRows(self.engine.query(sql), self.engine.bytes_scanned(sql))

    def execute(self, sql: str) -> int:
        self.engine.execute(sql)
        return 0


@dataclass(slots=True)
class ErasedStores:
    """A table and a lake of Ada, who is erased from the table, and of Bob."""

    stores: ComparedStores
    ledger_name: str = field(default_factory=lambda: f"ledger-{uuid4()}")

    def fill(self) -> None:
        history, raw = self.stores.history, self.stores.lake.raw
        for user in (ADA, BOB):
            history.create_user(user, utc("2026-03-03T08:00"))
        tasks = {task_id(number): (ADA, BOB)[number % 2] for number in range(8)}
        for task, user in tasks.items():
            history.create_task(task, utc("2026-03-03T10:00"), user=user, category=CATEGORIES[user])
        for task in tasks:
            history.change_task(task, utc("2026-03-04T11:00"), status=TaskStatus.COMPLETED)
        for item in [*(task for task, user in tasks.items() if user == ADA), ADA]:
            history.delete(item, ERASED_AT)
        raw.deliver_promptly(history.changes)
        self.stores.lake.now = utc("2026-03-06T06:00")
        self.stores.lake.maintain()
        merged = len(history.changes)
        for task in (task for task, user in tasks.items() if user == BOB):
            history.change_task(task, utc("2026-03-09T09:30"), priority=TaskPriority.HIGH)
        raw.deliver_promptly(history.changes[merged:])
        self.stores.store()
        create_ledger(self.stores.dynamodb, self.ledger_name)
        self.stores.dynamodb.put_item(TableName=self.ledger_name, Item=ledger_item(ADA, ERASED_AT))
        self.stores.lake.now = utc("2026-03-10T12:00")
        self.stores.lake.maintain()

    @property
    def ledger(self) -> ErasureLedger:
        return ErasureLedger(self.stores.dynamodb, self.ledger_name)

    @property
    def raw(self) -> RawObjects:
        return RawObjects(self.stores.lake.raw.s3, self.stores.lake.bucket)

    def erase(self, *named: str, now: datetime | None = None) -> Batch:
        table = TableItems(self.stores.dynamodb, self.stores.table_name)
        users = [each.user_id for each in subjects_of(self.ledger, table, named)]
        run = LakeErasure(Metered(self.stores.lake.sql), self.raw, WINDOWS)
        run.run(users, now or self.stores.lake.now)
        return run.batch

    def search(self, *texts: str) -> list[Finding]:
        lake = self.stores.lake
        s3 = lake.raw.s3
        live = LiveFiles.of(lake.sql, lake.session.client("glue"), s3, lake.database)
        return list(Proof(s3, lake.bucket, live, 5, utc_now()).search([lake.bucket], Markers(texts)))

    def rows(self, user: str) -> dict[str, list[str]]:
        """Return what each relation has of a user."""
        return {
            name: sorted(map(str, self.stores.lake.rows(f"SELECT * FROM {name} WHERE user_id = '{user}'")))
            for name in RELATIONS
        }


@pytest.fixture
def erased(stores: ComparedStores) -> ErasedStores:
    erased = ErasedStores(stores)
    erased.fill()
    return erased
