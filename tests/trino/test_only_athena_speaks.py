"""Where the judge has no say: words that Athena has and Trino has not."""

import pytest

from tasklake_lake.statements import FOLDER, Statement, statements
from tests.trino.client import Trino, TrinoQueryError

JUDGED = {"views", "queries", "prepared", "maintenance"}


def test_every_other_folder_is_judged() -> None:
    assert {path.name for path in FOLDER.iterdir()} == JUDGED | {"athena_only"}
    assert not [path for path in FOLDER.rglob("*") if path.is_file() and path.parent.parent != FOLDER]


@pytest.mark.parametrize("statement", list(statements("athena_only")), ids=lambda statement: statement.name)
def test_trino_has_no_such_statement(trino: Trino, statement: Statement) -> None:
    with pytest.raises(TrinoQueryError) as raised:
        trino.run(statement.rendered({}), database="default")

    assert raised.value.error_name == "SYNTAX_ERROR"
