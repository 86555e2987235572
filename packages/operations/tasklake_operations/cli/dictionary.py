"""The command that writes the analysts' dictionary: dictionary."""

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Final

import typer

from tasklake.models import TaskPriority, TaskStatus, UserStatus
from tasklake_lake.columns import Column
from tasklake_lake.dictionary import Relation, relations
from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_operations.cli.output import write_output

UNIQUE: Final = {
    "tasks": "task_id",
    "tasks_overdue": "task_id",
    "users": "user_id",
    "lake_days": "day",
    "task_throughput_daily": "day",
    "tasks_by_status_daily": "day",
    "task_funnel_weekly": "week",
    "lake_freshness": "table_name",
}
"""The column that tells the rows of a view apart."""

MERGED_UNTIL: Final = """\
SELECT date_add('second', -merge_lag_seconds, localtimestamp) FROM {schema}.lake_freshness
WHERE table_name = '{table}'"""
"""A quiet lake is fresh: stale is a table that a change has waited for."""

DBT_SCHEMA: Final = "{{ var('tasklake_schema', target.schema) }}"


class DictionaryFormat(StrEnum):
    MARKDOWN = "md"
    JSON = "json"
    DBT = "dbt"


def dictionary(
    output: Annotated[
        DictionaryFormat, typer.Option("--format", help="Markdown, JSON, or sources for dbt, in YAML.")
    ] = DictionaryFormat.MARKDOWN,
) -> None:
    """Write what every table and view holds, column by column."""
    match output:
        case DictionaryFormat.MARKDOWN:
            write_output("\n".join(markdown()))
        case DictionaryFormat.JSON:
            write_output(json.dumps([as_json(each) for each in relations()], indent=2) + "\n")
        case DictionaryFormat.DBT:
            import yaml

            write_output(yaml.safe_dump(dbt_sources(), sort_keys=False, width=110))


def markdown() -> Iterator[str]:
    for each in relations():
        yield f"## {each.name}\n\n{each.comment} ({each.kind})\n\n| column | type | what it holds |\n| --- | --- | --- |"
        yield from (
            f"| `{column.name}` | {column.type.trino} | {column.comment} |" for column in each.columns
        )
        yield ""


def as_json(relation: Relation) -> Mapping[str, object]:
    columns = [
        {"name": each.name, "type": each.type.trino, "comment": each.comment} for each in relation.columns
    ]
    return {"name": relation.name, "kind": relation.kind, "comment": relation.comment, "columns": columns}


def dbt_sources() -> Mapping[str, object]:
    """Return the lake as one source of dbt (dbt Developer Hub, "Source properties"); its schema is a variable."""
    source = {"name": "tasklake", "schema": DBT_SCHEMA, "tables": [dbt_table(each) for each in relations()]}
    return {"version": 2, "sources": [source]}


def dbt_table(relation: Relation) -> Mapping[str, object]:
    table: dict[str, object] = {"name": relation.name, "description": relation.comment}
    if relation.name in {merged.name for merged in ICEBERG_TABLES}:
        late = {"warn_after": {"count": 3, "period": "hour"}, "error_after": {"count": 24, "period": "hour"}}
        query = MERGED_UNTIL.format(schema=DBT_SCHEMA, table=relation.name)
        table |= {"loaded_at_query": query, "config": {"freshness": late}}
    return {**table, "columns": [dbt_column(relation, each) for each in relation.columns]}


def dbt_column(relation: Relation, column: Column) -> Mapping[str, object]:
    described = {"name": column.name, "data_type": column.type.trino, "description": column.comment}
    tests: list[object] = ["unique", "not_null"] if UNIQUE.get(relation.name) == column.name else []
    if values := accepted(relation, column):
        tests.append({"accepted_values": {"arguments": {"values": values}}})
    return {**described, "data_tests": tests} if tests else described


def accepted(relation: Relation, column: Column) -> Sequence[str]:
    match column.name:
        case "priority":
            return [each.value for each in TaskPriority]
        case "status":
            statuses = UserStatus if relation.name.startswith("user") else TaskStatus
            return [each.value for each in statuses]
        case _:
            return []
