"""Which columns a table lacks, and whether adding them makes it what is declared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasklake_lake.columns import Column
from tasklake_lake.iceberg_tables import IcebergTable
from tasklake_operations.errors import OperationError


class NotAdditiveError(OperationError):
    """The tables differ from what is declared by more than columns to add; each difference is named."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A declared column that a table does not have yet."""

    table: str
    column: Column


def additions(table: IcebergTable, present: Mapping[str, str]) -> list[Addition]:
    """Return what a table lacks, in the order in which it has to come.

    Args:
        table: As it is declared.
        present: The types of the columns that it has, as Glue spells them, by name and in their order.

    Raises:
        NotAdditiveError: A column has another type, is no longer declared, or is declared before one that is there.
    """
    problems = [*changed(table, present), *undeclared(table, present), *misplaced(table, present)]
    if problems:
        raise NotAdditiveError("\n".join(problems))
    return [Addition(table.name, column) for column in table.columns if column.name not in present]


def changed(table: IcebergTable, present: Mapping[str, str]) -> Sequence[str]:
    return [
        f"{table.name}.{column.name} is {present[column.name]} in the lake and declared as {column.type.glue}: "
        "rows that are written keep their type, so declare a column of another name"
        for column in table.columns
        if present.get(column.name, column.type.glue) != column.type.glue
    ]


def undeclared(table: IcebergTable, present: Mapping[str, str]) -> Sequence[str]:
    declared = {column.name for column in table.columns}
    return [
        f"{table.name}.{name} is in the lake and no longer declared: old rows have values there, so declare it again"
        for name in present
        if name not in declared
    ]


def misplaced(table: IcebergTable, present: Mapping[str, str]) -> Sequence[str]:
    """Return a line for each column that would not come where it is declared, because ALTER TABLE adds at the end."""
    there = [position for position, column in enumerate(table.columns) if column.name in present]
    last_present = max(there, default=-1)
    version = 1 + max((table.columns[position].added_in for position in there), default=0)
    return [
        f"{table.name}.{column.name} is new and declared before {table.columns[last_present].name}, which is there: "
        f"give it added_in={version}, the version of the table's schema that brings it"
        for column in table.columns[:last_present]
        if column.name not in present
    ]
