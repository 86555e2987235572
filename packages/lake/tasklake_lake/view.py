"""A view over the lake's tables: its columns, and the statement behind it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tasklake_lake.columns import Column
from tasklake_lake.iceberg_tables import TASK_TABLES, EntityTables, lines
from tasklake_lake.statements import FOLDER, Statement, read_statement


@dataclass(frozen=True, slots=True)
class View:
    """A view over the tables of some kinds of item.

    Attributes:
        name: The Glue table.
        columns: In the order in which the statement returns them.
        template: Name of its statement below sql/views.
        entities: The kinds of item that the statement is filled for; the answers for all of them are the view's.
    """

    name: str
    columns: tuple[Column, ...]
    template: str
    entities: tuple[EntityTables, ...] = (TASK_TABLES,)

    @property
    def comment(self) -> str:
        """What it is for, for the analysts' dictionary."""
        return self._statements[0].description

    def sql(self, parameters: Mapping[str, int]) -> str:
        """Return its statement with the placeholders filled.

        Raises:
            StatementError: A placeholder has no value.
        """
        return "\nUNION ALL\n".join(each.rendered(parameters) for each in self._statements)

    @property
    def _statements(self) -> list[Statement]:
        template = read_statement(FOLDER / "views" / f"{self.template}.sql")
        columns = lines(column.name for column in self.columns)
        tail_columns = lines(f"s.{column.name}" for column in self.columns)
        names = {"columns": columns, "tail_columns": tail_columns}
        return [template.named(self.name, {**tables.names, **names}) for tables in self.entities]
