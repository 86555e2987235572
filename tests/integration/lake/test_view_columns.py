import re

import pyarrow as pa
import pytest

from tasklake_lake.view import View
from tasklake_lake.views import VIEWS
from tests.integration.lake.realized_lake import WINDOWS, Lake


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_declares_what_its_statement_returns(shared_lake: Lake, view: View) -> None:
    # Its statement, since the engine casts what it reads through the view to what the view declares.
    statement = view.sql(WINDOWS.parameters())

    schema = shared_lake.sql.query(f"SELECT * FROM ({statement}) LIMIT 0").schema

    returned = [(name, arrow_type(kind)) for name, kind in zip(schema.names, schema.types, strict=True)]
    assert returned == [(column.name, column.type.arrow) for column in view.columns]


def arrow_type(kind: pa.DataType) -> str:
    """Return a type's name without the name that a list's elements go by."""
    return re.sub(r"^list<\w+: ", "list<", str(kind))
