import pytest

from local_aws.athena import AthenaSql, UnsupportedStatementError
from tests.integration.local_aws.athena.small_lake import SmallLake


@pytest.fixture(autouse=True)
def states(lake: SmallLake) -> None:
    lake.create_iceberg_table("states", {"id": "string", "version": "long"})


def properties(lake: SmallLake) -> dict[str, str]:
    return dict(lake.iceberg_table("states").properties)


def test_what_maintenance_does_is_set_and_the_other_properties_stay(
    lake: SmallLake, engine: AthenaSql
) -> None:
    before = properties(lake)
    engine.execute("ALTER TABLE states SET TBLPROPERTIES ('vacuum_max_snapshot_age_seconds' = '86400')")
    assert properties(lake) == {**before, "vacuum_max_snapshot_age_seconds": "86400"}


@pytest.mark.parametrize(
    "properties", ["('vacuum_min_snapshots_to_keep' = '2', 'format' = 'orc')", "('vacuum_mine' = '1')"]
)
def test_a_property_that_does_more_locally_is_refused(
    lake: SmallLake, engine: AthenaSql, properties: str
) -> None:
    with pytest.raises(UnsupportedStatementError, match="only what OPTIMIZE rewrites and VACUUM keeps"):
        engine.execute(f"ALTER TABLE states SET TBLPROPERTIES {properties}")
