from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.exceptions import TableAlreadyExistsError

from local_aws.iceberg import TableDefinitionError, create_table, open_catalog
from local_aws.sessions import EmulatorSession

NESTED = '{"type": "list", "element-id": 5, "element": "string", "element-required": false}'
TAGS = {"type": "list", "element-id": 5, "element": "string", "element-required": False}


@pytest.fixture
def database(session: EmulatorSession) -> str:
    """Name of a Glue database, and of a bucket, of this test."""
    name = f"lake{uuid4().hex}"
    session.client("s3").create_bucket(Bucket=name)
    session.client("glue").create_database(DatabaseInput={"Name": name})
    return name


@pytest.fixture
def catalog(session: EmulatorSession) -> GlueCatalog:
    return open_catalog(session)


@pytest.fixture
def table_input(database: str) -> dict[str, Any]:
    return {
        "Location": f"s3://{database}/task_history",
        "Schema": {
            "Type": "struct",
            "SchemaId": 0,
            "Fields": [
                {"Id": 1, "Name": "task_id", "Type": "string", "Required": True, "Doc": "The task."},
                {"Id": 2, "Name": "occurred_at", "Type": "timestamp", "Required": False, "Doc": "When."},
                {"Id": 3, "Name": "changed", "Type": TAGS, "Required": False, "Doc": "Names."},
                {"Id": 4, "Name": "cost", "Type": "decimal(10,2)", "Required": False},
            ],
        },
        "PartitionSpec": {
            "Fields": [
                {"SourceId": 1, "Transform": "bucket[16]", "Name": "task_id_bucket", "FieldId": 1000},
                {"SourceId": 2, "Transform": "day", "Name": "occurred_at_day"},
            ]
        },
        "WriteOrder": {
            "OrderId": 1,
            "Fields": [
                {"SourceId": 2, "Transform": "identity", "Direction": "asc", "NullOrder": "nulls-last"}
            ],
        },
        "Properties": {"write.parquet.compression-codec": "zstd"},
    }


def test_a_nested_type_may_come_as_text(
    catalog: GlueCatalog, database: str, table_input: dict[str, Any]
) -> None:
    table_input["Schema"]["Fields"][2]["Type"] = NESTED
    table_input["Schema"]["Fields"][3]["Type"] = '"long"'

    table = create_table(catalog, database, "task_history", table_input)

    assert str(table.schema().find_type("changed")) == "list<string>"
    assert str(table.schema().find_type("cost")) == "long"


@pytest.mark.parametrize(
    ("part", "field", "message"),
    [
        (("Schema", 0), {"Id": 7}, "a new table gets field ids from 1 up"),
        (("Schema", 2), {"Type": {**TAGS, "element-id": 4}}, "a new table gets field ids from 1 up"),
        (("Schema", 2), {"Type": "quaternion"}, "quaternion"),
        (("Schema", 1), {"WriteDefault": "2026-01-01T00:00:00"}, "no default values"),
        (("PartitionSpec", 0), {"FieldId": 7}, "partition fields get their ids from 1000 up"),
        (("PartitionSpec", 0), {"SourceId": 9}, "9"),
        (("PartitionSpec", 0), {"Transform": "shake"}, "a transform that Iceberg does not know"),
        (("WriteOrder", 0), {"SourceId": 9}, "9"),
        (("WriteOrder", 0), {"Direction": "sideways"}, "direction: Input should be 'asc'"),
    ],
)
def test_a_definition_that_would_come_out_otherwise_is_refused(
    catalog: GlueCatalog,
    table_input: dict[str, Any],
    part: tuple[str, int],
    field: dict[str, Any],
    message: str,
) -> None:
    structure, position = part
    table_input[structure]["Fields"][position] |= field

    with pytest.raises(TableDefinitionError, match=f"^nosuch.task_history: .*{message}"):
        create_table(catalog, "nosuch", "task_history", table_input)


@pytest.mark.parametrize("missing", ["Location", "Schema"])
def test_what_is_missing_is_named(
    catalog: GlueCatalog, database: str, table_input: dict[str, Any], missing: str
) -> None:
    del table_input[missing]

    with pytest.raises(TableDefinitionError, match=f"{missing} is missing"):
        create_table(catalog, database, "task_history", table_input)


def test_an_existing_table_stays(catalog: GlueCatalog, database: str, table_input: dict[str, Any]) -> None:
    first = create_table(catalog, database, "task_history", table_input)

    with pytest.raises(TableAlreadyExistsError):
        create_table(catalog, database, "task_history", deepcopy(table_input))
    assert catalog.load_table((database, "task_history")).metadata_location == first.metadata_location
