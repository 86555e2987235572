from tests.integration.operations.verification import drift
from tests.integration.operations.verification.compared_stores import ComparedStores, named


def test_each_drift_is_found_and_nothing_else(stores: ComparedStores) -> None:
    drift.fill(stores)
    for cause in drift.DRIFTS:
        cause(stores)

    comparison = stores.compare()
    found = named(comparison)
    assert (set(found), len(found)) == (set(drift.DRIFTS.values()), 15)
    assert comparison.suspects == 15
