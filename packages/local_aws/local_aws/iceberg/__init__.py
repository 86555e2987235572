"""Iceberg tables in the emulator's S3 and Glue, which itself keeps no more than their Glue entries."""

from local_aws.iceberg.catalog import open_catalog
from local_aws.iceberg.errors import IcebergError, TableDefinitionError
from local_aws.iceberg.table_creation import create_table

__all__ = [
    "IcebergError",
    "TableDefinitionError",
    "create_table",
    "open_catalog",
]
