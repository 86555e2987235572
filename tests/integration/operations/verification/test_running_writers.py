from typing import Final

import pytest

from tests.integration.operations.verification.compared_stores import ComparedStores, named
from tests.integration.operations.verification.traffic import traffic_on

COMPARISONS: Final = 5
"""By then one has read the table and the lake at different times of a writer."""


@pytest.mark.journey
def test_writers_cause_no_false_alarm_and_a_loss_among_them_is_found(stores: ComparedStores) -> None:
    with traffic_on(stores, writers=2) as traffic:
        suspects = 0
        for _ in range(COMPARISONS):
            comparison = stores.compare(traffic.settle)
            assert named(comparison) == []
            suspects = comparison.suspects
            if suspects:
                break
        assert suspects > 0

        missing = traffic.create_task("user-0", lose=True)
        stale = traffic.change_task(traffic.create_task("user-1"), lose=True)
        gap = traffic.change_task(traffic.change_task(traffic.create_task("user-1"), lose=True))
        traffic.wait_until_carried()

        assert set(named(stores.compare(traffic.settle))) == {
            ("missing", "tasks", missing.id, 1),
            ("stale", "tasks", stale.id, 2, 1),
            ("gap", "task_history", gap.id, "2-2"),
        }
        assert len(traffic.written) > 20
