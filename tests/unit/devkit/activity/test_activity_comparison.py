from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tasklake.models import (
    Task,
    TaskPriority,
    TaskStatus,
    User,
    UserStatus,
    create_task,
    create_user,
    utc_now,
)
from tasklake.versions import change_task
from tasklake_devkit.activity.comparison import Answers, compare
from tasklake_devkit.activity.daily_totals import daily_totals
from tasklake_devkit.activity.expectation import Expectation, expectation_of
from tasklake_devkit.activity.lake_figures import lake_figures
from tasklake_devkit.activity.mapping import Incarnation, TaskState
from tasklake_devkit.activity.replay import Scope
from tasklake_devkit.activity.table_figures import table_figures
from tests.unit.devkit.activity.activity_files import steps_of
from tests.unit.devkit.activity.api_server import Change
from tests.unit.devkit.activity.duckdb_lake import DuckDBLake, duckdb_lake

NOW = utc_now()
YESTERDAY = NOW.date() - timedelta(1)
O1, O2, O2_AGAIN, O3 = Incarnation("o1", 1), Incarnation("o2", 1), Incarnation("o2", 2), Incarnation("o3", 1)
TASK_IDS = {O1: "task-1", O2: "task-2", O2_AGAIN: "task-4", O3: "task-3"}
SCOPE = Scope(
    since=NOW,
    actors={"user-ada": "ada", "user-bob": "bob", "user-cyd": "cyd"},
    incarnations={task_id: incarnation for incarnation, task_id in TASK_IDS.items()},
)


def created(incarnation: Incarnation, owner: str, state: TaskState, due_date: date) -> Task:
    task = create_task(
        user_id=f"user-{owner}",
        title=incarnation.object,
        status=state.status,
        priority=state.priority,
        category=state.category,
        due_date=due_date,
        now=NOW,
        request_id="request",
    )
    return replace(task, id=TASK_IDS[incarnation])


def changed(task: Task, state: TaskState) -> Task:
    return change_task(
        task,
        {"status": state.status, "priority": state.priority, "category": state.category},
        now=NOW,
        generation=task.generation,
        request_id="request",
    )


PENDING, IN_PROGRESS, COMPLETED = TaskStatus.PENDING, TaskStatus.IN_PROGRESS, TaskStatus.COMPLETED
LOW, MEDIUM, HIGH, URGENT = TaskPriority
O1_V1 = created(O1, "ada", TaskState("web", PENDING, LOW), date(2024, 1, 15))
O1_V2 = changed(O1_V1, TaskState("web", IN_PROGRESS, HIGH))
O1_V3 = changed(O1_V2, TaskState("api", COMPLETED, MEDIUM))
O2_V1 = created(O2, "bob", TaskState("web", PENDING, MEDIUM), date(2024, 1, 15))
O2_AGAIN_V1 = created(O2_AGAIN, "bob", TaskState("web", PENDING, URGENT), date(2024, 1, 18))
O3_V1 = created(O3, "cyd", TaskState("api", PENDING, LOW), date(2024, 1, 17))
USERS = [
    create_user(user_id=user_id, email=f"{actor}@example.com", name=actor, now=NOW, request_id="request")
    for user_id, actor in SCOPE.actors.items()
]

# What the small activity leaves in the table and sends to the lake.
TABLE = [O1_V3, O3_V1, O2_AGAIN_V1, *USERS]
CHANGES = [
    Change(None, O1_V1),
    Change(None, O2_V1),
    Change(O1_V1, O1_V2),
    Change(O2_V1, None),
    Change(None, O3_V1),
    Change(None, O2_AGAIN_V1),
    Change(O1_V2, O1_V3),
]
USER_CHANGES = [Change(None, user) for user in USERS]


@pytest.fixture
def expectation(tmp_path: Path) -> Expectation:
    return expectation_of(steps_of(tmp_path))


@pytest.fixture
def differences(expectation: Expectation, tmp_path: Path) -> Callable[..., dict[str, dict[str, Answers]]]:
    def compared(
        *,
        table: Sequence[Task | User] = TABLE,
        changes: Sequence[Change] = CHANGES,
        users: Sequence[Change] = USER_CHANGES,
        earlier: Sequence[Change] = (),
        damage: Callable[[DuckDBLake], object] = lambda _: None,
    ) -> dict[str, dict[str, Answers]]:
        with duckdb_lake(tmp_path) as lake:
            lake.deliver(earlier)
            before = daily_totals(lake, YESTERDAY)
            lake.deliver([*users, *changes])
            damage(lake)
            added = daily_totals(lake, YESTERDAY).since(before)
            today = utc_now().date()
            groups = compare(
                expectation,
                table_figures(table, SCOPE, today),
                lake_figures(lake, SCOPE, added),
                today,
            )
        return {group.title: group.differences for group in groups if group.differences}

    return compared


type Differences = Callable[..., dict[str, dict[str, Answers]]]


def days_since(day: date) -> int:
    return (utc_now().date() - day).days


def test_equal_sources_have_no_difference(differences: Differences) -> None:
    assert differences() == {}


def test_a_change_that_was_delivered_twice_is_no_difference(differences: Differences) -> None:
    assert differences(changes=[*CHANGES, CHANGES[0], CHANGES[3], CHANGES[6]]) == {}


def test_tasks_of_other_users_and_of_earlier_replays_are_none_of_it(differences: Differences) -> None:
    stranger = replace(O3_V1, id="task-8", user_id="user-eve")
    earlier = replace(O3_V1, id="task-9", created_at=NOW - timedelta(milliseconds=1))
    others = [Change(None, stranger), Change(None, earlier)]
    assert differences(table=[*TABLE, stranger, earlier], earlier=others) == {}


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
    assert found["Completed tasks"] == {"o1": Answers("completed", "completed", None)}
    assert found["Days that tasks are overdue"] == {"o1": Answers(None, None, days_since(date(2024, 1, 15)))}
    assert found["Throughput"] == {"completed": Answers(1, None, 0)}


def test_a_lost_change_in_the_middle_shows_although_the_tasks_are_right(differences: Differences) -> None:
    assert differences(changes=[*CHANGES[:2], *CHANGES[3:]]) == {
        "Changes by kind": {"update": Answers(2, None, 1)},
        "Changes by owner of the task": {
            "ada": Answers(
                "3, of which 1 created, 1 completed, 0 deleted",
                None,
                "2, of which 1 created, 1 completed, 0 deleted",
            )
        },
        "Changes of each task, none missing": {"o1": Answers("3 up to version 3", None, "2 up to version 3")},
        "Completed tasks": {"o1": Answers("completed", "completed", "completed, never started")},
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
    assert found["Throughput"] == {"deleted": Answers(1, None, 0)}


def test_a_deleted_task_still_in_the_table_shows(differences: Differences) -> None:
    found = differences(table=[*TABLE, O2_V1])
    assert found["Deleted tasks absent"] == {"o2": Answers("absent", "present", "absent")}
    assert found["Tasks by owner"] == {"bob": Answers(1, 2, 1)}


def test_a_wrong_status_in_the_table_shows(differences: Differences) -> None:
    wrong = replace(O3_V1, status=IN_PROGRESS)
    found = differences(table=[O1_V3, wrong, O2_AGAIN_V1, *USERS])
    assert found["Tasks by status"] == {"in_progress": Answers(None, 1, None), "pending": Answers(2, 1, 2)}
    assert found["Status, priority and version of tasks"] == {
        "o3": Answers("pending, low, version 1", "in_progress, low, version 1", "pending, low, version 1")
    }


def test_a_wrong_due_date_in_the_table_shows(differences: Differences) -> None:
    wrong = replace(O3_V1, due_date=utc_now().date())
    days = days_since(date(2024, 1, 17))
    assert differences(table=[O1_V3, wrong, O2_AGAIN_V1, *USERS]) == {
        "Days that tasks are overdue": {"o3": Answers(days, None, days)}
    }


def test_a_user_of_another_status_and_a_missing_one_show(differences: Differences) -> None:
    ada, bob, cyd = USERS
    erasing = replace(cyd, status=UserStatus.ERASING)
    assert differences(table=[O1_V3, O3_V1, O2_AGAIN_V1, ada, bob, erasing], users=USER_CHANGES[1:]) == {
        "Users": {"ada": Answers("active", "active", None), "cyd": Answers("active", "erasing", "active")}
    }


def test_a_change_twice_in_the_history_shows_although_the_tasks_are_right(differences: Differences) -> None:
    def double(lake: DuckDBLake) -> None:
        for _ in range(2):
            lake.connection.execute(
                "INSERT INTO task_history BY NAME SELECT * EXCLUDE (arrival_hour) FROM task_events WHERE task_id = 'task-3'"
            )

    found = differences(damage=double)
    assert found["Changes by kind"] == {"insert": Answers(4, None, 5)}
    assert found["Throughput"] == {"created": Answers(4, None, 5)}
    assert "Tasks alive" not in found


def test_a_task_counted_twice_by_the_view_shows(differences: Differences) -> None:
    def double(lake: DuckDBLake) -> None:
        lake.connection.execute(
            "CREATE TABLE twice AS FROM tasks UNION ALL FROM tasks WHERE task_id = 'task-3'"
        )
        lake.connection.execute("CREATE OR REPLACE VIEW tasks AS FROM twice")

    assert differences(damage=double) == {
        "Tasks alive": {"all": Answers(3, 3, 4)},
        "Tasks by status": {"pending": Answers(2, 2, 3)},
        "Tasks by category": {"api": Answers(2, 2, 3)},
        "Tasks by category and status": {"api, pending": Answers(1, 1, 2)},
        "Tasks by owner": {"cyd": Answers(1, 1, 2)},
    }


def test_a_task_created_twice_shows(differences: Differences) -> None:
    twin = replace(O3_V1, id="task-8")
    found = differences(table=[*TABLE, twin], changes=[*CHANGES, Change(None, twin)])
    assert found["Tasks by owner"] == {"cyd": Answers(1, 2, 2)}
    assert found["Changes by kind"] == {"insert": Answers(4, None, 5)}
    assert found["Status, priority and version of tasks"] == {
        "unknown task task-8": Answers(None, "pending, low, version 1", "pending, low, version 1")
    }
