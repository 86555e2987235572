"""Files of users and tasks into a table that moto keeps in this process, and out of it."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from tasklake.erasure import LEDGER_KEY
from tasklake.items import task_from_item
from tasklake.models import TaskChanges, from_epoch_milliseconds
from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tasklake_operations.bulk import Import, Outcome, Verdict, Writing, export, exported
from tasklake_operations.erasure_ledger import ErasureLedger
from tests.integration.tasks_table import create_ledger

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

LEDGER = "erased"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
IMPORTED, SKIPPED, REFUSED = Verdict.IMPORTED, Verdict.SKIPPED, Verdict.REFUSED


def user_id(number: int) -> str:
    return f"0a0a0a0a-0000-4000-8000-{number:012}"


def task_id(number: int) -> str:
    return f"0190a0a0-0000-7000-8000-{number:012}"


def user(number: int, **fields: object) -> bytes:
    named = {"id": user_id(number), "email": f"{number}@example.com", "name": f"User {number}"}
    return line("user", {**named, **times(number), **fields})


def task(number: int, owner: int, **fields: object) -> bytes:
    named = {"id": task_id(number), "user_id": user_id(owner), "title": f"Task {number}"}
    return line("task", {**named, **times(number), **fields})


def line(kind: str, members: dict[str, object]) -> bytes:
    return json.dumps({kind: members}).encode() + b"\n"


def times(number: int) -> dict[str, object]:
    created_at = from_epoch_milliseconds(number).isoformat(timespec="milliseconds")
    return {"created_at": created_at, "updated_at": "2026-01-01T00:00:00.001Z", "version": number + 1}


def several(users: int, tasks: int) -> list[bytes]:
    """Return users, each with tasks: some completed, some with every field."""
    full = {
        "description": "名前\n🦆",
        "status": "completed",
        "completed_at": "2026-01-01T00:00:00.000Z",
        "priority": "urgent",
        "category": "",
        "labels": ["b", "a"],
        "due_date": "2026-03-31",
    }
    return [
        each
        for number in range(users)
        for each in (
            user(number),
            *(task(number * tasks + n, number, **(full if n % 3 else {})) for n in range(tasks)),
        )
    ]


class Stack:
    """A table of its own."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self.client, self.table_name = client, table_name
        self.users = DynamoDBUserRepository(client, table_name)
        self.tasks = DynamoDBTaskRepository(client, table_name)

    def importing(
        self, lines: Iterable[bytes], *, is_kept: bool = True, is_rehearsal: bool = False
    ) -> Iterator[Outcome]:
        writing = Writing(NOW, generation=1, request_id="import-1", is_kept=is_kept)
        ledger = ErasureLedger(self.client, LEDGER)
        return Import(self.client, self.table_name, ledger, writing, is_rehearsal=is_rehearsal).run(lines)

    def verdicts(self, lines: Iterable[bytes], **options: bool) -> list[Verdict]:
        return [outcome.verdict for outcome in self.importing(lines, **options)]

    def refusals(self, *lines: bytes, **options: bool) -> dict[int, str]:
        outcomes = self.importing(lines, **options)
        return {outcome.number: outcome.reason for outcome in outcomes if outcome.verdict is REFUSED}

    def exported(self) -> bytes:
        return b"".join(exported(self.users, self.tasks))

    def items(self) -> list[Any]:
        return sorted(self.client.scan(TableName=self.table_name)["Items"], key=str)


@pytest.fixture(scope="module")
def new_stack(dynamodb: "DynamoDBClient", new_table: Callable[[], str]) -> Callable[[], Stack]:
    create_ledger(dynamodb, LEDGER)
    return lambda: Stack(dynamodb, new_table())


@pytest.fixture
def stack(new_stack: Callable[[], Stack]) -> Stack:
    return new_stack()


def test_what_is_exported_and_imported_into_an_empty_stack_is_equal(
    stack: Stack, new_stack: Callable[[], Stack], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "PAGE", 2)
    lines = several(users=5, tasks=3)
    assert stack.verdicts(lines) == [IMPORTED] * 20

    other = new_stack()
    other.verdicts(stack.exported().splitlines(keepends=True))

    assert other.exported() == stack.exported()
    assert len(stack.exported().splitlines()) == 20
    assert other.items() == stack.items()


def test_an_import_that_was_ended_is_finished_by_the_next_one(
    stack: Stack, new_stack: Callable[[], Stack]
) -> None:
    lines = several(users=2, tasks=27)
    # Ended between two transactions; one is made as a whole or not at all.
    list(islice(stack.importing(lines, is_kept=False), 26))

    assert stack.verdicts(lines, is_kept=False) == [SKIPPED] * 26 + [IMPORTED] * 30
    whole = new_stack()
    whole.verdicts(lines, is_kept=False)
    assert stack.items() == whole.items()


def test_a_line_that_is_refused_is_named_and_the_others_go_on(stack: Stack) -> None:
    stack.verdicts([user(1), task(1, 1), task(2, 1), task(3, 1), user(4)])
    stack.tasks.update(user_id(1), task_id(1), TaskChanges(title="Mine"), request_id="theirs")
    stack.tasks.remove(user_id(1), task_id(2), request_id="theirs")
    stack.users.begin_erasure(user_id(4), request_id="theirs")
    stack.client.put_item(TableName=LEDGER, Item={LEDGER_KEY: {"S": user_id(5)}})
    before = stack.items()

    refusals = stack.refusals(
        *(task(1, 1), task(2, 1), task(3, 1), task(9, 1), task(9, 1, title="Twice")),
        *(
            task(1, 2),
            b"{}\n",
            user(1, name="Else"),
            user(2, email="1@example.com"),
            user(4),
            user(5),
            task(4, 4),
        ),
        is_kept=False,
    )

    assert refusals == {
        1: f"Task {task_id(1)} is there with another title, and stays as it is.",
        2: f"Task {task_id(2)} has been deleted.",
        5: f"Task {task_id(9)} is there with another title, and stays as it is.",
        6: f"There is no user {user_id(2)}.",
        7: "Input should have one member, user or task",
        8: f"User {user_id(1)} is there with another name, and stays as it is.",
        9: "The e-mail address belongs to another user.",
        10: f"User {user_id(4)} is being erased and takes no changes.",
        11: f"User {user_id(5)} has been erased.",
        12: f"User {user_id(4)} is being erased and takes no changes.",
    }
    added = [item for item in stack.items() if item not in before]
    assert [task_from_item(item).title for item in added] == ["Task 9"]


def test_a_rehearsal_says_what_an_import_would_and_writes_nothing(stack: Stack) -> None:
    stack.verdicts([user(1), task(1, 1)])
    before = stack.items()
    lines = [user(1), task(1, 1), task(2, 1), user(2), task(3, 2), task(4, 3)]

    rehearsed = stack.verdicts(lines, is_rehearsal=True)

    assert stack.items() == before
    assert rehearsed == stack.verdicts(lines) == [SKIPPED, SKIPPED, IMPORTED, IMPORTED, IMPORTED, REFUSED]


def test_who_is_being_erased_is_not_exported(stack: Stack) -> None:
    stack.verdicts([user(1), task(1, 1)])
    stack.users.begin_erasure(user_id(1), request_id="theirs")
    assert stack.exported() == b""
