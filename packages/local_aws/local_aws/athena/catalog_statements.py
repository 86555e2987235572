"""The statements about the catalog that an analyst types first: SHOW and DESCRIBE."""

import re
from collections.abc import Callable

from local_aws.athena.glue_catalog import CatalogEntry, Column, GlueCatalog

_NAME = r'["`]?(?P<{}>\w+)["`]?'
_TABLE = rf"(?:{_NAME.format('database')}\.)?{_NAME.format('table')}"
_IN_DATABASE = rf"(?:\s+(?:IN|FROM)\s+{_NAME.format('database')})?"

# In Athena a pattern has * for any letters, and | between alternatives.
_LIKE = r"(?:\s+(?:LIKE\s+)?'(?P<pattern>[^']*)')?"

type _Columns = dict[str, list[str]]


class CatalogStatements:
    """Answers SHOW DATABASES, TABLES, VIEWS and COLUMNS, and DESCRIBE, from Glue (Athena User Guide, "DDL statements")."""

    def __init__(self, catalog: GlueCatalog, database: str) -> None:
        self._catalog = catalog
        self._database = database

    def answer(self, sql: str) -> _Columns | None:
        """Return the answer by column, or None when the text is another kind of statement.

        Raises:
            UnknownTableError: The table or database does not exist.
        """
        for pattern, respond in self._forms():
            match = re.fullmatch(pattern, sql.strip().rstrip(";").rstrip(), re.IGNORECASE)
            if match is not None:
                return respond(match)
        return None

    def _forms(self) -> list[tuple[str, Callable[[re.Match[str]], _Columns]]]:
        return [
            (rf"SHOW\s+(?:DATABASES|SCHEMAS){_LIKE}", self._databases),
            (rf"SHOW\s+TABLES{_IN_DATABASE}{_LIKE}", self._tables),
            (rf"SHOW\s+VIEWS{_IN_DATABASE}{_LIKE}", self._views),
            (rf"SHOW\s+COLUMNS\s+(?:IN|FROM)\s+{_TABLE}", self._columns),
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

    def _all_columns(self, match: re.Match[str]) -> tuple[Column, ...]:
        entry: CatalogEntry = self._catalog.find(self._database_of(match), match["table"].lower())
        return (*entry.columns, *entry.partition_keys)

    def _database_of(self, match: re.Match[str]) -> str:
        return (match["database"] or self._database).lower()


def _matching(match: re.Match[str], names: list[str]) -> list[str]:
    if (pattern := match["pattern"]) is None:
        return names
    alternatives = "|".join(re.escape(each).replace(r"\*", ".*") for each in pattern.split("|"))
    return [name for name in names if re.fullmatch(alternatives, name, re.IGNORECASE)]
