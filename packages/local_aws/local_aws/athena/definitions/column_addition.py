"""ALTER TABLE .. ADD COLUMNS, the change of a schema that leaves old files and snapshots as they are."""

from pyiceberg.catalog import Catalog
from pyiceberg.exceptions import CommitFailedException
from sqlglot import exp

from local_aws.athena.errors import CommitConflictError, QueryFailedError, UnsupportedStatementError
from local_aws.athena.scans.iceberg_types import iceberg_type_of
from local_aws.athena.tables.glue_catalog import CatalogEntry
from local_aws.iceberg import NewColumn, SchemaChangeError, add_columns


def run_column_addition(statement: exp.Alter, catalog: Catalog, entry: CatalogEntry) -> None:
    """Add the columns that the statement names (Athena's user guide, "ALTER TABLE ADD COLUMNS").

    Args:
        statement: In the syntax of Athena's DDL, with Hive's types; a column may have a COMMENT.
        catalog: The catalog of the table.
        entry: The table that the statement names.

    Raises:
        CommitConflictError: Another writer changed the table meanwhile.
        QueryFailedError: The table has such a column.
        UnsupportedStatementError: It is another kind of ALTER TABLE, or a type that Iceberg tables do not have.
    """
    columns = [_new_column(definition) for definition in _definitions(statement)]
    try:
        add_columns(catalog, entry.database, entry.name, columns)
    except SchemaChangeError as error:
        raise QueryFailedError(str(error)) from error
    except CommitFailedException as error:
        raise CommitConflictError(str(entry)) from error


def _definitions(statement: exp.Alter) -> list[exp.ColumnDef]:
    match statement.args["actions"]:
        case [exp.Schema(expressions=[*definitions])] if all(
            isinstance(definition, exp.ColumnDef) for definition in definitions
        ):
            return definitions
        case _:
            raise UnsupportedStatementError(
                "of the kinds of ALTER TABLE only ADD COLUMNS (name type, ..), CHANGE COLUMN .. COMMENT and "
                "SET TBLPROPERTIES ('vacuum_..' = ..) are supported locally"
            )


def _new_column(definition: exp.ColumnDef) -> NewColumn:
    comment = definition.find(exp.CommentColumnConstraint)
    return NewColumn(
        name=definition.name.lower(),
        type=iceberg_type_of(definition.args["kind"]),
        comment=comment.name if comment else None,
    )
