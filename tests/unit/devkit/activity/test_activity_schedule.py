from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tasklake_devkit.activity.mapping import Step
from tasklake_devkit.activity.schedule import Schedule
from tests.unit.devkit.activity.activity_files import steps_of

ROWS = """
2024-01-01T10:00:00Z,ada,o1,web,create,1
2024-01-01T10:00:00Z,ada,o1,web,update,1
2024-01-01T10:00:00Z,ada,o2,web,create,1
2024-01-01T10:00:00Z,ada,o1,web,update,1
""".strip()


def taken(schedule: Schedule) -> Step:
    step = schedule.take()
    assert step is not None
    return step


@pytest.fixture
def schedule(tmp_path: Path) -> Schedule:
    return Schedule(steps_of(tmp_path, ROWS))


def test_one_thread_gets_the_order_of_the_file(schedule: Schedule) -> None:
    lines: list[int] = []
    while step := schedule.take():
        lines.append(step.activity.line)
        schedule.finish(step)
    assert lines == [2, 3, 4, 5]


def test_an_object_in_work_is_passed_over(schedule: Schedule) -> None:
    first, second = taken(schedule), taken(schedule)
    assert [first.activity.line, second.activity.line] == [2, 4]
    schedule.finish(first)
    assert taken(schedule).activity.line == 3


def test_taking_waits_while_all_that_is_left_is_in_work(schedule: Schedule) -> None:
    first, _ = taken(schedule), taken(schedule)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(schedule.take)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.05)
        schedule.finish(first)
        step = waiting.result(timeout=5)
    assert step is not None
    assert step.activity.line == 3


def test_a_stop_releases_those_who_wait(schedule: Schedule) -> None:
    taken(schedule)
    taken(schedule)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(schedule.take)
        schedule.stop()
        assert waiting.result(timeout=5) is None
    assert schedule.take() is None
