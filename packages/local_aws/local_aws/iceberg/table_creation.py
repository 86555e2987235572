"""What Glue's CreateTable does when it is given an Iceberg table, done through Iceberg's own library."""

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pyiceberg.catalog import Catalog
from pyiceberg.partitioning import (
    UNPARTITIONED_PARTITION_SPEC,
    PartitionSpec,
    assign_fresh_partition_spec_ids,
)
from pyiceberg.schema import Schema, assign_fresh_schema_ids
from pyiceberg.table import Table
from pyiceberg.table.sorting import UNSORTED_SORT_ORDER, SortOrder, assign_fresh_sort_order_ids
from pyiceberg.transforms import UnknownTransform

from local_aws.iceberg.errors import TableDefinitionError

_FIRST_PARTITION_FIELD_ID = 1000


def create_table(
    catalog: Catalog, database: str, name: str, create_iceberg_table_input: Mapping[str, Any]
) -> Table:
    """Create an empty table, and its entry in Glue with columns, comments and where the metadata is.

    Args:
        catalog: The catalog of `database`.
        database: An existing Glue database.
        name: Name of the table.
        create_iceberg_table_input: `CreateIcebergTableInput` of Glue's API Reference, "CreateTable": Location,
            Schema, and optionally PartitionSpec, WriteOrder and Properties. A field's Type is a primitive's name, or
            a nested type of the Iceberg specification's JSON, as an object or as its text.

    Raises:
        TableDefinitionError: The input is not valid, or the table would get other field ids than those in it.
        TableAlreadyExistsError: pyiceberg's; there is an entry of that name.
        NoSuchNamespaceError: pyiceberg's; there is no such database.
    """
    try:
        schema = Schema.model_validate(_schema(create_iceberg_table_input["Schema"]))
        spec = _partition_spec(create_iceberg_table_input.get("PartitionSpec"))
        order = _sort_order(create_iceberg_table_input.get("WriteOrder"))
        location = create_iceberg_table_input["Location"]
        _refuse_unknown_transforms(spec, order)
        _refuse_other_ids(schema, spec, order)
    except (KeyError, ValueError) as error:
        raise TableDefinitionError(f"{database}.{name}: {_reason(error)}") from error
    return catalog.create_table(
        (database, name),
        schema,
        location=location,
        partition_spec=spec,
        sort_order=order,
        properties={"format-version": "2", **create_iceberg_table_input.get("Properties", {})},
    )


def _schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    fields = [
        {**_in_the_spelling_of_the_specification(field), "type": _type(field["Type"])}
        for field in schema["Fields"]
    ]
    return {**_in_the_spelling_of_the_specification(schema), "fields": fields}


def _type(given: str | Mapping[str, Any]) -> str | Mapping[str, Any]:
    return json.loads(given) if isinstance(given, str) and given.startswith(("{", '"')) else given


def _partition_spec(spec: Mapping[str, Any] | None) -> PartitionSpec:
    if spec is None:
        return UNPARTITIONED_PARTITION_SPEC
    numbered = [
        {"field-id": _FIRST_PARTITION_FIELD_ID + position, **_in_the_spelling_of_the_specification(field)}
        for position, field in enumerate(spec["Fields"])
    ]
    return PartitionSpec.model_validate({**_in_the_spelling_of_the_specification(spec), "fields": numbered})


def _sort_order(order: Mapping[str, Any] | None) -> SortOrder:
    if order is None:
        return UNSORTED_SORT_ORDER
    fields = [_in_the_spelling_of_the_specification(field) for field in order["Fields"]]
    return SortOrder.model_validate({**_in_the_spelling_of_the_specification(order), "fields": fields})


def _in_the_spelling_of_the_specification(structure: Mapping[str, Any]) -> dict[str, Any]:
    return {re.sub(r"\B([A-Z])", r"-\1", key).lower(): value for key, value in structure.items()}


def _refuse_unknown_transforms(spec: PartitionSpec, order: SortOrder) -> None:
    for field in (*spec.fields, *order.fields):
        if isinstance(field.transform, UnknownTransform):  # pyright: ignore[reportUnknownMemberType] - pyiceberg leaves a transform's types open
            raise ValueError(f"{field} has a transform that Iceberg does not know")  # noqa: TRY004 - it is a value of the input


def _refuse_other_ids(schema: Schema, spec: PartitionSpec, order: SortOrder) -> None:
    # pyiceberg numbers the fields of a new table itself: the columns in their order, then what is nested in them.
    fresh = assign_fresh_schema_ids(schema)
    if fresh.as_struct() != schema.as_struct():
        raise ValueError(
            "a new table gets field ids from 1 up, its columns in their order, then the fields nested in them, and no "
            f"default values: {_ids(fresh)}; given are {_ids(schema)}"
        )
    if assign_fresh_partition_spec_ids(spec, schema, fresh) != spec:
        raise ValueError(
            f"partition fields get their ids from {_FIRST_PARTITION_FIELD_ID} up, in their order"
        )
    if assign_fresh_sort_order_ids(order, schema, fresh).fields != order.fields:
        raise ValueError("the sort order names fields that are not in the schema")


def _ids(schema: Schema) -> str:
    return ", ".join(f"{name} {schema.find_field(name).field_id}" for name in schema.column_names)


def _reason(error: KeyError | ValueError) -> str:
    match error:
        case ValidationError():
            first = error.errors()[0]
            return f"{'.'.join(str(step) for step in first['loc'])}: {first['msg']}"
        case KeyError():
            return f"{error.args[0]} is missing"
        case _:
            return str(error)
