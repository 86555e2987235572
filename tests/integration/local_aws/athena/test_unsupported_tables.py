import pytest

from local_aws.athena import AthenaSql, UnsupportedStatementError, UnsupportedTableError
from tests.integration.local_aws.athena.small_lake import SmallLake


def test_an_iceberg_table_without_metadata_is_refused(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_table("task_states", parameters={"table_type": "ICEBERG"})

    with pytest.raises(UnsupportedTableError, match=r"task_states has no Iceberg metadata"):
        engine.query("SELECT * FROM task_states")


def test_a_table_of_events_has_no_versions(engine: AthenaSql) -> None:
    with pytest.raises(UnsupportedStatementError, match="task_events has no versions"):
        engine.query("SELECT * FROM task_events FOR VERSION AS OF 1")


def test_another_format_than_parquet_is_refused(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_table("lines", serde="org.openx.data.jsonserde.JsonSerDe")

    with pytest.raises(UnsupportedTableError, match=r"lines is not a Parquet table: its SerDe is org\.openx"):
        engine.query("SELECT * FROM lines")


def test_a_wrong_projection_names_the_parameter(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_table("wrong", parameters={"projection.hour.type": "injected"})

    with pytest.raises(
        UnsupportedTableError, match=r"wrong: projection\.hour\.type: 'injected' is not supported"
    ):
        engine.query("SELECT * FROM wrong")


def test_an_unknown_column_type_is_named(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_table("odd", columns={"x": "quaternion<"})

    with pytest.raises(UnsupportedTableError, match="'quaternion<'"):
        engine.query("SELECT * FROM odd")
