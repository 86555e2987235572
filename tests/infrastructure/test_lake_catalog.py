import base64
import json
import re
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from tasklake_lake.event_tables import EVENT_TABLES, EventTable
from tasklake_lake.quality import LAKE_QUALITY
from tasklake_lake.statements import statements
from tasklake_lake.view import View
from tasklake_lake.views import VIEWS
from tests.infrastructure.conftest import KEY
from tests.infrastructure.program import Program

GLUE_TABLE = "aws:glue/catalogTable:CatalogTable"


@pytest.mark.parametrize("table", EVENT_TABLES, ids=lambda table: table.name)
def test_an_event_table_has_the_declared_columns_each_with_a_comment(
    prod: Program, table: EventTable
) -> None:
    inputs = prod.one(GLUE_TABLE, table.name).inputs
    columns = inputs["storageDescriptor"]["columns"]
    assert [(c["name"], c["type"]) for c in columns] == [(c.name, c.type.glue) for c in table.columns]
    assert all(column["comment"] for column in [*columns, *inputs["partitionKeys"]])
    assert [key["name"] for key in inputs["partitionKeys"]] == ["arrival_hour"]


def test_the_results_of_comparisons_are_a_table_with_the_declared_columns(prod: Program) -> None:
    inputs = prod.one(GLUE_TABLE, "lake_quality").inputs
    storage = inputs["storageDescriptor"]
    assert [(c["name"], c["type"], c["comment"]) for c in storage["columns"]] == [
        (c.name, c.type.glue, c.comment) for c in LAKE_QUALITY.columns
    ]
    assert storage["location"] == "s3://lake/quality"


def test_hours_are_projected_over_the_days_that_objects_stay(prod: Program) -> None:
    parameters = prod.one(GLUE_TABLE, "task_events").inputs["parameters"]
    assert {name: value for name, value in parameters.items() if name.startswith("projection.")} == {
        "projection.enabled": "true",
        "projection.arrival_hour.type": "date",
        "projection.arrival_hour.format": "yyyy-MM-dd-HH",
        "projection.arrival_hour.range": "NOW-365DAYS,NOW+1DAYS",
        "projection.arrival_hour.interval": "1",
        "projection.arrival_hour.interval.unit": "HOURS",
    }
    assert parameters["storage.location.template"] == "s3://lake/raw/task_events/arrival_hour=${arrival_hour}"


def view_of(program: Program, name: str) -> dict[str, Any]:
    inputs = program.one(GLUE_TABLE, name).inputs
    assert inputs["tableType"] == "VIRTUAL_VIEW"
    assert inputs["parameters"] == {"presto_view": "true", "comment": "Presto View"}
    assert "description" not in inputs
    assert inputs["storageDescriptor"]["serDeInfo"] == {"name": "-", "serializationLibrary": "-"}
    found = re.fullmatch(r"/\* Presto View: (.+) \*/", inputs["viewOriginalText"])
    assert found
    return json.loads(base64.b64decode(found[1]))


@pytest.mark.parametrize("declared", VIEWS, ids=lambda view: view.name)
def test_a_view_declares_the_columns_that_its_statement_returns(prod: Program, declared: View) -> None:
    view = view_of(prod, declared.name)
    assert view["catalog"] == "awsdatacatalog"
    assert view["schema"] == "tasklake_prod"
    select = sqlglot.parse_one(view["originalSql"], dialect="athena")
    assert isinstance(select, exp.Query)
    returned = [column.alias_or_name for column in select.selects]
    assert [column["name"] for column in view["columns"]] == returned
    assert view["columns"] == [{"name": c.name, "type": c.type.trino} for c in declared.columns]


@pytest.mark.parametrize("declared", VIEWS, ids=lambda view: view.name)
def test_each_column_of_a_view_says_what_it_is(prod: Program, declared: View) -> None:
    inputs = prod.one(GLUE_TABLE, declared.name).inputs
    columns = inputs["storageDescriptor"]["columns"]
    assert [(c["name"], c["type"], c["comment"]) for c in columns] == [
        (c.name, c.type.glue, c.comment) for c in declared.columns
    ]


def test_a_view_reads_the_tail_that_the_stack_sets(tuned: Program) -> None:
    sql = view_of(tuned, "tasks")["originalSql"]
    assert "INTERVAL '30' HOUR" in sql
    assert "${" not in sql


def test_no_personal_field_has_a_column(prod: Program) -> None:
    described = [table for table in prod.all(GLUE_TABLE) if "storageDescriptor" in table.inputs]
    assert len(described) == len([*EVENT_TABLES, LAKE_QUALITY, *VIEWS])
    for table in described:
        names = {column["name"] for column in table.inputs["storageDescriptor"]["columns"]}
        assert not names & {"title", "description", "email", "name"}


@pytest.mark.parametrize(("workgroup", "cutoff"), [("analytics", 20_000_000), ("maintenance", 30_000_000)])
def test_a_workgroup_enforces_its_settings(tuned: Program, workgroup: str, cutoff: int) -> None:
    configuration = tuned.one("aws:athena/workgroup:Workgroup", workgroup).inputs["configuration"]
    assert configuration["enforceWorkgroupConfiguration"] is True
    assert configuration["publishCloudwatchMetricsEnabled"] is True
    assert configuration["bytesScannedCutoffPerQuery"] == cutoff
    assert configuration["resultConfiguration"] == {
        "outputLocation": f"s3://{workgroup}-results/",
        "encryptionConfiguration": {"encryptionOption": "SSE_KMS", "kmsKeyArn": KEY},
    }


def test_named_queries_say_what_they_answer(prod: Program) -> None:
    queries = prod.all("aws:athena/namedQuery:NamedQuery")
    assert {query.name for query in queries} == {each.name for each in statements("queries")}
    assert all(query.inputs["description"].endswith(".") for query in queries)
    assert not [query.name for query in queries if query.inputs["query"].startswith("--")]
