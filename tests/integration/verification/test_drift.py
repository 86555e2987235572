from tests.integration.verification import drift
from tests.integration.verification.compared_stores import ComparedStores, named


def test_each_drift_is_found_and_nothing_else(stores: ComparedStores) -> None:
    drift.fill(stores)

    expected: set[object] = set()
    for cause, difference in drift.ONE_OF_EACH.items():
        cause(stores)
        expected.add(difference)
        found = named(stores.compare())
        assert (set(found), len(found)) == (expected, len(expected)), cause.__name__

    for cause, difference in drift.OTHERS.items():
        cause(stores)
        expected.add(difference)
    comparison = stores.compare()
    assert (set(named(comparison)), len(comparison.differences)) == (expected, 14)
    assert comparison.suspects == 14
