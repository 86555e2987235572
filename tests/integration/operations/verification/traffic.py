"""Writers of a table, and a pump that carries its change stream to a lake, somewhat later."""

import json
import random
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Final

from local_aws.event_source_mapping.checkpoints import TRIM_HORIZON
from local_aws.event_source_mapping.shard_reader import ShardReader
from local_aws.event_source_mapping.shards import describe_shards
from tasklake import keys
from tasklake.models import Task, TaskStatus, create_task, create_user, utc_now
from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tasklake_stream_etl.batch import read_batch
from tasklake_stream_etl.delivery import objects_of
from tasklake_stream_etl.environment import Environment
from tests.integration.lake.raw_events import FAILURES
from tests.integration.operations.verification.compared_stores import ComparedStores
from tests.unit.stream_etl.table_changes import Record

type Write = tuple[str, int]
"""An item, and the version that the write made; of a delete, one more than the last."""

DELIVERY_SECONDS: Final = 0.2
LONGEST_WAIT_SECONDS: Final = 60


@dataclass(slots=True)
class Traffic:
    """What goes on in a table and on its way to the lake.

    Attributes:
        stores: Both stores.
        losing: The writes whose records the pump loses.
        written: The writes that the table has acknowledged.
        carried: The writes that the pump has delivered or lost.
        stop: Ends the writers, and then the pump.
    """

    stores: ComparedStores
    losing: set[Write] = field(default_factory=set[Write])
    written: list[Write] = field(default_factory=list[Write])
    carried: set[Write] = field(default_factory=set[Write])
    stop: Event = field(default_factory=Event)

    @property
    def tasks(self) -> DynamoDBTaskRepository:
        return DynamoDBTaskRepository(self.stores.dynamodb, self.stores.table_name)

    def create_task(self, user: str, *, lose: bool = False) -> Task:
        task = create_task(
            user_id=user,
            title="Call Ada",
            description=None,
            status=TaskStatus.PENDING,
            category=None,
            due_date=None,
            now=utc_now(),
            request_id="request",
        )
        if lose:
            self.losing.add((task.id, 1))
        self.tasks.add(task)
        self.written.append((task.id, 1))
        return task

    def change_task(self, task: Task, *, lose: bool = False) -> Task:
        if lose:
            self.losing.add((task.id, task.version + 1))
        category = f"changed {task.version} times"
        changed = self.tasks.update(task.user_id, task.id, {"category": category}, request_id="request")
        self.written.append((task.id, changed.version))
        return changed

    def delete_task(self, task: Task) -> None:
        self.tasks.remove(task.user_id, task.id, request_id="request")
        self.written.append((task.id, task.version + 1))

    def write(self, user: str) -> None:
        """Change one task all the time and others now and then, until it is to stop."""
        choose = random.Random(user)  # noqa: S311 - not for secrets
        hot = self.create_task(user)
        others = [self.create_task(user)]
        while not self.stop.wait(0.05):
            hot = self.change_task(hot)
            task = others.pop(choose.randrange(len(others)))
            if choose.random() < 0.5:
                others.append(self.change_task(task))
            else:
                self.delete_task(task)
                others.append(self.create_task(user))

    def pump(self) -> None:
        """Carry the stream to the lake, until the writers have stopped and nothing comes any more."""
        streams = self.stores.lake.session.client("dynamodbstreams")
        stream_arn = self.stores.dynamodb.describe_table(TableName=self.stores.table_name)["Table"].get(
            "LatestStreamArn", ""
        )
        (shard,) = describe_shards(streams, stream_arn)
        reader = ShardReader(streams, stream_arn=stream_arn, shard_id=shard.shard_id, position=TRIM_HORIZON)
        records: list[Record] = []
        while records or not self.stop.wait(DELIVERY_SECONDS):
            records = [json.loads(record.body) for record in reader.read()]
            time.sleep(DELIVERY_SECONDS)
            self.deliver(records)

    def deliver(self, records: list[Record]) -> None:
        writes = [write_of(record) for record in records]
        kept = [record for record, write in zip(records, writes, strict=True) if write not in self.losing]
        if kept:
            environment = Environment(self.stores.lake.bucket, FAILURES)
            for request in objects_of(read_batch(kept, utc_now()), environment):
                self.stores.lake.raw.s3.put_object(**request)
        self.carried.update(write for write in writes if write)

    def settle(self) -> None:
        """Return when all that is written now has been carried, and some of the tasks' changes merged."""
        for merge in ("merge_near_task_history", "merge_task_states"):
            self.stores.lake.run(merge)
        self.wait_until_carried()

    def wait_until_carried(self) -> None:
        written = set(self.written)
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while written - self.carried:
            assert time.monotonic() < deadline, written - self.carried
            time.sleep(DELIVERY_SECONDS / 2)


def write_of(record: Record) -> Write | None:
    """Return the write that a record tells of; None for an item without versions."""
    change = record["dynamodb"]
    image = change.get("NewImage") or change["OldImage"]
    if "version" not in image:
        return None
    item_id = change["Keys"]["sk"]["S"].removeprefix(keys.TASK_PREFIX)
    return item_id, int(image["version"]["N"]) + ("NewImage" not in change)


@contextmanager
def traffic_on(stores: ComparedStores, *, writers: int) -> Generator[Traffic]:
    """Let writers write, each in a partition of its own, and a pump carry it to the lake."""
    stores.dynamodb.update_table(
        TableName=stores.table_name,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    stores.lake.now = utc_now()
    users = DynamoDBUserRepository(stores.dynamodb, stores.table_name)
    names = [f"user-{number}" for number in range(writers)]
    for name in names:
        users.add(
            create_user(
                user_id=name, email=f"{name}@example.com", name="Ada", now=utc_now(), request_id="request"
            )
        )
    traffic = Traffic(stores)
    with ThreadPoolExecutor(writers + 1) as threads:
        running = [threads.submit(traffic.pump), *(threads.submit(traffic.write, name) for name in names)]
        try:
            yield traffic
        finally:
            traffic.stop.set()
    for each in running:
        each.result()
