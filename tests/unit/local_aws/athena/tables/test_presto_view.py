import base64

import pytest

from local_aws.athena.tables.presto_view import NotAPrestoViewError, PrestoView, ViewColumn, decode_view


def encoded(text: str) -> str:
    return f"/* Presto View: {base64.b64encode(text.encode()).decode()} */"


def test_a_view_says_its_sql_its_schema_and_its_columns() -> None:
    text = encoded(
        '{"originalSql": "SELECT 1 AS n", "catalog": "awsdatacatalog", "schema": "lake", '
        '"columns": [{"name": "n", "type": "integer"}]}'
    )
    assert decode_view(text) == PrestoView("SELECT 1 AS n", "lake", (ViewColumn("n", "integer"),))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT 1",
        "/* Presto View */",
        "/* Presto View: not base64! */",
        encoded("[]"),
        encoded("{"),
        encoded('{"originalSql": "SELECT 1"}'),
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(NotAPrestoViewError, match="not a Presto view"):
        decode_view(text)
