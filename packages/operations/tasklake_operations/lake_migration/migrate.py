"""What the program declares of the merged tables and leaves to others, brought about by Athena's SQL."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tasklake_lake.iceberg_tables import (
    ICEBERG_TABLES,
    REWRITES,
    SNAPSHOT_AGE,
    IcebergTable,
    snapshot_age,
)
from tasklake_operations.athena import QueryFailedError, through_conflicts
from tasklake_operations.lake_migration.additions import Addition, NotAdditiveError, additions

if TYPE_CHECKING:
    from types_boto3_glue import GlueClient


def pending_additions(
    glue: "GlueClient", database: str, tables: Iterable[IcebergTable] = ICEBERG_TABLES
) -> list[Addition]:
    """Return the declared columns that the tables of a database lack; a table that is not there lacks none.

    Raises:
        NotAdditiveError: A table differs by more than that; the differences of all tables are named.
    """
    pending: list[Addition] = []
    problems: list[str] = []
    for table in tables:
        present = present_columns(glue, database, table.name)
        if present is None:
            continue  # the program makes it, with every column
        try:
            pending += additions(table, present)
        except NotAdditiveError as error:
            problems.append(str(error))
    if problems:
        raise NotAdditiveError(
            "\n".join(["The lake cannot become what is declared by adding columns:", *problems])
        )
    return pending


def present_columns(glue: "GlueClient", database: str, table: str) -> dict[str, str] | None:
    """Return the type of each column that a table has, by name; None if there is no such table.

    Iceberg keeps the columns of its older schemas in the Glue entry, marked as not current.
    """
    try:
        entry = glue.get_table(DatabaseName=database, Name=table)["Table"]
    except glue.exceptions.EntityNotFoundException:
        return None
    return {
        column["Name"]: column.get("Type", "")
        for column in entry.get("StorageDescriptor", {}).get("Columns", [])
        if column.get("Parameters", {}).get("iceberg.field.current") != "false"
    }


def add_columns(
    execute: Callable[[str], object],
    pending: Sequence[Addition],
    still_pending: Callable[[], Sequence[Addition]],
) -> None:
    """Add columns, those of one table in one statement, then describe them; rows that are there have NULL in them.

    What somebody else adds at the same time is added.

    Athena's ADD COLUMNS takes no comment, its CHANGE COLUMN does (Amazon Athena User Guide, "Evolve Iceberg table
    schema").

    Args:
        execute: Runs a statement, as `Lake.execute`.
        pending: What to add.
        still_pending: Returns what is pending by then.

    Raises:
        SqlError: A statement failed; those before it are done.
    """
    for table, added in groupby(pending, key=lambda addition: addition.table):
        columns = [addition.column for addition in added]
        definitions = ", ".join(f"{column.name} {column.type.glue}" for column in columns)
        try:
            through_conflicts(execute, f"ALTER TABLE {table} ADD COLUMNS ({definitions})")
        except QueryFailedError:
            if not {(table, column) for column in columns}.isdisjoint(
                (left.table, left.column) for left in still_pending()
            ):
                raise
        for column in columns:
            through_conflicts(
                execute,
                f"ALTER TABLE {table} CHANGE COLUMN {column.name} {column.name} {column.type.glue} "
                f"COMMENT {hive_text(column.comment)}",
            )


def keep_snapshots(execute: Callable[[str], object], glue: "GlueClient", database: str, days: int) -> None:
    """Make VACUUM keep the snapshots of some days, and OPTIMIZE rewrite all deletes, in each merged table that is there.

    Raises:
        SqlError: A statement failed; those before it are done.
    """
    properties = {SNAPSHOT_AGE: snapshot_age(days), **REWRITES}
    assignments = ", ".join(f"'{name}' = '{value}'" for name, value in properties.items())
    for table in ICEBERG_TABLES:
        if present_columns(glue, database, table.name) is not None:
            through_conflicts(execute, f"ALTER TABLE {table.name} SET TBLPROPERTIES ({assignments})")


def hive_text(text: str) -> str:
    """Return a literal of Athena's DDL, which is Hive's."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
