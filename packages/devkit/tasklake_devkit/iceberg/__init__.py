"""Iceberg tables in the emulator's S3 and Glue, which itself keeps no more than their Glue entries."""

from tasklake_devkit.iceberg.catalog import open_catalog
from tasklake_devkit.iceberg.column_addition import NewColumn, add_columns
from tasklake_devkit.iceberg.errors import IcebergError, SchemaChangeError, TableDefinitionError
from tasklake_devkit.iceberg.table_creation import create_table

__all__ = [
    "IcebergError",
    "NewColumn",
    "SchemaChangeError",
    "TableDefinitionError",
    "add_columns",
    "create_table",
    "open_catalog",
]
