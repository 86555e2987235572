"""Tables and views of the lake as Glue keeps them."""

import base64
import json
from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from tasklake_lake.columns import Column
from tasklake_lake.event_tables import ARRIVAL_HOUR, EventTable
from tasklake_lake.quality import LAKE_QUALITY
from tasklake_lake.view import View

PARQUET_INPUT_FORMAT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
PARQUET_OUTPUT_FORMAT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
PARQUET_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"


def event_table(
    table: EventTable,
    *,
    database: pulumi.Input[str],
    location: pulumi.Output[str],
    retention_days: int,
    opts: pulumi.ResourceOptions,
) -> aws.glue.CatalogTable:
    """Return the Glue table over the event objects below `location`; its partitions are projected, never added.

    Source: Amazon Athena User Guide, "Partition projection".
    """
    return aws.glue.CatalogTable(
        table.name,
        name=table.name,
        database_name=database,
        description=table.comment,
        table_type="EXTERNAL_TABLE",
        parameters={
            "EXTERNAL": "TRUE",
            "classification": "parquet",
            "projection.enabled": "true",
            f"projection.{ARRIVAL_HOUR.name}.type": "date",
            f"projection.{ARRIVAL_HOUR.name}.format": "yyyy-MM-dd-HH",
            # A day ahead, so that a clock that runs fast hides nothing.
            f"projection.{ARRIVAL_HOUR.name}.range": f"NOW-{retention_days}DAYS,NOW+1DAYS",
            f"projection.{ARRIVAL_HOUR.name}.interval": "1",
            f"projection.{ARRIVAL_HOUR.name}.interval.unit": "HOURS",
            "storage.location.template": pulumi.Output.concat(
                location, f"/{ARRIVAL_HOUR.name}=${{{ARRIVAL_HOUR.name}}}"
            ),
        },
        partition_keys=[
            {"name": ARRIVAL_HOUR.name, "type": ARRIVAL_HOUR.type.glue, "comment": ARRIVAL_HOUR.comment}
        ],
        storage_descriptor=parquet_files(table.columns, location),
        opts=opts,
    )


def quality_table(
    *, database: pulumi.Input[str], location: pulumi.Output[str], opts: pulumi.ResourceOptions
) -> aws.glue.CatalogTable:
    return aws.glue.CatalogTable(
        LAKE_QUALITY.name,
        name=LAKE_QUALITY.name,
        database_name=database,
        description=LAKE_QUALITY.comment,
        table_type="EXTERNAL_TABLE",
        parameters={"EXTERNAL": "TRUE", "classification": "parquet"},
        storage_descriptor=parquet_files(LAKE_QUALITY.columns, location),
        opts=opts,
    )


def parquet_files(
    columns: Sequence[Column], location: pulumi.Output[str]
) -> aws.glue.CatalogTableStorageDescriptorArgsDict:
    return {
        "location": location,
        "input_format": PARQUET_INPUT_FORMAT,
        "output_format": PARQUET_OUTPUT_FORMAT,
        "ser_de_info": {"serialization_library": PARQUET_SERDE},
        "columns": glue_columns(columns),
    }


def glue_view(
    view: View, *, database: pulumi.Output[str], parameters: Mapping[str, int], opts: pulumi.ResourceOptions
) -> aws.glue.CatalogTable:
    """Return a view in the form in which Athena itself stores the result of CREATE VIEW.

    It has no description: Trino takes a description for the comment that tells a view from a table.
    """
    return aws.glue.CatalogTable(
        view.name,
        name=view.name,
        database_name=database,
        table_type="VIRTUAL_VIEW",
        parameters={"presto_view": "true", "comment": "Presto View"},
        view_original_text=database.apply(lambda name: presto_view(view, name, parameters)),
        view_expanded_text="/* Presto View */",
        storage_descriptor={
            "columns": glue_columns(view.columns),
            # Athena refuses a view without a SerDe, and the provider leaves out one that is empty.
            "ser_de_info": {"name": "-", "serialization_library": "-"},
        },
        opts=opts,
    )


def presto_view(view: View, database: str, parameters: Mapping[str, int]) -> str:
    definition = {
        "originalSql": view.sql(parameters),
        "catalog": "awsdatacatalog",
        "schema": database,
        "columns": [{"name": column.name, "type": column.type.trino} for column in view.columns],
    }
    return f"/* Presto View: {base64.b64encode(json.dumps(definition).encode()).decode()} */"


def glue_columns(columns: Sequence[Column]) -> list[aws.glue.CatalogTableStorageDescriptorColumnArgsDict]:
    return [{"name": column.name, "type": column.type.glue, "comment": column.comment} for column in columns]
