"""The names that an expression sees."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from local_aws.athena.analysis.types import SqlType
from local_aws.athena.errors import SqlSyntaxError, UnknownColumnError, UnknownTableError

type Columns = Sequence[tuple[str, SqlType]]


@dataclass(frozen=True, slots=True)
class Relation:
    """What stands in a FROM.

    Attributes:
        name: By which its columns are qualified; "" where it has none.
        columns: Their names in lower case, "" where one has none.
    """

    name: str
    columns: Columns


@dataclass(slots=True)
class Scope:
    """The relations around an expression, and what is named besides.

    Attributes:
        relations: Of the FROM, in order.
        parent: What a subquery sees of the query around it.
        names: Parameters of a lambda, columns that USING merges, or output columns; they come first.
        queries: What WITH defines.
        windows: The names of WINDOW.
    """

    relations: list[Relation] = field(default_factory=list[Relation])
    parent: Scope | None = None
    names: Mapping[str, SqlType] = field(default_factory=dict[str, SqlType])
    queries: dict[str, Columns] = field(default_factory=dict[str, Columns])
    windows: set[str] = field(default_factory=set[str])

    def query(self, name: str) -> Columns | None:
        found = self.queries.get(name)
        return found if found is not None or self.parent is None else self.parent.query(name)

    def column(self, name: str, table: str = "") -> SqlType:
        """Return the type of a column.

        Raises:
            UnknownColumnError: There is none of that name.
            UnknownTableError: No relation has that name.
            SqlSyntaxError: More than one relation has it.
        """
        scope: Scope | None = self
        while scope is not None:
            if not table and name in scope.names:
                return scope.names[name]
            found = [kind for each, kind in scope.columns_of(table) if each == name]
            if len(found) > 1:
                raise SqlSyntaxError(f"Column '{f'{table}.{name}' if table else name}' is ambiguous")
            if found:
                return found[0]
            scope = scope.parent
        if table and not self.has(table):
            return self._field(table, name)
        raise self._unknown(name, table)

    def columns_of(self, table: str = "") -> Iterator[tuple[str, SqlType]]:
        for relation in self.relations:
            if not table or relation.name == table:
                yield from relation.columns

    def has(self, table: str) -> bool:
        here = any(relation.name == table for relation in self.relations)
        return here or (self.parent is not None and self.parent.has(table))

    def _field(self, column: str, name: str) -> SqlType:
        try:
            row = self.column(column)
        except UnknownColumnError as error:
            raise UnknownTableError(f"{column} is neither a table nor an alias in this FROM") from error
        if row.name == "row" and name in row.fields:
            return row.elements[row.fields.index(name)]
        raise UnknownColumnError(f"column {column}.{name} does not exist")

    def _unknown(self, name: str, table: str) -> UnknownColumnError:
        close = difflib.get_close_matches(name, [each for each, _ in self.columns_of(table)], n=2)
        hint = f"; there is {', '.join(close)}" if close else ""
        return UnknownColumnError(f"column {f'{table}.{name}' if table else name} does not exist{hint}")
