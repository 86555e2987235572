import pytest

from local_aws.athena import AthenaSql, SqlError, UnknownColumnError, UnsupportedStatementError
from tests.integration.local_aws.athena.small_lake import SmallLake


@pytest.fixture(autouse=True)
def states(lake: SmallLake, engine: AthenaSql) -> None:
    lake.create_iceberg_table("states", {"id": "string", "version": "long"})
    engine.execute("ALTER TABLE states ADD COLUMNS (tags array<string>)")


def test_a_column_is_described(engine: AthenaSql) -> None:
    engine.execute(r"ALTER TABLE states CHANGE COLUMN version version bigint COMMENT 'It\'s the newest.'")
    engine.execute("ALTER TABLE states CHANGE tags tags array<string> COMMENT 'Labels.'")
    assert engine.query("DESCRIBE states").to_pylist() == [
        {"col_name": "id", "data_type": "string", "comment": ""},
        {"col_name": "version", "data_type": "bigint", "comment": "It's the newest."},
        {"col_name": "tags", "data_type": "array<string>", "comment": "Labels."},
    ]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ("nope nope bigint COMMENT 'x'", UnknownColumnError, "has no column nope"),
        ("version revision bigint COMMENT 'x'", UnsupportedStatementError, "only the COMMENT"),
        ("version version string COMMENT 'x'", UnsupportedStatementError, "only the COMMENT"),
        ("version version bigint", UnsupportedStatementError, "only the COMMENT"),
    ],
)
def test_more_than_a_description_is_refused(
    engine: AthenaSql, change: str, error: type[SqlError], message: str
) -> None:
    with pytest.raises(error, match=message):
        engine.execute(f"ALTER TABLE states CHANGE COLUMN {change}")
