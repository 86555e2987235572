"""What every statement runs in: a DuckDB of its own, and the tables of the catalog as they are at its time."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa
from duckdb import DuckDBPyConnection

from local_aws.athena.analysis.scope import Columns
from local_aws.athena.diagnosis import explained
from local_aws.athena.results.result import fetch_batches, mark_unnamed_columns
from local_aws.athena.results.shown_moments import mark_shown_zones
from local_aws.athena.running_statement import RunningStatement
from local_aws.athena.scans.object_mirror import ObjectMirror
from local_aws.athena.session import duckdb_session
from local_aws.athena.syntax.execution_parameters import with_parameters
from local_aws.athena.syntax.statement import parse_query
from local_aws.athena.tables.glue_catalog import CatalogEntry, GlueCatalog
from local_aws.athena.tables.relations import Relations
from local_aws.athena.tables.table_resolution import TableResolution
from local_aws.athena.translation.clock import statement_time

if TYPE_CHECKING:
    from pyiceberg.catalog import Catalog

_BATCHES_MEMORY: Final = "512MB"


@dataclass(frozen=True, slots=True)
class TranslatedQuery:
    """A query whose tables are there.

    Attributes:
        connection: The session that they are in.
        tables: What its names stand for.
        sql: In DuckDB's SQL.
        zones: In which it shows times, by the position of the column.
    """

    connection: DuckDBPyConnection
    tables: TableResolution
    sql: str
    zones: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class StatementSessions:
    """Makes the sessions; the attributes are those of `AthenaSql`.

    Attributes:
        catalog: The Glue Data Catalog.
        iceberg_catalog: The same as Iceberg's library sees it.
        mirror: Keeps the fetched objects.
        mirror_root: Where.
        database: Where a name without a database belongs.
        clock: The time that a statement takes for now.
        bytes_scanned_cutoff: The most bytes that one statement may read; None for no limit.
        check_read: Raises an SqlError of a table or view that a statement may not read.
    """

    catalog: GlueCatalog
    iceberg_catalog: "Catalog"
    mirror: ObjectMirror
    mirror_root: Path
    database: str
    clock: Callable[[], datetime]
    bytes_scanned_cutoff: int | None
    check_read: Callable[[CatalogEntry], None]

    @contextmanager
    def open(
        self, running: RunningStatement | None = None
    ) -> Generator[tuple[DuckDBPyConnection, TableResolution]]:
        """Open the session of one statement."""
        now = statement_time(self.clock())
        is_counted = running is not None or self.bytes_scanned_cutoff is not None
        running = running or RunningStatement()
        with duckdb_session(self.mirror_root) as connection, running.using(connection):
            running.raise_if_cancelled()
            relations = Relations(
                connection,
                iceberg_catalog=self.iceberg_catalog,
                mirror=self.mirror,
                now=now,
                running=running,
                is_counted=is_counted,
                bytes_scanned_cutoff=self.bytes_scanned_cutoff,
            )
            yield connection, TableResolution(self.catalog, relations, now, self.check_read)

    @contextmanager
    def translated(
        self,
        sql: str,
        parameters: Sequence[str] = (),
        running: RunningStatement | None = None,
        *,
        is_unchecked: bool,
    ) -> Generator[TranslatedQuery]:
        """Translate one SELECT, WITH or VALUES; DuckDB's errors within the block are explained."""
        query = mark_unnamed_columns(parse_query(with_parameters(sql, parameters)))
        zones = mark_shown_zones(query)
        with self.open(running) as (connection, tables):
            tables.is_strict = not is_unchecked
            translated = tables.resolve(query, self.database)
            with explained(tables.relations.origins):
                yield TranslatedQuery(connection, tables, translated, zones)

    @contextmanager
    def answered(
        self,
        sql: str,
        parameters: Sequence[str],
        running: RunningStatement | None,
        *,
        is_unchecked: bool,
    ) -> Generator[tuple[Columns, Iterator[pa.RecordBatch]]]:
        """Answer one SELECT, WITH or VALUES, with its columns and batches; what 512 MB do not hold waits on disk."""
        running = running or RunningStatement()
        with self.translated(sql, parameters, running, is_unchecked=is_unchecked) as query:
            query.connection.execute(f"SET memory_limit = '{_BATCHES_MEMORY}'")
            columns, relation = query.tables.columns, query.connection.sql(query.sql)
            yield columns, running.checked(fetch_batches(relation, columns, query.zones))
