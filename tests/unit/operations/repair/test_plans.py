from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklake.models import Task, TaskStatus, create_task
from tasklake.versions import change_task
from tasklake_lake.event_tables import TASK_EVENTS
from tasklake_operations.repair.change_rows import delete_after, place_of
from tasklake_operations.repair.plans import Evidence, LakeAheadError, Plan, plan
from tasklake_operations.verification.looks import Row, position

START = datetime(2026, 3, 1, tzinfo=UTC)
SEEN_AT = datetime(2026, 3, 9)  # noqa: DTZ001 - as rows have it
LATER = timedelta(minutes=1)
STATE_COLUMNS = [column.name for column in TASK_EVENTS.state]


def state_of(task: Task) -> Row:
    values = {name: getattr(task, "id" if name == "task_id" else name) for name in STATE_COLUMNS}
    return {
        name: value.replace(tzinfo=None) if isinstance(value, datetime) else value
        for name, value in values.items()
    }


@dataclass
class Lake:
    """The rows of one task in the lake, and how they get there."""

    events: list[Row] = field(default_factory=list[Row])
    history: list[Row] = field(default_factory=list[Row])
    states: list[Row] = field(default_factory=list[Row])

    def merge(self) -> None:
        best: dict[tuple[Any, ...], Row] = {}
        for row in sorted(self.events, key=place_of):
            best[position(row)] = row
        for change, row in best.items():
            kept = [each for each in self.history if position(each) == change]
            if not kept:
                self.history.append(row)
            elif row["ingested_at"] > kept[0]["ingested_at"]:
                self.history[self.history.index(kept[0])] = row
        newest = max(self.events, key=place_of, default=None)
        if newest and (not self.states or place_of(newest) > place_of(self.states[0])):
            # A MERGE changes each row that it meets.
            self.states = [newest] * max(1, len(self.states))

    def mend(self, mended: Plan, *, steps: int = 3) -> None:
        """Carry a plan out, or as much of it as a run does that is ended after some steps."""
        self.events += mended.rows
        if steps > 0 and mended.forgets_state:
            self.states = []
        if steps > 1:
            self.history = [row for row in self.history if position(row) not in mended.forgotten_changes]
        if steps > 2:
            self.merge()

    def evidence(self, item: Task | None) -> Evidence:
        return Evidence(TASK_EVENTS, item and state_of(item), self.states, self.history, self.events)


@dataclass
class Life:
    """A task as the table has it, and the rows of its changes."""

    item: Task | None = None
    rows: list[Row] = field(default_factory=list[Row])

    def create(self, at: datetime) -> None:
        task = create_task(user_id="user-1", title="Call Ada", now=at, request_id="1")
        self.item = replace(task, id="task-1")
        self._add("insert", None)

    def change(self, status: TaskStatus, at: datetime, generation: int = 0) -> None:
        assert self.item
        before = self.item
        self.item = change_task(before, {"status": status}, now=at, generation=generation, request_id="2")
        self._add("update", before.status)

    def delete(self, at: datetime) -> None:
        last = self.rows[-1]
        moment = at.replace(tzinfo=None)
        self.rows.append(delete_after(last, generation=0, occurred_at=moment, seen_at=moment + LATER))
        self.item = None

    def _add(self, op: str, previous_status: str | None) -> None:
        assert self.item
        moment = self.item.updated_at.replace(tzinfo=None)
        row = {
            **state_of(self.item),
            "op": op,
            "occurred_at": moment,
            "previous_status": previous_status,
            "changed": ["status"],
            "sequence": f"{len(self.rows):021d}",
            "schema_version": 1,
            "ingested_at": moment + timedelta(seconds=5),
        }
        self.rows.append(row)


def three_versions() -> Life:
    life = Life()
    life.create(START)
    life.change(TaskStatus.IN_PROGRESS, START + LATER)
    life.change(TaskStatus.COMPLETED, START + 2 * LATER)
    return life


def lake_of(rows: list[Row]) -> Lake:
    lake = Lake(events=list(rows))
    lake.merge()
    return lake


def assert_right(lake: Lake, item: Task | None) -> None:
    """Hold what the readers of the lake see against the table."""
    newest = max((*lake.states, *lake.events), key=place_of, default=None)
    if item is None:
        assert newest is None or newest["op"] == "delete"
    else:
        assert newest is not None
        expected = {**state_of(item), "generation": newest["generation"]}
        assert {name: newest[name] for name in STATE_COLUMNS} == expected
    assert len({position(row) for row in lake.history}) == len(lake.history)
    statuses = {row["version"]: row["status"] for row in lake.history if not row["generation"]}
    for row in lake.history:
        if row["op"] != "snapshot" and not row["generation"]:
            assert row["previous_status"] == statuses.get(row["version"] - 1)
    assert lake.states == ([newest] if newest else [])


def mended(lake: Lake, item: Task | None, *, generation: int = 0) -> Plan:
    """Mend the lake, see that nothing is left to mend, and return what was done."""
    done = plan(lake.evidence(item), generation=generation, seen_at=SEEN_AT)
    lake.mend(done)
    assert_right(lake, item)
    assert plan(lake.evidence(item), generation=generation, seen_at=SEEN_AT + LATER).is_empty
    return done


def test_lost_changes_are_closed_by_a_snapshot_and_the_real_ones_hold_when_they_come_after_all() -> None:
    life = three_versions()
    lake = lake_of(life.rows[:1])
    (row,) = mended(lake, life.item).rows
    assert (row["op"], row["version"], row["previous_status"]) == ("snapshot", 3, "pending")

    late = {**life.rows[2], "ingested_at": SEEN_AT + LATER}
    lake.events += [late, {**life.rows[1], "ingested_at": SEEN_AT + LATER}]
    lake.merge()
    assert [row["op"] for row in sorted(lake.history, key=place_of)] == ["insert", "update", "update"]


def test_a_restored_table_counts_as_newer_than_what_came_after_the_moment() -> None:
    life = three_versions()
    lake = lake_of(life.rows)
    life.delete(START + 3 * LATER)
    lake.events.append(life.rows[-1])
    lake.merge()
    restored = Life()
    restored.create(START)

    (row,) = mended(lake, restored.item, generation=1).rows
    assert (row["op"], row["generation"], row["version"]) == ("snapshot", 1, 1)

    restored.change(TaskStatus.CANCELLED, START + 9 * LATER, generation=1)
    lake.events.append(restored.rows[-1])
    lake.merge()
    assert mended(lake, restored.item, generation=1).is_empty


def test_a_second_restore_to_another_write_of_the_same_version_takes_nothing_from_the_history() -> None:
    life = Life()
    life.create(START)
    first = replace(life)
    first.rows = [*life.rows]
    first.change(TaskStatus.COMPLETED, START + LATER)
    life.change(TaskStatus.CANCELLED, START + 2 * LATER, generation=1)
    assert first.item
    assert life.item
    assert (first.item.version, life.item.version) == (2, 2)
    lake = Lake(events=[*first.rows, life.rows[-1]])
    lake.merge()
    written = [*lake.history]

    made = plan(lake.evidence(first.item), generation=2, seen_at=SEEN_AT)

    (snapshot,) = made.rows
    assert (snapshot["op"], snapshot["generation"], snapshot["status"]) == (
        "snapshot",
        2,
        TaskStatus.COMPLETED,
    )
    lake.mend(made)
    assert [row for row in lake.history if row["op"] != "snapshot"] == written
    assert lake.states == [snapshot]
    assert plan(lake.evidence(first.item), generation=2, seen_at=SEEN_AT).is_empty


def test_a_lake_that_is_ahead_of_a_table_which_was_not_restored_is_refused() -> None:
    life = three_versions()
    earlier = Life()
    earlier.create(START)
    with pytest.raises(LakeAheadError, match="table_restores"):
        plan(lake_of(life.rows).evidence(earlier.item), generation=0, seen_at=SEEN_AT)


@pytest.mark.parametrize("column", ["status", "category", "op", "occurred_at", "previous_status", "sequence"])
def test_a_row_of_the_history_that_somebody_changed_is_written_again(column: str) -> None:
    life = three_versions()
    lake = lake_of(life.rows)
    wrong = {"occurred_at": SEEN_AT}.get(column, "wrong")
    lake.history[1] = {**lake.history[1], column: wrong}

    done = mended(lake, life.item)
    assert done.forgotten_changes == {position(life.rows[1])}


def test_a_bad_release_is_mended_by_the_table() -> None:
    life = three_versions()
    bad = [{**row, "status": "cancelled"} for row in life.rows[2:]]
    (row,) = mended(lake_of([*life.rows[:2], *bad]), life.item).rows
    assert (row["op"], row["status"], row["version"]) == ("update", "completed", 3)


def test_what_follows_a_version_that_a_bad_release_wrote_says_the_same_of_it() -> None:
    life = three_versions()
    lake = lake_of([life.rows[0], {**life.rows[1], "status": "cancelled"}, life.rows[2]])
    (row,) = mended(lake, life.item).rows
    assert (row["op"], row["version"], row["previous_status"]) == ("update", 3, "cancelled")


def test_a_bridge_follows_what_comes_after_it_when_that_is_mended() -> None:
    life = three_versions()
    lake = lake_of([life.rows[0], {**life.rows[2], "previous_status": "cancelled"}])
    (bridge,) = mended(lake, life.item).rows
    assert (bridge["version"], bridge["status"]) == (2, "cancelled")

    lake.events.append({**life.rows[2], "ingested_at": SEEN_AT + LATER})
    lake.merge()
    (row,) = mended(lake, life.item).rows
    assert (row["op"], row["version"], row["status"]) == ("snapshot", 2, "in_progress")


def test_a_restored_life_goes_on_from_a_version_that_was_there_or_the_gap_is_bridged() -> None:
    life = three_versions()
    life.change(TaskStatus.CANCELLED, START + 9 * LATER, generation=1)
    assert mended(lake_of(life.rows), life.item, generation=1).is_empty

    (row,) = mended(lake_of([*life.rows[:2], life.rows[3]]), life.item, generation=1).rows
    assert (row["op"], row["generation"], row["version"]) == ("snapshot", 1, 3)


def test_what_a_restored_life_wrote_closes_no_gap_of_the_life_that_was_lost() -> None:
    life, restored = three_versions(), Life()
    restored.create(START)
    restored.change(TaskStatus.CANCELLED, START + 9 * LATER, generation=1)
    lake = lake_of([life.rows[0], life.rows[2], restored.rows[-1]])

    (row,) = mended(lake, restored.item, generation=1).rows
    assert (row["op"], row["generation"], row["version"]) == ("snapshot", 0, 2)


def test_a_delete_whose_tombstone_has_expired_stays_without() -> None:
    life = three_versions()
    life.delete(START + 5 * LATER)
    lake = lake_of(life.rows)
    lake.events, lake.states = [], []

    assert plan(lake.evidence(None), generation=0, seen_at=SEEN_AT).is_empty


def test_an_earlier_life_that_a_restore_brought_back_lives() -> None:
    life = Life()
    life.create(START)
    restored, rows = life.item, list(life.rows)
    life.delete(START + LATER)
    life.create(START + 2 * LATER)
    rows.append(life.rows[-1])
    lake = lake_of(rows)

    lake.mend(plan(lake.evidence(restored), generation=1, seen_at=SEEN_AT))

    assert (lake.states[0]["op"], lake.states[0]["created_at"]) == ("snapshot", START.replace(tzinfo=None))
    assert plan(lake.evidence(restored), generation=1, seen_at=SEEN_AT).is_empty


def test_an_invented_change_goes() -> None:
    life = three_versions()
    lake = lake_of(life.rows)
    invented = {**life.rows[2], "version": 4}
    lake.history.append(invented)
    evidence = replace(lake.evidence(life.item), invented=frozenset({position(invented)}))

    lake.mend(plan(evidence, generation=0, seen_at=SEEN_AT))
    assert_right(lake, life.item)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Life, Lake]:
    """Return a life and a lake that lost, doubled and altered some of it."""
    life = Life()
    life.create(START)
    for number in range(draw(st.integers(0, 4))):
        life.change(draw(st.sampled_from(TaskStatus)), START + (number + 1) * LATER)
    if draw(st.booleans()):
        life.delete(START + 9 * LATER)
    lake = Lake(events=[row for row in life.rows if draw(st.integers(0, 3))])
    lake.merge()
    rows = st.sampled_from(range(len(lake.history))) if lake.history else st.nothing()
    for place in draw(st.lists(rows, max_size=2, unique=True) if lake.history else st.just([])):
        match draw(st.sampled_from(["lost", "doubled", "altered"])):
            case "lost":
                lake.history[place] = {**lake.history[place], "category": "lost"}
            case "doubled":
                lake.history.append(lake.history[place])
            case _:
                lake.history[place] = {**lake.history[place], "previous_status": "wrong"}
    if draw(st.booleans()):
        lake.events = [row for row in lake.events if draw(st.booleans())]
    if draw(st.integers(0, 2)) == 0:
        lake.states = [{**row, "category": "wrong"} for row in lake.states] * draw(st.integers(0, 2))
    return life, lake


@given(damaged(), st.integers(0, 3))
def test_whatever_was_lost_doubled_or_altered_and_wherever_a_run_ended_the_lake_says_what_the_table_says(
    case: tuple[Life, Lake], steps: int
) -> None:
    life, lake = case
    lake.mend(plan(lake.evidence(life.item), generation=0, seen_at=SEEN_AT), steps=steps)
    again = plan(lake.evidence(life.item), generation=0, seen_at=SEEN_AT + LATER)
    assert again.is_empty or steps < 3, again
    lake.mend(again)
    assert_right(lake, life.item)
    assert plan(lake.evidence(life.item), generation=0, seen_at=SEEN_AT + 2 * LATER).is_empty
