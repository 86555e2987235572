from tests.integration.verification.compared_stores import ComparedStores, named
from tests.integration.verification.traffic import traffic_on


def test_writers_cause_no_false_alarm_and_a_loss_among_them_is_found(stores: ComparedStores) -> None:
    with traffic_on(stores, writers=2) as traffic:
        comparisons = [stores.compare(traffic.settle) for _ in range(2)]
        assert [named(comparison) for comparison in comparisons] == [[], []]
        assert sum(comparison.suspects for comparison in comparisons) > 0

        missing = traffic.create_task("user-0", lose=True)
        stale = traffic.change_task(traffic.create_task("user-1"), lose=True)
        gap = traffic.change_task(traffic.change_task(traffic.create_task("user-1"), lose=True))
        traffic.settle()

        assert set(named(stores.compare(traffic.settle))) == {
            ("missing", "tasks", missing.id, 1),
            ("stale", "tasks", stale.id, 2, 1),
            ("gap", "task_history", gap.id, "2-2"),
        }
        assert len(traffic.written) > 20
