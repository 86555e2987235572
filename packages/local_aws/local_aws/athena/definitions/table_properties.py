"""ALTER TABLE .. SET TBLPROPERTIES, as far as it says what OPTIMIZE rewrites and VACUUM keeps."""

from typing import Final

from pyiceberg.catalog import Catalog
from pyiceberg.exceptions import CommitFailedException
from sqlglot import exp

from local_aws.athena.errors import CommitConflictError, UnsupportedStatementError
from local_aws.athena.tables.glue_catalog import CatalogEntry

OF_MAINTENANCE: Final = {
    # More than what has deleted rows is never rewritten here.
    "optimize_rewrite_data_file_threshold",
    "optimize_rewrite_delete_file_threshold",
    "vacuum_max_metadata_files_to_keep",
    "vacuum_max_snapshot_age_seconds",
    "vacuum_min_snapshots_to_keep",
}
"""What OPTIMIZE rewrites and VACUUM keeps."""


def properties_of(change: exp.Expr) -> dict[str, str]:
    """Return the properties that a SET TBLPROPERTIES sets."""
    return {each.name: each.args["value"].name for each in change.find_all(exp.Property)}


def run_table_properties(change: exp.AlterSet, catalog: Catalog, entry: CatalogEntry) -> None:
    """Set the properties that the statement names (Athena's user guide, "ALTER TABLE SET TBLPROPERTIES").

    Args:
        change: SET TBLPROPERTIES ('name' = 'value', ..).
        catalog: The catalog of the table.
        entry: The table that the statement names.

    Raises:
        CommitConflictError: Another writer changed the table meanwhile.
        UnsupportedStatementError: The statement sets anything else.
    """
    properties = properties_of(change)
    if not properties or not properties.keys() <= OF_MAINTENANCE:
        raise UnsupportedStatementError(
            "of a table's properties only what OPTIMIZE rewrites and VACUUM keeps can be set locally"
        )
    try:
        with catalog.load_table((entry.database, entry.name)).transaction() as transaction:
            transaction.set_properties(properties)
    except CommitFailedException as error:
        raise CommitConflictError(str(entry)) from error
