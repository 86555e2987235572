"""Random histories of two users: both implementations answer alike, and no index entry is ever stale."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Unpack, cast

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tasklake.batches import Change, Creation, Operation, OperationRefusedError, Removal
from tasklake.errors import TasklakeError
from tasklake.idempotency import IdempotencyKey
from tasklake.models import (
    Revision,
    Task,
    TaskChanges,
    TaskDetails,
    TaskPriority,
    TaskStatus,
    UserChanges,
    VerifiedEmail,
    create_task,
    create_user,
    normalize_email,
)
from tasklake.repository import (
    ChangePage,
    ChangePosition,
    Stored,
    TaskPosition,
    TaskQuery,
    TaskSort,
    UserPosition,
)
from tasklake.repository.lists import BY_UPDATE
from tests.in_memory.task_lists import in_places
from tests.integration.shared.repository.store import StandingClock, Store, in_dynamodb, in_memory

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef as AttributeValue

type Item = dict[str, AttributeValue]
type TaskId = tuple[str, str]

USER_IDS = st.sampled_from(["ada", "bob"])
EMAILS = st.sampled_from(["a@example.org", "A@example.org", "b@example.org"])
# Most writes expect none, or histories are made of refusals.
EXPECTED = st.sampled_from([None, None, None, Revision(0, 1), Revision(0, 2)])
STATUSES = st.sampled_from(TaskStatus)
PRIORITIES = st.sampled_from(TaskPriority)
CATEGORIES = st.sampled_from([None, "", "home"])
DATES = st.dates(date(2026, 3, 1), date(2026, 3, 4))
DUE_DATES = st.none() | DATES
KEYS = st.none() | st.builds(IdempotencyKey, st.sampled_from("kK"), st.sampled_from(["this", "that"]))
QUERIES = st.builds(
    TaskQuery,
    status=st.none() | st.frozensets(STATUSES, min_size=1),
    priority=st.none() | st.frozensets(PRIORITIES, min_size=1),
    category=CATEGORIES,
    due_after=st.none() | DATES,
    due_before=st.none() | DATES,
    sort=st.sampled_from(TaskSort),
)
TASK_CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.just("Changed"),
        "description": st.sampled_from([None, "", "With figures"]),
        "status": STATUSES,
        "priority": PRIORITIES,
        "category": CATEGORIES,
        "due_date": DUE_DATES,
    },
).map(lambda fields: cast("TaskChanges", fields))
USER_CHANGES = st.fixed_dictionaries({}, optional={"name": st.just("Changed"), "email": EMAILS}).map(
    lambda fields: cast("UserChanges", fields)
)


class Histories(RuleBasedStateMachine):
    task_ids = Bundle[TaskId]("task_ids")

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        super().__init__()
        self.clock = StandingClock()
        self.client = client
        self.table_name = table_name
        self.followed: dict[str, ChangePosition] = {}
        self.in_memory = in_memory(self.clock)
        self.dynamodb = in_dynamodb(client, table_name, self.clock)

    @property
    def now(self) -> datetime:
        return self.clock.now

    @property
    def request_id(self) -> str:
        """The request of a moment: each one lets time pass."""
        return f"{self.now:%FT%T.%f}"

    def write(self, act: Callable[[Store], object]) -> None:
        self.compare(act)
        self.check_indexes()

    def compare(self, act: Callable[[Store], object]) -> None:
        """Do the same to both stores, and hold one's answer against the other's."""
        self.clock.now += timedelta(milliseconds=1)
        outcomes: list[object] = []
        for store in (self.in_memory, self.dynamodb):
            try:
                outcomes.append(act(store))
            except (TasklakeError, OperationRefusedError) as refused:
                outcomes.append((type(refused), str(refused)))
        assert outcomes[0] == outcomes[1]

    def check_indexes(self) -> None:
        """Every item is in the indexes under the keys that follow from it, and in no other."""
        for item in self.client.scan(TableName=self.table_name)["Items"]:
            for index, expected in (("by_status", by_status_entry), ("by_due_date", by_due_date_entry)):
                keys = [text(item, name) for name in (f"{index}_pk", f"{index}_sk") if name in item]
                assert keys == list(expected(item) or [])

    @initialize(target=task_ids)
    def start_with_a_task_of_ada(self) -> TaskId:
        self.add_user("ada", "a@example.org")
        task_id = self.add_task(
            user_id="ada",
            status=TaskStatus.PENDING,
            priority=TaskPriority.LOW,
            category=None,
            due_date=None,
            key=None,
        )
        return cast("TaskId", task_id)

    @rule(user_id=USER_IDS, email=EMAILS)
    def add_user(self, user_id: str, email: str) -> None:
        user = create_user(user_id=user_id, email=email, name="New", now=self.now, request_id="add")
        self.write(lambda store: store.users.add(user))

    @rule(
        user_id=USER_IDS,
        changes=USER_CHANGES,
        expected=EXPECTED,
        address=st.none() | EMAILS.map(normalize_email),
        age=st.sampled_from([timedelta(0), timedelta(milliseconds=2)]),
    )
    def update_user(
        self,
        user_id: str,
        changes: UserChanges,
        expected: Revision | None,
        address: str | None,
        age: timedelta,
    ) -> None:
        verified = VerifiedEmail(address, self.now - age) if address else None
        self.write(
            lambda store: store.users.update(
                user_id,
                changes,
                request_id=self.request_id,
                expected=expected,
                verified=verified,
            )
        )

    @rule(user_id=USER_IDS, expected=EXPECTED)
    def begin_erasure(self, user_id: str, expected: Revision | None) -> None:
        self.write(
            lambda store: store.users.begin_erasure(user_id, request_id=self.request_id, expected=expected)
        )

    @rule(user_id=USER_IDS)
    def remove_possessions(self, user_id: str) -> None:
        self.write(lambda store: store.erasure.remove_possessions(user_id))

    @rule(user_id=USER_IDS)
    def complete_erasure(self, user_id: str) -> None:
        def complete(store: Store) -> None:
            while store.erasure.remove_possessions(user_id):
                pass
            store.erasure.complete(user_id)

        self.write(complete)

    @rule(hours=st.sampled_from([23, 25]))
    def let_time_pass(self, hours: int) -> None:
        self.clock.now += timedelta(hours=hours)

    @rule(email=EMAILS)
    def find_user(self, email: str) -> None:
        self.compare(lambda store: store.users.find_by_email(email))

    @rule(limit=st.integers(1, 3))
    def list_users(self, limit: int) -> None:
        def pages(store: Store) -> list[object]:
            found: list[object] = []
            after: UserPosition | None = None
            while not found or after:
                page = store.users.list_active(limit=limit, after=after)
                found.append(page.items)
                after = page.next
            return found

        self.compare(pages)

    @rule(
        target=task_ids,
        user_id=USER_IDS,
        status=STATUSES,
        priority=PRIORITIES,
        category=CATEGORIES,
        due_date=DUE_DATES,
        key=KEYS,
    )
    def add_task(self, *, user_id: str, key: IdempotencyKey | None, **details: Unpack[TaskDetails]) -> TaskId:
        task = create_task(user_id=user_id, title="New", now=self.now, request_id="add", **details)
        self.write(lambda store: store.tasks.add(task, key=key))
        return user_id, task.id

    @rule(task_id=task_ids, changes=TASK_CHANGES, expected=EXPECTED)
    def update_task(self, task_id: TaskId, changes: TaskChanges, expected: Revision | None) -> None:
        self.write(
            lambda store: store.tasks.update(*task_id, changes, request_id=self.request_id, expected=expected)
        )

    @rule(task_id=task_ids, expected=EXPECTED)
    def remove_task(self, task_id: TaskId, expected: Revision | None) -> None:
        self.write(lambda store: store.tasks.remove(*task_id, request_id=self.request_id, expected=expected))

    @rule(
        user_id=USER_IDS,
        adds=st.booleans(),
        tasks=st.lists(task_ids, max_size=3, unique=True),
        changes=st.lists(TASK_CHANGES | st.none(), min_size=3, max_size=3),
        expected=EXPECTED,
        key=st.none() | st.builds(IdempotencyKey, st.sampled_from("kK"), st.sampled_from(["these", "those"])),
    )
    def apply(
        self,
        *,
        user_id: str,
        adds: bool,
        tasks: list[TaskId],
        changes: list[TaskChanges | None],
        expected: Revision | None,
        key: IdempotencyKey | None,
    ) -> None:
        task = create_task(user_id=user_id, title="New", now=self.now, request_id=self.request_id)
        operations: list[Operation] = [Creation(task)] if adds else []
        for (_, task_id), fields in zip(tasks, changes, strict=False):
            operations.append(
                Removal(task_id, expected) if fields is None else Change(task_id, fields, expected)
            )
        if operations:
            self.write(
                lambda store: store.tasks.apply(user_id, operations, request_id=self.request_id, key=key)
            )

    @rule(task_id=task_ids)
    def get_task(self, task_id: TaskId) -> None:
        self.compare(lambda store: store.tasks.get(*task_id))

    @rule(user_id=USER_IDS, query=QUERIES, limit=st.integers(1, 3))
    def list_tasks(self, user_id: str, query: TaskQuery, limit: int) -> None:
        def pages(store: Store) -> Sequence[Sequence[Task]]:
            found: list[tuple[Task, ...]] = []
            after: TaskPosition | None = None
            while not found or after:
                page = store.tasks.list_for_user(user_id, query, limit=limit, after=after)
                found.append(page.items)
                after = page.next
            # Deleted tasks make pages by last change short.
            is_by_update = query.sort.order is BY_UPDATE
            return in_places(chain.from_iterable(found), query) if is_by_update else found

        self.compare(pages)

    @rule(user_id=USER_IDS, limit=st.integers(1, 3))
    def export(self, user_id: str, limit: int) -> None:
        def stored(store: Store) -> list[Stored]:
            found: list[Stored] = []
            after: str | None = None
            while not found or after:
                page = store.tasks.export(user_id, limit=limit, after=after)
                found += page.items
                after = page.next
            return found

        self.compare(stored)

    @rule(user_id=USER_IDS, limit=st.integers(1, 3))
    def follow_changes(self, user_id: str, limit: int) -> None:
        def pages(store: Store) -> list[ChangePage]:
            found: list[ChangePage] = []
            while not found or found[-1].has_more:
                after = found[-1].next if found else self.followed.get(user_id)
                found.append(store.tasks.list_changes(user_id, limit=limit, after=after))
            return found

        self.compare(pages)
        with suppress(TasklakeError):
            self.followed[user_id] = pages(self.in_memory)[-1].next


def by_status_entry(item: Item) -> tuple[str, str] | None:
    match text(item, "entity"):
        case "task":
            task_id = text(item, "sk").removeprefix("TASK#")
            return f"{text(item, 'pk')}#TASK#{text(item, 'status')}", task_id
        case "user":
            created_at = datetime.fromtimestamp(int(item["created_at"].get("N", "")) / 1000, UTC)
            user_id = text(item, "pk").removeprefix("USER#")
            return (
                f"PROFILE#{text(item, 'status')}",
                f"{created_at:%Y-%m-%dT%H:%M:%S}.{created_at.microsecond // 1000:03d}+00:00#{user_id}",
            )
        case _:
            return None


def by_due_date_entry(item: Item) -> tuple[str, ...] | None:
    if text(item, "entity") not in ("task", "deletion"):
        return None
    if text(item, "entity") == "deletion":
        # Half of a key is in no index by due date, and leads into that by last change.
        return (text(item, "pk"),)
    due = text(item, "due_date") if "due_date" in item else "9999-99-99"
    return text(item, "pk"), f"{due}#{text(item, 'sk').removeprefix('TASK#')}"


def text(item: Item, name: str) -> str:
    return item[name].get("S", "")


@pytest.mark.hypothesis
def test_both_implementations_tell_the_same_history(
    dynamodb: "DynamoDBClient", new_table: Callable[[], str]
) -> None:
    class HistoriesInANewTable(Histories):
        def __init__(self) -> None:
            super().__init__(dynamodb, new_table())

    run_state_machine_as_test(
        HistoriesInANewTable,
        settings=settings(max_examples=settings().max_examples // 8, stateful_step_count=25),
    )
