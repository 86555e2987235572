import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tasklake_devkit.activity.midway import Interlude, Midway


@pytest.mark.parametrize(("rows", "half"), [(1, 1), (2, 1), (7, 4), (100, 50)])
def test_the_work_begins_when_half_of_the_rows_are_answered(rows: int, half: int) -> None:
    begun = threading.Event()
    with Midway(rows, begun.set) as midway:
        for _ in range(half - 1):
            midway.count_answer()
        assert not begun.wait(0.01)
        midway.count_answer()
        assert begun.wait(5)


def test_rows_are_answered_while_the_work_is_done() -> None:
    all_answered = threading.Event()
    with Midway(4, lambda: all_answered.wait(5)) as midway:
        for _ in range(4):
            midway.count_answer()
        all_answered.set()
        interlude = midway.interlude()
    assert interlude.result
    assert interlude.first_row >= 2
    assert interlude.last_row == 4


def test_the_work_is_done_once_whoever_counts() -> None:
    done: list[int] = []
    with Midway(400, lambda: done.append(1)) as midway, ThreadPoolExecutor(8) as clients:
        for _ in range(400):
            clients.submit(midway.count_answer)
    assert done == [1]


def test_the_end_of_the_work_is_waited_for() -> None:
    over = threading.Event()
    with Midway(1, lambda: over.wait(0.1) or over.set()) as midway:
        midway.count_answer()
    assert over.is_set()
    assert midway.interlude() == Interlude(None, 1, 1)


def test_what_the_work_raised_is_told() -> None:
    def fail() -> None:
        raise LookupError("nothing there")

    with Midway(1, fail) as midway:
        midway.count_answer()
    with pytest.raises(LookupError, match="nothing there"):
        midway.interlude()
