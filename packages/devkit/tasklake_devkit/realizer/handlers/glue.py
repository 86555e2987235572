"""The Glue Data Catalog."""

from typing import Any

from tasklake_devkit.realizer.resource_types import AllBut, Aws, Made, Resource, ResourceType, arn
from tasklake_devkit.sessions import LOCAL_ACCOUNT


def _create_database(aws: Aws, database: Resource) -> Made:
    request = {**database.only("tags", "catalogId"), "databaseInput": database.but("tags", "catalogId")}
    aws.call("glue", "create_database", request)
    name = database["name"]
    return Made(
        f"{LOCAL_ACCOUNT}:{name}", {"arn": arn("glue", f"database/{name}"), "catalogId": LOCAL_ACCOUNT}
    )


def _update_database(aws: Aws, database: Resource, made: Made) -> Made:
    request = {**database.only("name", "catalogId"), "databaseInput": database.but("tags", "catalogId")}
    aws.call("glue", "update_database", request)
    return made


def _create_table(aws: Aws, table: Resource) -> Made:
    aws.call("glue", "create_table", _table_request(table) | table.only("partitionIndices"), _TABLE_RENAMES)
    database, name = table["databaseName"], table["name"]
    return Made(
        f"{LOCAL_ACCOUNT}:{database}:{name}",
        {"arn": arn("glue", f"table/{database}/{name}"), "catalogId": LOCAL_ACCOUNT},
    )


def _update_table(aws: Aws, table: Resource, made: Made) -> Made:
    aws.call("glue", "update_table", _table_request(table))
    return made


def _table_request(table: Resource) -> dict[str, Any]:
    beside = ("databaseName", "catalogId")
    return {**table.only(*beside), "tableInput": table.but(*beside, "partitionIndices")}


_TABLE_RENAMES = {"partitionIndices": "partitionIndexes"}

TYPES = {
    "aws:glue/catalogDatabase:CatalogDatabase": ResourceType(
        create=_create_database,
        update=_update_database,
        changeable=AllBut("name", "catalogId"),
        keeps_omitted=True,
    ),
    "aws:glue/catalogTable:CatalogTable": ResourceType(
        create=_create_table,
        update=_update_table,
        changeable=AllBut("name", "databaseName", "catalogId", "partitionIndices"),
        keeps_omitted=True,
    ),
}
