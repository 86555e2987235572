import json
from dataclasses import replace
from typing import Any

import pytest

from infrastructure.lake.iceberg_tables import schema_fields
from tasklake_lake.columns import Column, ColumnType
from tasklake_lake.iceberg_tables import ICEBERG_TABLES, USER_HISTORY, IcebergTable, iceberg_columns
from tests.infrastructure.program import Program

GLUE_TABLE = "aws:glue/catalogTable:CatalogTable"


def iceberg_input(program: Program, name: str) -> dict[str, Any]:
    return program.one(GLUE_TABLE, name).inputs["openTableFormatInput"]["icebergInput"]


def columns_of(program: Program, name: str) -> list[tuple[int, str, str]]:
    fields = iceberg_input(program, name)["icebergTableInput"]["schema"]["fields"]
    return [(field["id"], field["name"], field["type"]) for field in fields]


def test_the_first_columns_have_these_ids(prod: Program) -> None:
    assert columns_of(prod, "user_states")[:10] == [
        (1, "user_id", '"string"'),
        (2, "status", '"string"'),
        (3, "created_at", '"timestamp"'),
        (4, "updated_at", '"timestamp"'),
        (5, "version", '"long"'),
        (6, "generation", '"long"'),
        (7, "request_id", '"string"'),
        (8, "op", '"string"'),
        (9, "occurred_at", '"timestamp"'),
        (10, "ingested_at", '"timestamp"'),
    ]


def test_the_elements_of_a_list_have_an_id_after_all_columns(prod: Program) -> None:
    columns = columns_of(prod, "user_history")
    changed = {name: kind for _, name, kind in columns}["changed"]
    assert json.loads(changed) == {
        "type": "list",
        "element-id": len(columns) + 1,
        "element": "string",
        "element-required": False,
    }


def test_states_are_divided_by_owner_and_history_by_day(prod: Program) -> None:
    states = iceberg_input(prod, "task_states")["icebergTableInput"]
    assert states["partitionSpec"] == {
        "specId": 0,
        "fields": [
            {"fieldId": 1000, "name": "user_id_bucket", "sourceId": 2, "transform": "bucket[16]"},
        ],
    }
    ascending = {"transform": "identity", "direction": "asc", "nullOrder": "nulls-last"}
    assert states["sortOrder"] == {
        "orderId": 1,
        "fields": [{"sourceId": 2, **ascending}, {"sourceId": 1, **ascending}],
    }
    history = iceberg_input(prod, "task_history")["icebergTableInput"]
    names = {field["id"]: field["name"] for field in history["schema"]["fields"]}
    (partition,) = history["partitionSpec"]["fields"]
    assert (names[partition["sourceId"]], partition["transform"]) == ("occurred_at", "day")
    assert [names[field["sourceId"]] for field in history["sortOrder"]["fields"]] == [
        "task_id",
        "generation",
        "created_at",
        "version",
    ]


@pytest.mark.parametrize("table", ICEBERG_TABLES, ids=lambda table: table.name)
def test_a_table_lies_in_a_folder_of_its_own_in_version_2(prod: Program, table: IcebergTable) -> None:
    made = iceberg_input(prod, table.name)
    assert (made["metadataOperation"], made["version"]) == ("CREATE", "2")
    assert made["icebergTableInput"]["location"] == f"s3://lake/iceberg/{table.name}"
    assert made["icebergTableInput"]["properties"] == {
        "comment": table.comment,
        "write.parquet.compression-codec": "zstd",
        "vacuum_max_snapshot_age_seconds": str(7 * 86_400),
        "optimize_rewrite_data_file_threshold": "1",
        "optimize_rewrite_delete_file_threshold": "1",
        "write.metadata.metrics.column.user_id": "none",
        **({"write.metadata.metrics.column.category": "none"} if table.events.entity == "task" else {}),
    }


@pytest.mark.parametrize("table", ICEBERG_TABLES, ids=lambda table: table.name)
def test_no_column_is_required_or_personal_and_each_is_explained(prod: Program, table: IcebergTable) -> None:
    for field in iceberg_input(prod, table.name)["icebergTableInput"]["schema"]["fields"]:
        assert field["required"] is False
        assert field["name"] not in {"title", "description", "email", "name"}
        assert field["doc"].endswith(".")
        assert len(field["doc"]) <= 255, "Glue takes no more"


def test_an_added_column_leaves_every_other_its_id_wherever_it_is_declared() -> None:
    added = Column("plan", ColumnType.STRING, "What the user pays for.", added_in=2)
    before = {field["name"]: field["id"] for field in schema_fields(USER_HISTORY)}
    evolved = replace(USER_HISTORY, columns=iceberg_columns((added, *USER_HISTORY.columns)))

    after = {field["name"]: field["id"] for field in schema_fields(evolved)}

    assert after == {**before, "plan": len(before) + 1}


@pytest.mark.parametrize("table", ICEBERG_TABLES, ids=lambda table: table.name)
def test_a_table_is_created_and_then_left_to_its_writers(prod: Program, table: IcebergTable) -> None:
    made = prod.one(GLUE_TABLE, table.name)
    assert made.inputs.keys() == {"name", "databaseName", "openTableFormatInput"}
    assert made.ignore_changes == {
        "description",
        "openTableFormatInput",
        "owner",
        "parameters",
        "partitionKeys",
        "retention",
        "storageDescriptor",
        "tableType",
    }
