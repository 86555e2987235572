"""Athena on a laptop: Glue says what there is, S3 holds it, DuckDB computes."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tasklake_devkit.athena.catalog_statements import CatalogStatements
from tasklake_devkit.athena.clock import statement_time
from tasklake_devkit.athena.diagnosis import explained
from tasklake_devkit.athena.glue_catalog import GlueCatalog
from tasklake_devkit.athena.object_mirror import ObjectMirror
from tasklake_devkit.athena.result import fetch_result, mark_unnamed_columns, text_relation
from tasklake_devkit.athena.session import duckdb_session
from tasklake_devkit.athena.statement import parse_query
from tasklake_devkit.athena.table_resolution import TableResolution

if TYPE_CHECKING:
    from types_boto3_glue import GlueClient
    from types_boto3_s3 import S3Client


def _utc_now() -> datetime:
    return datetime.now(UTC)


class AthenaSql:
    """Answers Athena's queries over the Parquet tables and views of a Glue database.

    May be shared by threads; processes may share the mirror.
    """

    def __init__(
        self,
        *,
        glue: "GlueClient",
        s3: "S3Client",
        database: str,
        mirror_root: Path,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Connect nothing yet.

        Args:
            glue: Client of the Glue Data Catalog.
            s3: Client of the S3 that the tables' locations are in.
            database: Where a name without a database belongs.
            mirror_root: Folder that keeps the fetched objects between queries.
            clock: The time that a statement takes for now, with its zone.
        """
        self._catalog = GlueCatalog(glue)
        self._mirror_root = mirror_root.absolute()
        self._mirror = ObjectMirror(s3, self._mirror_root)
        self._database = database.lower()
        self._clock = clock

    def query(self, sql: str) -> pa.Table:
        """Answer one SELECT, WITH, VALUES, SHOW TABLES, SHOW VIEWS, SHOW COLUMNS or DESCRIBE.

        Raises:
            SqlError: The statement has no answer; its subclasses say why.
        """
        answer = CatalogStatements(self._catalog, self._database).answer(sql)
        if answer is not None:
            with duckdb_session(self._mirror_root) as connection:
                return fetch_result(text_relation(connection, answer))
        query = mark_unnamed_columns(parse_query(sql))
        with duckdb_session(self._mirror_root) as connection:
            tables = TableResolution(connection, self._catalog, self._mirror, statement_time(self._clock()))
            translated = tables.resolve(query, self._database)
            with explained(tables.objects):
                return fetch_result(connection.sql(translated))
