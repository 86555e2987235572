"""The merged tables of the lake, in Apache Iceberg's format."""

import json
from itertools import count
from typing import Final

import pulumi
import pulumi_aws as aws

from tasklake_lake.columns import ColumnType
from tasklake_lake.iceberg_tables import REWRITES, SNAPSHOT_AGE, IcebergTable, snapshot_age

FIRST_PARTITION_FIELD_ID: Final = 1000

KEPT_BY_WRITERS: Final = [
    "description",
    "open_table_format_input",
    "owner",
    "parameters",
    "partition_keys",
    "retention",
    "storage_descriptor",
    "table_type",
]
"""Everything of a table that the provider would update in place."""


def iceberg_table(
    table: IcebergTable,
    *,
    database: pulumi.Input[str],
    location: pulumi.Input[str],
    snapshot_retention_days: int,
    opts: pulumi.ResourceOptions,
) -> aws.glue.CatalogTable:
    """Return a table that the program creates and from then on leaves to its writers.

    A writer commits by a new `metadata_location` in the Glue entry. The provider's update reads the entry and writes
    it back without Glue's version check, so it can undo a commit made in between; a changed schema it sends as
    declared, with field ids that an evolved table may have given to other columns (terraform-provider-aws,
    `resourceCatalogTableUpdate`). Releases before that changed the entry and not the table (terraform-provider-aws
    #36641, pulumi-aws #4618), and CloudFormation makes the table unreadable (cloudformation-coverage-roadmap #1919).
    So every change is ignored here, and `tasklake lake migrate` brings it, by ALTER TABLE.

    There is no description and no parameter: the provider sends neither beside CreateIcebergTableInput. The comment
    is a property of the table.

    Args:
        table: The table.
        database: Its Glue database.
        location: Its own folder; no other table may lie below it.
        snapshot_retention_days: How far back a query can travel in time after a VACUUM.
        opts: Options of the resource; its changes are ignored whatever they say.
    """
    return aws.glue.CatalogTable(
        table.name,
        name=table.name,
        database_name=database,
        open_table_format_input={
            "iceberg_input": {
                "metadata_operation": "CREATE",
                "version": "2",
                "iceberg_table_input": {
                    "location": location,
                    "schema": {"type": "struct", "schema_id": 0, "fields": schema_fields(table)},
                    "partition_spec": partition_spec(table),
                    "sort_order": sort_order(table),
                    "properties": {
                        "comment": table.comment,
                        "write.parquet.compression-codec": "zstd",
                        # Athena's VACUUM would else drop what is older than five days.
                        SNAPSHOT_AGE: snapshot_age(snapshot_retention_days),
                        **REWRITES,
                        **table.unmeasured,
                    },
                },
            }
        },
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(ignore_changes=KEPT_BY_WRITERS)),
    )


def schema_fields(
    table: IcebergTable,
) -> list[aws.glue.CatalogTableOpenTableFormatInputIcebergInputIcebergTableInputSchemaFieldArgsDict]:
    """Return the columns with their ids: positions from 1 up, then the elements of lists.

    None is required: the rows come from files that promise nothing, and one null would fail every MERGE.
    """
    element_ids = count(len(table.columns) + 1)
    return [
        {
            "id": position,
            "name": column.name,
            "type": json.dumps(
                list_of_strings(next(element_ids))
                if column.type is ColumnType.STRINGS
                else column.type.iceberg
            ),
            "required": False,
            "doc": column.comment,
        }
        for position, column in enumerate(table.columns, 1)
    ]


def list_of_strings(element_id: int) -> dict[str, object]:
    """Return the type as JSON (Apache Iceberg specification, "Appendix C: JSON serialization")."""
    return {"type": "list", "element-id": element_id, "element": "string", "element-required": False}


def partition_spec(
    table: IcebergTable,
) -> aws.glue.CatalogTableOpenTableFormatInputIcebergInputIcebergTableInputPartitionSpecArgsDict:
    partition = table.partition
    return {
        "spec_id": 0,
        "fields": [
            {
                "field_id": FIRST_PARTITION_FIELD_ID,
                "name": partition.name,
                "source_id": field_id(table, partition.column),
                "transform": partition.transform,
            }
        ],
    }


def sort_order(
    table: IcebergTable,
) -> aws.glue.CatalogTableOpenTableFormatInputIcebergInputIcebergTableInputSortOrderArgsDict:
    return {
        "order_id": 1,
        "fields": [
            {
                "source_id": field_id(table, name),
                "transform": "identity",
                "direction": "asc",
                "null_order": "nulls-last",
            }
            for name in table.sort_order
        ],
    }


def field_id(table: IcebergTable, name: str) -> int:
    return 1 + [column.name for column in table.columns].index(name)
