from collections.abc import Generator

import pytest

from tests.faults import checker
from tests.faults.memory_lake import MemoryLake, memory_lake
from tests.faults.runs import explained, histories, histories_in
from tests.faults.steps import TOGETHER, Kind, Script, Segment, Shared, Step


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Generator[MemoryLake]:
    with memory_lake(tmp_path_factory.mktemp("lake")) as made:
        yield made


def test_nothing_is_lost_and_nothing_comes_twice_whatever_goes_wrong(lake: MemoryLake) -> None:
    run = histories(lake, 20, first=1)

    assert run.failed is None, explained(lake, run)
    assert run.histories == 20


def alone(then: Shared, number: int, *steps: Step) -> Segment:
    """Return a segment in which only the first history does anything."""
    return Segment([steps, *[()] * (TOGETHER - 1)], then, number)


def test_a_change_that_comes_days_after_a_repair_has_bridged_it_is_in_the_history_once(
    lake: MemoryLake,
) -> None:
    script = [
        alone(Shared.WAIT, 3),
        alone(Shared.MISS_DAYS, 0, Step(Kind.GIVE_UP, 0, 7), Step(Kind.GIVE_UP, 1, 7)),
        alone(
            Shared.REPAIR,
            0,
            Step(Kind.CHANGE_TASK, 0, 1),
            Step(Kind.DELIVER, 0, 7),
            Step(Kind.DELIVER, 1, 7),
        ),
        alone(Shared.WAIT, 2),
        alone(Shared.WAIT, 2),
    ]

    checker.run(histories_in(lake), script)


def test_a_delete_that_is_delivered_before_a_restore_and_after_it_is_in_the_history_once(
    lake: MemoryLake,
) -> None:
    script = [
        alone(Shared.MAINTAIN, 0, Step(Kind.CREATE_USER, 1), Step(Kind.ERASE_USER, 0)),
        alone(
            Shared.MAINTAIN,
            0,
            *[Step(Kind.DELIVER, shard, 7) for shard in (0, 1)],
            Step(Kind.RESTORE),
            *[Step(Kind.REPLAY, batch, 0) for batch in (0, 1)],
        ),
    ]

    checker.run(histories_in(lake), script)


BOTH = [Step(Kind.DELIVER, 0, 7), Step(Kind.DELIVER, 1, 7)]
LOST = [Step(Kind.GIVE_UP, 0, 7), Step(Kind.GIVE_UP, 1, 7)]
DELETED_AND_RESTORED = alone(
    Shared.CHECK, 0, Step(Kind.GOOD_RELEASE), Step(Kind.DELETE_TASK), Step(Kind.RESTORE, 0, 1)
)


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(
            [alone(Shared.MISS_DAYS, 3), alone(Shared.MISS_DAYS, 3), DELETED_AND_RESTORED], id="is lost"
        ),
        pytest.param(
            [
                alone(Shared.MISS_DAYS, 3, Step(Kind.BAD_RELEASE), *BOTH),
                alone(Shared.MISS_DAYS, 3),
                DELETED_AND_RESTORED,
            ],
            id="is wrong",
        ),
        pytest.param(
            [
                alone(Shared.MAINTAIN, 0, *BOTH),
                alone(Shared.MISS_DAYS, 3, Step(Kind.CHANGE_TASK, 0, 1), *LOST),
                alone(Shared.REPAIR, 0),
                alone(Shared.MISS_DAYS, 3, Step(Kind.RESTORE, 0, 1), Step(Kind.CHANGE_TASK, 0, 2), *LOST),
            ],
            id="has the version of one that a repair brought in before the restore",
        ),
    ],
)
def test_repair_closes_all_that_the_comparison_names_where_the_write_that_a_restored_item_is_of(
    lake: MemoryLake, script: Script
) -> None:
    checker.run(histories_in(lake), script)
