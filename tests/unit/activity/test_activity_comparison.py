from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tasklake.models import Task, TaskPriority, TaskStatus, create_task, utc_now
from tasklake_devkit.activity.comparison import Answers, compare
from tasklake_devkit.activity.expectation import Expectation, expectation_of
from tasklake_devkit.activity.lake_figures import lake_figures
from tasklake_devkit.activity.mapping import Incarnation, TaskState
from tasklake_devkit.activity.scope import Scope
from tasklake_devkit.activity.table_figures import table_figures
from tests.unit.activity.activity_files import steps_of
from tests.unit.activity.api_server import Change
from tests.unit.activity.duckdb_lake import DuckDBLake

NOW = utc_now()
O1, O2, O2_AGAIN, O3 = Incarnation("o1", 1), Incarnation("o2", 1), Incarnation("o2", 2), Incarnation("o3", 1)
TASK_IDS = {O1: "task-1", O2: "task-2", O2_AGAIN: "task-4", O3: "task-3"}
SCOPE = Scope(
    since=NOW,
    actors={"user-ada": "ada", "user-bob": "bob", "user-cyd": "cyd"},
    incarnations={task_id: incarnation for incarnation, task_id in TASK_IDS.items()},
)


def version(incarnation: Incarnation, number: int, owner: str, state: TaskState) -> Task:
    task = create_task(
        user_id=f"user-{owner}",
        title=incarnation.object,
        description=None,
        status=state.status,
        priority=state.priority,
        category=state.category,
        due_date=None,
        now=NOW,
        request_id="request",
    )
    return replace(task, id=TASK_IDS[incarnation], version=number)


PENDING, IN_PROGRESS, COMPLETED = TaskStatus.PENDING, TaskStatus.IN_PROGRESS, TaskStatus.COMPLETED
LOW, MEDIUM, HIGH, URGENT = TaskPriority
O1_V1 = version(O1, 1, "ada", TaskState("web", PENDING, LOW))
O1_V2 = version(O1, 2, "ada", TaskState("web", IN_PROGRESS, HIGH))
O1_V3 = version(O1, 3, "ada", TaskState("api", COMPLETED, MEDIUM))
O2_V1 = version(O2, 1, "bob", TaskState("web", PENDING, MEDIUM))
O2_AGAIN_V1 = version(O2_AGAIN, 1, "bob", TaskState("web", PENDING, URGENT))
O3_V1 = version(O3, 1, "cyd", TaskState("api", PENDING, LOW))

# What the small activity leaves in the table and sends to the lake.
TABLE = [O1_V3, O3_V1, O2_AGAIN_V1]
CHANGES = [
    Change("insert", O1_V1, 1),
    Change("insert", O2_V1, 1),
    Change("update", O1_V2, 2),
    Change("delete", O2_V1, 2),
    Change("insert", O3_V1, 1),
    Change("insert", O2_AGAIN_V1, 1),
    Change("update", O1_V3, 3),
]


@pytest.fixture
def expectation(tmp_path: Path) -> Expectation:
    return expectation_of(steps_of(tmp_path))


@pytest.fixture
def differences(expectation: Expectation) -> Callable[..., dict[str, dict[str, Answers]]]:
    def compared(
        *, table: Sequence[Task] = TABLE, changes: Sequence[Change] = CHANGES
    ) -> dict[str, dict[str, Answers]]:
        lake = lake_figures(DuckDBLake(changes).query, SCOPE)
        groups = compare(expectation, table_figures(table, SCOPE), lake)
        return {group.title: group.differences for group in groups if group.differences}

    return compared


type Differences = Callable[..., dict[str, dict[str, Answers]]]


def test_equal_sources_have_no_difference(differences: Differences) -> None:
    assert differences() == {}


def test_a_change_that_was_delivered_twice_is_no_difference(differences: Differences) -> None:
    assert differences(changes=[*CHANGES, CHANGES[0], CHANGES[3], CHANGES[6]]) == {}


def test_tasks_of_other_users_and_of_earlier_replays_are_none_of_it(differences: Differences) -> None:
    stranger = replace(O3_V1, id="task-8", user_id="user-eve")
    earlier = replace(O3_V1, id="task-9", created_at=NOW - timedelta(milliseconds=1))
    others = [Change("insert", stranger, 1), Change("insert", earlier, 1)]
    assert differences(table=[*TABLE, stranger, earlier], changes=[*CHANGES, *others]) == {}


def test_a_lost_last_change_shows_in_the_lake(differences: Differences) -> None:
    found = differences(changes=CHANGES[:-1])
    assert found["Changes by kind"] == {"update": Answers(2, None, 1)}
    assert found["Changes of each task, none missing"] == {
        "o1": Answers("3 up to version 3", None, "2 up to version 2")
    }
    assert found["Status, priority and version of tasks"] == {
        "o1": Answers(
            "completed, medium, version 3", "completed, medium, version 3", "in_progress, high, version 2"
        )
    }


def test_a_lost_change_in_the_middle_shows_although_the_tasks_are_right(differences: Differences) -> None:
    assert differences(changes=[*CHANGES[:2], *CHANGES[3:]]) == {
        "Changes by kind": {"update": Answers(2, None, 1)},
        "Changes of each task, none missing": {"o1": Answers("3 up to version 3", None, "2 up to version 3")},
    }


def test_a_lost_delete_shows_a_resurrected_task(differences: Differences) -> None:
    found = differences(changes=[change for change in CHANGES if change.op != "delete"])
    assert found["Tasks alive"] == {"all": Answers(3, 3, 4)}
    assert found["Tasks by status"] == {"pending": Answers(2, 2, 3)}
    assert found["Tasks by category"] == {"web": Answers(1, 1, 2)}
    assert found["Tasks by category and status"] == {"web, pending": Answers(1, 1, 2)}
    assert found["Tasks by owner"] == {"bob": Answers(1, 1, 2)}
    assert found["Deleted tasks absent"] == {"o2": Answers("absent", "absent", "present")}
    assert found["Changes by kind"] == {"delete": Answers(1, None, None)}


def test_a_deleted_task_still_in_the_table_shows(differences: Differences) -> None:
    found = differences(table=[*TABLE, O2_V1])
    assert found["Deleted tasks absent"] == {"o2": Answers("absent", "present", "absent")}
    assert found["Tasks by owner"] == {"bob": Answers(1, 2, 1)}


def test_a_wrong_status_in_the_table_shows(differences: Differences) -> None:
    wrong = replace(O3_V1, status=IN_PROGRESS)
    found = differences(table=[O1_V3, wrong, O2_AGAIN_V1])
    assert found["Tasks by status"] == {"in_progress": Answers(None, 1, None), "pending": Answers(2, 1, 2)}
    assert found["Status, priority and version of tasks"] == {
        "o3": Answers("pending, low, version 1", "in_progress, low, version 1", "pending, low, version 1")
    }


def test_a_task_counted_twice_by_the_view_shows(expectation: Expectation) -> None:
    lake = DuckDBLake(CHANGES)
    lake.connection.execute("CREATE TABLE twice AS FROM tasks UNION ALL FROM tasks WHERE task_id = 'task-3'")
    lake.connection.execute("CREATE OR REPLACE VIEW tasks AS FROM twice")
    groups = compare(expectation, table_figures(TABLE, SCOPE), lake_figures(lake.query, SCOPE))
    assert {group.title: group.differences for group in groups if group.differences} == {
        "Tasks alive": {"all": Answers(3, 3, 4)},
        "Tasks by status": {"pending": Answers(2, 2, 3)},
        "Tasks by category": {"api": Answers(2, 2, 3)},
        "Tasks by category and status": {"api, pending": Answers(1, 1, 2)},
        "Tasks by owner": {"cyd": Answers(1, 1, 2)},
    }


def test_a_task_created_twice_shows(differences: Differences) -> None:
    twin = replace(O3_V1, id="task-8")
    found = differences(table=[*TABLE, twin], changes=[*CHANGES, Change("insert", twin, 1)])
    assert found["Tasks by owner"] == {"cyd": Answers(1, 2, 2)}
    assert found["Changes by kind"] == {"insert": Answers(4, None, 5)}
    assert found["Status, priority and version of tasks"] == {
        "unknown task task-8": Answers(None, "pending, low, version 1", "pending, low, version 1")
    }
