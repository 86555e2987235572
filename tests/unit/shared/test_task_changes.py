"""Whoever only follows the changes holds what is stored, under racing writers, clocks that differ and an index that lags."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklake.deletion import Deletion
from tasklake.errors import TaskNotFoundError
from tasklake.models import Task, create_task, create_user
from tasklake.repository import ChangePosition
from tasklake.repository.changes import SETTLES_IN
from tests.in_memory.repositories import InMemoryTaskRepository, InMemoryUserRepository

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
FUNCTION_TIMEOUT = timedelta(seconds=20)
SKEW = timedelta(seconds=1)
INDEX_LAG = SETTLES_IN - FUNCTION_TIMEOUT - 2 * SKEW


def up_to(most: timedelta, least: timedelta = timedelta(0)) -> st.SearchStrategy[timedelta]:
    milliseconds = timedelta(milliseconds=1)
    # The bounds are where something would be missed; in between, it is found by chance alone.
    return st.sampled_from([least, most]) | st.integers(least // milliseconds, most // milliseconds).map(
        lambda count: count * milliseconds
    )


@dataclass(frozen=True)
class Write:
    """A request: it reads its clock, lands later, and shows in the index later still.

    Attributes:
        begins: When it reads its clock, after the start.
        pace: By how much the clock is ahead, how long the write takes from then, and the index after it.
        task_id: What it writes to.
        verb: What it does.
    """

    begins: timedelta
    pace: tuple[timedelta, timedelta, timedelta]
    task_id: str
    verb: str

    @property
    def lands(self) -> datetime:
        return START + self.begins + self.pace[1]


SLOWEST = st.just((-SKEW, FUNCTION_TIMEOUT, INDEX_LAG))
WRITES = st.builds(
    Write,
    begins=up_to(timedelta(minutes=3)),
    pace=SLOWEST | st.tuples(up_to(SKEW, -SKEW), up_to(FUNCTION_TIMEOUT), up_to(INDEX_LAG)),
    task_id=st.sampled_from("abc"),
    verb=st.sampled_from(["add", "update", "update", "remove"]),
)


@dataclass(frozen=True)
class Poll:
    """Some pages, read a while after a write has landed."""

    write: int
    after: timedelta
    skew: timedelta
    pages: int


POLLS = st.builds(
    Poll,
    write=st.integers(0, 11),
    after=st.just(INDEX_LAG - timedelta(milliseconds=1)) | up_to(INDEX_LAG),
    skew=st.just(SKEW) | up_to(SKEW, -SKEW),
    pages=st.sampled_from([1, 20]),
)


@dataclass
class LaggingTaskRepository(InMemoryTaskRepository):
    """A store whose index shows each item as it was a while ago; an item's entries come in their order."""

    now: datetime = START
    skew: timedelta = timedelta(0)
    shown: dict[tuple[str, str], list[tuple[datetime, Task | Deletion | None]]] = field(
        default_factory=dict[tuple[str, str], list[tuple[datetime, Task | Deletion | None]]]
    )

    def __post_init__(self) -> None:
        users = InMemoryUserRepository(self.clock)
        user = create_user(user_id="ada", email="a@example.org", name="A", now=START, request_id="r")
        users.add(user)
        super().__init__(users, self.clock)

    def clock(self) -> datetime:
        return self.now + self.skew

    def index(self, user_id: str) -> list[Task | Deletion]:
        found: list[Task | Deletion] = []
        for entries in self.shown.values():
            visible = [entry for seen_at, entry in entries if seen_at <= self.now]
            if visible and visible[-1] is not None:
                found.append(visible[-1])
        return found

    def carry_out(self, write: Write) -> None:
        skew, takes, lag = write.pace
        self.now, self.skew = write.lands, skew - takes
        place = "ada", write.task_id
        try:
            match write.verb:
                case "update":
                    self.update(*place, {"title": f"{write.begins}"}, request_id="r")
                case "remove":
                    self.remove(*place, request_id="r")
                case _ if place in self.tasks or place in self.deletions:
                    return
                case _:
                    task = create_task(user_id="ada", title="New", now=self.clock(), request_id="r")
                    self.add(replace(task, id=write.task_id))
        except TaskNotFoundError:
            return
        self._show("TASK", write.task_id, self.tasks.get(place), self.now + lag)
        if place in self.deletions:
            self._show("DELETED", write.task_id, self.deletions[place], self.now + lag)

    def _show(self, kind: str, task_id: str, entry: Task | Deletion | None, seen_at: datetime) -> None:
        entries = self.shown.setdefault((kind, task_id), [])
        entries.append((max([seen_at, *(earlier for earlier, _ in entries[-1:])]), entry))


@dataclass
class Client:
    """Holds what it was told, and nothing else."""

    held: dict[str, Task] = field(default_factory=dict[str, Task])
    position: ChangePosition | None = None

    def ask(self, store: LaggingTaskRepository, limit: int) -> bool:
        page = store.list_changes("ada", limit=limit, after=self.position)
        for change in page.items:
            if isinstance(change, Deletion):
                self.held.pop(change.task_id, None)
            else:
                self.held[change.id] = change
        self.position = page.next
        return page.has_more


@pytest.mark.hypothesis
@given(
    writes=st.lists(WRITES, min_size=2, max_size=12),
    polls=st.lists(POLLS, max_size=12),
    limit=st.integers(1, 3),
)
def test_a_client_that_only_follows_holds_what_is_stored(
    writes: list[Write], polls: list[Poll], limit: int
) -> None:
    store, client = LaggingTaskRepository(), Client()
    events: list[tuple[datetime, Write | Poll]] = [(write.lands, write) for write in writes]
    events += [(writes[poll.write % len(writes)].lands + poll.after, poll) for poll in polls]
    for at, event in sorted(events, key=itemgetter(0)):
        if isinstance(event, Write):
            store.carry_out(event)
            continue
        store.now, store.skew = at, event.skew
        for _ in range(event.pages):
            if not client.ask(store, limit):
                break
    store.now, store.skew = START + timedelta(minutes=5), -SKEW
    for _ in range(2):
        while client.ask(store, limit):
            pass
    assert client.held == {task.id: task for task in store.tasks.values()}
