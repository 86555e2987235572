"""The statements about the catalog that an analyst types first: SHOW and DESCRIBE."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from local_aws.athena.definitions.table_definition import hive_definition, iceberg_definition, view_definition
from local_aws.athena.errors import UnsupportedTableError
from local_aws.athena.syntax.statement import without_mark
from local_aws.athena.tables.glue_catalog import CatalogEntry, Column, GlueCatalog

if TYPE_CHECKING:
    from pyiceberg.catalog import Catalog

_NAME = r'["`]?(?P<{}>\w+)["`]?'
_TABLE = rf"(?:{_NAME.format('database')}\.)?{_NAME.format('table')}"
_IN_DATABASE = rf"(?:\s+(?:IN|FROM)\s+{_NAME.format('database')})?"

# In Athena a pattern has * for any letters, and | between alternatives.
_LIKE = r"(?:\s+(?:LIKE\s+)?'(?P<pattern>[^']*)')?"

type _Columns = dict[str, list[str]]


class CatalogStatements:
    """Answers SHOW and DESCRIBE from Glue (Athena User Guide, "DDL statements")."""

    def __init__(self, catalog: GlueCatalog, iceberg_catalog: "Catalog", database: str) -> None:
        self._catalog = catalog
        self._iceberg_catalog = iceberg_catalog
        self._database = database

    def answer(self, sql: str) -> _Columns | None:
        """Return the answer by column, or None when the text is another kind of statement.

        Raises:
            UnknownTableError: The table or database does not exist.
            UnsupportedTableError: Athena does not answer this of a table of its kind.
        """
        text = without_mark(sql)
        for pattern, respond in self._forms():
            match = re.fullmatch(pattern, text, re.IGNORECASE)
            if match is not None:
                return respond(match)
        return None

    def _forms(self) -> list[tuple[str, Callable[[re.Match[str]], _Columns]]]:
        return [
            (rf"SHOW\s+(?:DATABASES|SCHEMAS){_LIKE}", self._databases),
            (rf"SHOW\s+TABLES{_IN_DATABASE}{_LIKE}", self._tables),
            (rf"SHOW\s+VIEWS{_IN_DATABASE}{_LIKE}", self._views),
            (rf"SHOW\s+COLUMNS\s+(?:IN|FROM)\s+{_TABLE}", self._columns),
            (rf"SHOW\s+CREATE\s+TABLE\s+{_TABLE}", self._create_table),
            (rf"SHOW\s+CREATE\s+VIEW\s+{_TABLE}", self._create_view),
            (rf"SHOW\s+PARTITIONS\s+{_TABLE}", self._partitions),
            (rf"(?:DESCRIBE|DESC)\s+{_TABLE}", self._describe),
        ]

    def _tables(self, match: re.Match[str]) -> _Columns:
        return {"tab_name": _matching(match, self._catalog.names(self._database_of(match)))}

    def _views(self, match: re.Match[str]) -> _Columns:
        return {"views": _matching(match, self._catalog.names(self._database_of(match), views_only=True))}

    def _databases(self, match: re.Match[str]) -> _Columns:
        return {"database_name": _matching(match, self._catalog.databases())}

    def _columns(self, match: re.Match[str]) -> _Columns:
        return {"field": [column.name for column in self._all_columns(match)]}

    def _describe(self, match: re.Match[str]) -> _Columns:
        columns = self._all_columns(match)
        return {
            "col_name": [column.name for column in columns],
            "data_type": [column.type for column in columns],
            "comment": [column.comment for column in columns],
        }

    def _create_table(self, match: re.Match[str]) -> _Columns:
        entry = self._entry(match)
        if entry.view is not None:
            raise UnsupportedTableError(f"{entry} is a view; ask with SHOW CREATE VIEW")
        if entry.is_iceberg:
            table = self._iceberg_catalog.load_table((entry.database, entry.name))
            return {"createtab_stmt": iceberg_definition(entry, table)}
        return {"createtab_stmt": hive_definition(entry, self._catalog.described(entry))}

    def _create_view(self, match: re.Match[str]) -> _Columns:
        entry = self._entry(match)
        if entry.view is None:
            raise UnsupportedTableError(f"{entry} is a table; ask with SHOW CREATE TABLE")
        return {"Create View": view_definition(entry, entry.view.sql)}

    def _partitions(self, match: re.Match[str]) -> _Columns:
        entry = self._entry(match)
        if not entry.partition_keys:
            raise UnsupportedTableError(
                f"{entry} has no partitions that the catalog knows; an Iceberg table has its own"
            )
        # Those of a projection are not in the catalog, and Athena does not list them either.
        keys = [key.name for key in entry.partition_keys]
        return {
            "partition": [
                "/".join(f"{key}={value}" for key, value in zip(keys, values, strict=True))
                for values in self._catalog.partitions(entry)
            ]
        }

    def _entry(self, match: re.Match[str]) -> CatalogEntry:
        return self._catalog.find(self._database_of(match), match["table"].lower())

    def _all_columns(self, match: re.Match[str]) -> tuple[Column, ...]:
        entry = self._entry(match)
        return (*entry.columns, *entry.partition_keys)

    def _database_of(self, match: re.Match[str]) -> str:
        return (match["database"] or self._database).lower()


def _matching(match: re.Match[str], names: list[str]) -> list[str]:
    if (pattern := match["pattern"]) is None:
        return names
    alternatives = "|".join(re.escape(each).replace(r"\*", ".*") for each in pattern.split("|"))
    return [name for name in names if re.fullmatch(alternatives, name, re.IGNORECASE)]
