"""The Glue Data Catalog."""

from typing import Any

from pyiceberg.exceptions import NoSuchNamespaceError, TableAlreadyExistsError

from local_aws.iceberg import IcebergError, create_table, open_catalog
from local_aws.realizer.errors import MissingInputError, UnknownInputsError
from local_aws.realizer.resource_types import AllBut, Aws, Made, Resource, ResourceType, arn
from local_aws.root import LOCAL_ACCOUNT


def _create_database(aws: Aws, database: Resource) -> Made:
    request = {**database.only("tags", "catalogId"), "databaseInput": database.but("tags", "catalogId")}
    aws.call("glue", "create_database", request)
    name = database["name"]
    return Made(
        f"{LOCAL_ACCOUNT}:{name}", {"arn": arn("glue", f"database/{name}"), "catalogId": LOCAL_ACCOUNT}
    )


def _update_database(aws: Aws, database: Resource, _made: Made) -> None:
    request = {**database.only("name", "catalogId"), "databaseInput": database.but("tags", "catalogId")}
    aws.call("glue", "update_database", request)


def _create_table(aws: Aws, table: Resource) -> Made:
    if "openTableFormatInput" in table.inputs:
        _create_iceberg_table(aws, table)
    else:
        aws.call("glue", "create_table", _table_request(table))
    database, name = table["databaseName"], table["name"]
    return Made(
        f"{LOCAL_ACCOUNT}:{database}:{name}",
        {"arn": arn("glue", f"table/{database}/{name}"), "catalogId": LOCAL_ACCOUNT},
    )


def _create_iceberg_table(aws: Aws, table: Resource) -> None:
    # The emulator takes no OpenTableFormatInput, and the provider sends nothing else beside it.
    sent = ("name", "databaseName", "catalogId", "openTableFormatInput")
    if unsent := table.but(*sent):
        raise UnknownInputsError(list(unsent), "CreateIcebergTableInput")
    parameters = aws.parameters("glue", "create_table", table.only(*sent), _ICEBERG_RENAMES)
    iceberg_input = parameters["OpenTableFormatInput"]["IcebergInput"]
    if "CreateIcebergTableInput" not in iceberg_input:
        raise MissingInputError(f"{_ICEBERG_INPUT} is required here")
    database, name = table["databaseName"], table["name"]
    try:
        create_table(open_catalog(aws.session), database, name, iceberg_input["CreateIcebergTableInput"])
    except (NoSuchNamespaceError, OSError, TableAlreadyExistsError) as error:
        raise IcebergError(f"{database}.{name}: {error}") from error


def _update_table(aws: Aws, table: Resource, _made: Made) -> None:
    aws.call("glue", "update_table", _table_request(table))


def _table_request(table: Resource) -> dict[str, Any]:
    beside = ("databaseName", "catalogId")
    return {**table.only(*beside), "tableInput": table.but(*beside)}


def _create_optimizer(aws: Aws, optimizer: Resource) -> Made:
    # The emulator has no table optimizers: the inputs are checked and remembered, and nothing optimizes.
    aws.parameters("glue", "create_table_optimizer", optimizer.inputs, _OPTIMIZER_RENAMES)
    target = (optimizer["catalogId"], optimizer["databaseName"], optimizer["tableName"], optimizer["type"])
    return Made(",".join(target))


_ICEBERG_INPUT = "openTableFormatInput.icebergInput.icebergTableInput"
_ICEBERG_RENAMES = {
    _ICEBERG_INPUT: "createIcebergTableInput",
    f"{_ICEBERG_INPUT}.sortOrder": "writeOrder",
}
_OPTIMIZER_RENAMES = {"configuration": "tableOptimizerConfiguration"}

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
        changeable=AllBut("name", "databaseName", "catalogId", "openTableFormatInput"),
        keeps_omitted=True,
    ),
    "aws:glue/catalogTableOptimizer:CatalogTableOptimizer": ResourceType(
        create=_create_optimizer,
        update=lambda aws, optimizer, _made: _create_optimizer(aws, optimizer),
        changeable={"configuration"},
        named_by=None,
    ),
}
