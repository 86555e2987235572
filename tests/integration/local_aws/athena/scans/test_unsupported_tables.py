from typing import Any

import pytest

from local_aws.athena import AthenaSql, UnsupportedStatementError, UnsupportedTableError
from tests.integration.local_aws.athena.small_lake import SmallLake


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"parameters": {"table_type": "ICEBERG"}}, "odd has no Iceberg metadata"),
        (
            {"serde": "org.openx.data.jsonserde.JsonSerDe"},
            r"odd is not a Parquet table: its SerDe is org\.openx",
        ),
        (
            {"parameters": {"projection.hour.type": "injected"}},
            r"odd: projection\.hour\.type: 'injected' is not supported",
        ),
        ({"columns": {"x": "quaternion<"}}, "'quaternion<'"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_by_name(
    lake: SmallLake, engine: AthenaSql, definition: dict[str, Any], reason: str
) -> None:
    lake.create_table("odd", **definition)

    with pytest.raises(UnsupportedTableError, match=reason):
        engine.query("SELECT * FROM odd")


def test_a_table_of_events_has_no_versions(engine: AthenaSql) -> None:
    with pytest.raises(UnsupportedStatementError, match="task_events has no versions"):
        engine.query("SELECT * FROM task_events FOR VERSION AS OF 1")
