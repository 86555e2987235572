from datetime import UTC, datetime

import pytest

from local_aws.athena.scans.partition_projection import PartitionProjection, read_projection
from local_aws.athena.scans.projected_values import ProjectionError

PARAMETERS = {
    "projection.enabled": "true",
    "projection.dt.type": "date",
    "projection.dt.format": "yyyy-MM-dd",
    "projection.dt.range": "NOW-1DAYS,NOW",
    "projection.hour.type": "integer",
    "projection.hour.range": "0,23",
    "projection.hour.digits": "2",
}


def projection(**changed: str) -> PartitionProjection:
    return read_projection(
        keys=["dt", "hour"],
        parameters=PARAMETERS | {name.replace("_", "."): value for name, value in changed.items()},
        location="s3://lake/raw/events/",
        now=datetime(2026, 3, 1, 13, tzinfo=UTC),
    )


def test_partitions_lie_in_folders_named_after_key_and_value() -> None:
    found = projection().partition_of("s3://lake/raw/events/dt=2026-02-28/hour=05/a.parquet")
    assert found == {"dt": "2026-02-28", "hour": "05"}


@pytest.mark.parametrize(
    "key",
    [
        "dt=2026-02-27/hour=05/a.parquet",
        "dt=2026-03-02/hour=05/a.parquet",
        "dt=2026-03-01/hour=24/a.parquet",
        "dt=2026-03-01/hour=5/a.parquet",
        "dt=2026-03-01/a.parquet",
        "hour=05/dt=2026-03-01/a.parquet",
    ],
)
def test_an_object_outside_the_projected_partitions_is_in_none(key: str) -> None:
    assert projection().partition_of(f"s3://lake/raw/events/{key}") is None


def test_a_template_says_where_partitions_lie() -> None:
    found = projection(
        storage_location_template="s3://other/${hour}/events/${dt}", projection_dt_format="yyyy/MM/dd"
    )
    assert found.partition_of("s3://other/07/events/2026/03/01/a.parquet") == {
        "hour": "07",
        "dt": "2026/03/01",
    }
    assert (found.root, found.outer_key, found.outer_prefix("07")) == (
        "s3://other/",
        "hour",
        "s3://other/07/events/",
    )


def test_the_outer_key_narrows_a_listing() -> None:
    assert projection().outer_key == "dt"
    assert projection().outer_prefix("2026-03-01") == "s3://lake/raw/events/dt=2026-03-01/hour="


def test_a_table_without_keys_is_one_partition() -> None:
    found = read_projection(keys=[], parameters={}, location="s3://lake/plain", now=datetime.now(UTC))
    assert (found.root, found.outer_key) == ("s3://lake/plain/", None)
    assert found.partition_of("s3://lake/plain/a.parquet") == {}
    assert found.partition_of("s3://lake/plainer/a.parquet") is None


@pytest.mark.parametrize(
    "template", ["s3://other/${dt}/", "s3://other/${dt}/${hour}/${hour}/", "s3://other/${day}/${hour}/"]
)
def test_a_template_names_every_key_once(template: str) -> None:
    with pytest.raises(ProjectionError, match="must name dt, hour"):
        projection(storage_location_template=template)


def test_partitions_that_are_not_projected_are_refused() -> None:
    with pytest.raises(ProjectionError, match=r"^projection\.enabled is not true"):
        projection(projection_enabled="false")
