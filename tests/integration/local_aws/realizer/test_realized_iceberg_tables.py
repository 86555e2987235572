"""The program's own Iceberg tables, made in the emulator and read back by Glue and by Iceberg's own library."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from pyiceberg.table import Table
from pyiceberg.types import StringType

from local_aws.iceberg import open_catalog
from local_aws.realizer import Realization, RealizeError
from local_aws.sessions import EmulatorSession
from tasklake_lake.iceberg_tables import ICEBERG_TABLES, TASK_HISTORY, IcebergTable

Realized = Callable[..., Realization]

TABLES = """
from dataclasses import replace
from infrastructure.lake.iceberg_tables import iceberg_table
from tasklake_lake.iceberg_tables import ICEBERG_TABLES, iceberg_columns
from tasklake_lake.columns import Column, ColumnType
bucket = aws.s3.Bucket("lake", bucket="{name}")
database = aws.glue.CatalogDatabase("lake", name="{name}")
added = {added}
for table in ICEBERG_TABLES:
    table = replace(table, columns=iceberg_columns((*added, *table.columns)))
    location = pulumi.Output.concat("s3://", bucket.bucket, "/iceberg/", table.name)
    iceberg_table(table, database=database.name, location=location, snapshot_retention_days=7, opts=pulumi.ResourceOptions(protect=True))
"""
ADDED = '[Column("plan", ColumnType.STRING, "What the user pays for.", added_in=9)]'


@pytest.fixture
def name() -> str:
    """Of the database and the bucket."""
    return f"lake{uuid4().hex}"


def names(urns: list[str]) -> set[str]:
    return {urn.rsplit("::", 1)[1] for urn in urns}


def loaded(session: EmulatorSession, database: str, table: IcebergTable) -> Table:
    return open_catalog(session).load_table((database, table.name))


def glue_entry(session: EmulatorSession, database: str, table: str) -> Any:  # noqa: ANN401 - the stubs take every key for optional
    return session.client("glue").get_table(DatabaseName=database, Name=table)["Table"]


def test_the_tables_are_in_glue_and_in_iceberg_as_declared(
    realized: Realized, session: EmulatorSession, name: str
) -> None:
    realized(TABLES.format(name=name, added="[]"))

    for table in ICEBERG_TABLES:
        entry = glue_entry(session, name, table.name)
        assert entry["Parameters"]["table_type"] == "ICEBERG"
        assert [(c["Name"], c["Type"], c["Comment"]) for c in entry["StorageDescriptor"]["Columns"]] == [
            (column.name, column.type.glue, column.comment) for column in table.columns
        ]
        made = loaded(session, name, table)
        assert made.location() == f"s3://{name}/iceberg/{table.name}"
        assert made.format_version == 2
        assert [(f.field_id, f.name, str(f.field_type), f.doc, f.required) for f in made.schema().fields] == [
            (position, column.name, column.type.iceberg, column.comment, False)
            for position, column in enumerate(table.columns, 1)
        ]
        ids = {field.name: field.field_id for field in made.schema().fields}
        partition = table.partition
        assert [str(field) for field in made.spec().fields] == [
            f"1000: {partition.name}: {partition.transform}({ids[partition.column]})"
        ]
        assert [str(field) for field in made.sort_order().fields] == [
            f"{ids[column]} ASC NULLS LAST" for column in table.sort_order
        ]
        assert made.properties["write.parquet.compression-codec"] == "zstd"


def test_a_changed_schema_changes_no_table_and_a_column_that_was_added_stays(
    realized: Realized, session: EmulatorSession, name: str
) -> None:
    realized(TABLES.format(name=name, added="[]"))
    before = loaded(session, name, TASK_HISTORY).metadata_location

    second = realized(TABLES.format(name=name, added=ADDED))

    assert names(second.unchanged) >= {table.name for table in ICEBERG_TABLES}
    assert (second.created, second.updated) == ([], [])
    assert loaded(session, name, TASK_HISTORY).metadata_location == before

    with loaded(session, name, TASK_HISTORY).update_schema() as added:
        added.add_column("plan", StringType(), doc="What is paid for.")
    realized(TABLES.format(name=name, added=ADDED))
    schema = loaded(session, name, TASK_HISTORY).schema()
    assert [field.name for field in schema.fields][-1] == "plan"
    assert schema.find_field("plan").field_id > schema.find_field("changed.element").field_id


def test_an_input_that_the_provider_would_not_send_is_refused(realized: Realized, name: str) -> None:
    with pytest.raises(
        RealizeError, match=r"no local counterpart for description \(CreateIcebergTableInput\)"
    ):
        realized(
            f"""
            aws.glue.CatalogTable("t", name="t", database_name="{name}", description="Lost.",
                open_table_format_input={{"iceberg_input": {{"metadata_operation": "CREATE"}}}})
            """
        )


def test_a_table_without_a_schema_is_refused(realized: Realized, name: str) -> None:
    with pytest.raises(RealizeError, match=r"icebergInput\.icebergTableInput is required here"):
        realized(
            f"""
            aws.glue.CatalogTable("t", name="t", database_name="{name}",
                open_table_format_input={{"iceberg_input": {{"metadata_operation": "CREATE"}}}})
            """
        )


TABLE = """
database = aws.glue.CatalogDatabase("lake", name="{name}")
field = {{"id": 1, "name": "task_id", "type": '"string"', "required": False}}
table = {{"location": "s3://nosuch-{name}/t", "schema": {{"fields": [field]}}}}
aws.glue.CatalogTable("t", name="t", database_name=database.name,
    open_table_format_input={{
        "iceberg_input": {{"metadata_operation": "CREATE", "iceberg_table_input": table}}
    }})
"""


def test_a_table_that_cannot_be_made_is_reported(realized: Realized, name: str) -> None:
    with pytest.raises(RealizeError, match=rf"CatalogTable 't': {name}\.t: .*bucket does not exist"):
        realized(TABLE.format(name=name))


OPTIMIZER = """
aws.glue.CatalogTableOptimizer(
    "history-retention", catalog_id="000000000000", database_name="lake", table_name="task_history",
    type="retention",
    configuration={{
        "enabled": True,
        "role_arn": "arn:aws:iam::000000000000:role/optimizers",
        "retention_configuration": {{"iceberg_configuration": {{"{setting}": {days}}}}},
    }},
)
"""


def test_an_optimizer_is_remembered_though_nothing_runs_it(realized: Realized) -> None:
    setting = "snapshot_retention_period_in_days"
    assert names(realized(OPTIMIZER.format(setting=setting, days=7)).created) == {"history-retention"}
    assert names(realized(OPTIMIZER.format(setting=setting, days=7)).unchanged) == {"history-retention"}
    assert names(realized(OPTIMIZER.format(setting=setting, days=9)).updated) == {"history-retention"}


def test_an_optimizer_that_glue_would_not_take_is_refused(realized: Realized) -> None:
    with pytest.raises(RealizeError, match=r"no local counterpart for .*\.icebergConfiguration\.weeks"):
        realized(OPTIMIZER.format(setting="weeks", days=1))
