from uuid import uuid4

import pytest

from local_aws.emulator import Emulator
from local_aws.sessions import EmulatorSession
from tests.trino.glue_proxy import GlueProxy


@pytest.fixture
def database(emulator: Emulator) -> str:
    """Return a Glue database with a table and a view."""
    name = f"glue_{uuid4().hex}"
    glue = emulator.session().client("glue")
    glue.create_database(DatabaseInput={"Name": name})
    glue.create_table(
        DatabaseName=name,
        TableInput={"Name": "changes", "StorageDescriptor": {"Columns": [{"Name": "n", "Type": "int"}]}},
    )
    glue.create_table(
        DatabaseName=name,
        TableInput={"Name": "newest", "TableType": "VIRTUAL_VIEW"},
    )
    return name


def test_nothing_is_there_that_has_no_value(glue_proxy: GlueProxy, database: str) -> None:
    table = EmulatorSession(glue_proxy.url).client("glue").get_table(DatabaseName=database, Name="changes")

    assert not {"Description", "Owner", "ViewOriginalText", "ViewExpandedText"} & table["Table"].keys()
    assert table["Table"].get("StorageDescriptor") == {"Columns": [{"Name": "n", "Type": "int"}]}


def test_a_view_has_an_owner_and_no_description(glue_proxy: GlueProxy, database: str) -> None:
    tables = EmulatorSession(glue_proxy.url).client("glue").get_tables(DatabaseName=database)["TableList"]

    (view,) = [table for table in tables if table["Name"] == "newest"]
    assert view.get("Owner") == "analyst"
    assert "Description" not in view


def test_an_error_is_passed_on(glue_proxy: GlueProxy, database: str) -> None:
    glue = EmulatorSession(glue_proxy.url).client("glue")

    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_table(DatabaseName=database, Name="nosuch")


def test_an_act_before_the_next_update_is_done_once(glue_proxy: GlueProxy, database: str) -> None:
    glue = EmulatorSession(glue_proxy.url).client("glue")
    seen: list[str] = []

    def act() -> None:
        seen.append(glue.get_table(DatabaseName=database, Name="changes")["Table"].get("Owner", "nobody"))

    glue_proxy.before_next_update(act)
    for owner in ("ada", "grace"):
        glue.update_table(DatabaseName=database, TableInput={"Name": "changes", "Owner": owner})

    assert seen == ["nobody"]
