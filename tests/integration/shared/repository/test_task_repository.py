"""What adding, reading, changing and removing one task promises, whatever stores it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tasklake.errors import (
    TaskExistsError,
    TaskNotFoundError,
    UserNotActiveError,
    UserNotFoundError,
    VersionMismatchError,
)
from tasklake.models import Revision, Task, TaskStatus, User
from tasklake.repository import TaskQuery, TaskRepository, UserRepository
from tests.integration.shared.repository.standing_clock import StandingClock

MISSING = "01970000-0000-7000-8000-000000000000"
AT_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

type AddTask = Callable[..., Task]
type Tick = Callable[[], datetime]


@pytest.fixture(autouse=True)
def ada(add_user: Callable[..., User]) -> User:
    return add_user("ada")


def test_a_task_needs_its_owner_to_have_a_profile(tasks: TaskRepository, add_task: AddTask) -> None:
    with pytest.raises(UserNotFoundError, match=r"^There is no user nobody\.$"):
        add_task("nobody")

    assert tasks.list_for_user("nobody", TaskQuery(), limit=25).items == ()


def test_a_user_being_erased_gets_no_new_task(
    tasks: TaskRepository, add_task: AddTask, mark_erasing: Callable[[str], None]
) -> None:
    mark_erasing("ada")

    with pytest.raises(UserNotActiveError, match=r"^User ada is being erased and takes no changes\.$"):
        add_task()

    assert tasks.list_for_user("ada", TaskQuery(), limit=25).items == ()


def test_adding_a_task_leaves_the_profile_as_it_was(
    users: UserRepository, add_task: AddTask, ada: User
) -> None:
    add_task()

    assert users.get("ada") == ada


def test_an_id_is_added_once(tasks: TaskRepository, add_task: AddTask) -> None:
    first = add_task()

    with pytest.raises(TaskExistsError, match=f"^Task {first.id} exists already"):
        add_task(id=first.id, title="Another")

    assert tasks.get("ada", first.id) == first


def test_the_very_same_task_again_is_no_news(
    tasks: TaskRepository, add_task: AddTask, new_task: Callable[..., Task]
) -> None:
    task = add_task()

    assert tasks.add(new_task(id=task.id)) == task
    assert tasks.list_for_user("ada", TaskQuery(), limit=25).items == (task,)


def test_the_same_id_is_another_task_in_another_partition(
    tasks: TaskRepository, add_task: AddTask, add_user: Callable[..., User]
) -> None:
    add_user("bob")
    first = add_task()

    second = add_task("bob", id=first.id, title="Another")

    assert tasks.get("ada", first.id) == first
    assert tasks.get("bob", first.id) == second


@pytest.mark.parametrize("user_id", ["ada", "bob", "nobody"])
def test_a_task_is_found_in_the_partition_of_its_owner_alone(
    tasks: TaskRepository, add_task: AddTask, add_user: Callable[..., User], user_id: str
) -> None:
    add_user("bob")
    task_id = add_task().id if user_id != "ada" else MISSING

    with pytest.raises(TaskNotFoundError, match=f"^There is no task {task_id}\\.$"):
        tasks.get(user_id, task_id)
    with pytest.raises(TaskNotFoundError):
        tasks.update(user_id, task_id, {"title": "Stolen"}, request_id="theft")
    with pytest.raises(TaskNotFoundError):
        tasks.update(user_id, task_id, {"title": "Stolen"}, request_id="theft", expected=Revision(0, 1))
    with pytest.raises(TaskNotFoundError):
        tasks.remove(user_id, task_id, request_id="theft")
    with pytest.raises(TaskNotFoundError):
        tasks.remove(user_id, task_id, request_id="theft", expected=Revision(0, 1))


def test_completed_at_follows_the_status(tasks: TaskRepository, add_task: AddTask, tick: Tick) -> None:
    task = add_task()

    def complete(status: TaskStatus) -> datetime | None:
        return tasks.update("ada", task.id, {"status": status}, request_id="x").completed_at

    completed = tick()
    assert complete(TaskStatus.COMPLETED) == completed
    tick()
    assert complete(TaskStatus.COMPLETED) == completed
    assert tasks.update("ada", task.id, {"title": "Done"}, request_id="x").completed_at == completed
    assert complete(TaskStatus.IN_PROGRESS) is None
    assert tasks.get("ada", task.id).completed_at is None
    completed_again = tick()
    assert complete(TaskStatus.COMPLETED) == completed_again
    assert tasks.get("ada", task.id).completed_at == completed_again


def test_a_task_added_as_completed_keeps_its_time(
    tasks: TaskRepository, add_task: AddTask, tick: Tick
) -> None:
    task = add_task(status=TaskStatus.COMPLETED, completed_at=AT_NOON)
    tick()

    assert tasks.update(
        "ada", task.id, {"status": TaskStatus.COMPLETED}, request_id="x"
    ).completed_at == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_expected_version_lets_one_writer_through(tasks: TaskRepository, add_task: AddTask) -> None:
    task = add_task()
    tasks.update("ada", task.id, {"title": "First"}, request_id="1", expected=Revision(0, 1))

    with pytest.raises(
        VersionMismatchError, match="Version 1 was expected, but version 2 is stored"
    ) as caught:
        tasks.update("ada", task.id, {"title": "Second"}, request_id="2", expected=Revision(0, 1))

    assert caught.value.current == Revision(0, 2)
    assert tasks.get("ada", task.id).title == "First"


def test_a_request_sent_again_gets_the_version_that_it_has_made(
    tasks: TaskRepository, add_task: AddTask, tick: Tick
) -> None:
    task = add_task()
    first = tasks.update("ada", task.id, {"title": "First"}, request_id="1", expected=Revision(0, 1))
    tick()

    assert tasks.update("ada", task.id, {"title": "First"}, request_id="1", expected=Revision(0, 1)) == first
    assert tasks.get("ada", task.id) == first


def test_a_task_is_removed_for_good(tasks: TaskRepository, add_task: AddTask) -> None:
    kept, removed = add_task(), add_task()

    tasks.remove("ada", removed.id, request_id="deleting")

    with pytest.raises(TaskNotFoundError):
        tasks.get("ada", removed.id)
    with pytest.raises(TaskNotFoundError):
        tasks.update("ada", removed.id, {"title": "Back"}, request_id="x")
    with pytest.raises(TaskNotFoundError):
        tasks.update("ada", removed.id, {"title": "Back"}, request_id="deleting", expected=Revision(0, 2))
    assert tasks.list_for_user("ada", TaskQuery(), limit=25).items == (kept,)


def test_removal_heeds_the_expected_version(tasks: TaskRepository, add_task: AddTask) -> None:
    task = add_task()
    tasks.update("ada", task.id, {}, request_id="x")

    with pytest.raises(VersionMismatchError) as caught:
        tasks.remove("ada", task.id, request_id="deleting", expected=Revision(0, 1))
    assert caught.value.current == Revision(0, 2)
    assert tasks.get("ada", task.id).version == 2

    tasks.remove("ada", task.id, request_id="deleting", expected=Revision(0, 2))
    with pytest.raises(TaskNotFoundError):
        tasks.get("ada", task.id)


@pytest.mark.parametrize("expected", [None, Revision(0, 2)])
def test_a_removal_is_repeated_for_thirty_days(
    tasks: TaskRepository, add_task: AddTask, clock: StandingClock, expected: Revision | None
) -> None:
    task = add_task()
    tasks.update("ada", task.id, {}, request_id="x")
    tasks.remove("ada", task.id, request_id="first", expected=Revision(0, 2))
    clock.tick(timedelta(days=30, seconds=-1))

    tasks.remove("ada", task.id, request_id="second", expected=expected)

    clock.tick()
    with pytest.raises(TaskNotFoundError):
        tasks.remove("ada", task.id, request_id="third", expected=expected)


@pytest.mark.parametrize("expected", [Revision(0, 1), Revision(0, 3)])
def test_a_removal_is_no_repetition_of_one_of_another_version(
    tasks: TaskRepository, add_task: AddTask, expected: Revision
) -> None:
    task = add_task()
    tasks.update("ada", task.id, {}, request_id="x")
    tasks.remove("ada", task.id, request_id="first")

    with pytest.raises(TaskNotFoundError):
        tasks.remove("ada", task.id, request_id="second", expected=expected)


def test_tasks_of_a_user_being_erased_can_still_go(
    tasks: TaskRepository, add_task: AddTask, mark_erasing: Callable[[str], None]
) -> None:
    task = add_task()
    mark_erasing("ada")

    tasks.remove("ada", task.id, request_id="deleting")

    assert tasks.list_for_user("ada", TaskQuery(), limit=25).items == ()
