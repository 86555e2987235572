"""Athena on a laptop: Glue says what there is, S3 holds it, DuckDB computes."""

from collections.abc import Callable, Generator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp

from local_aws.athena.changes.table_change import RowCounts, TableChange
from local_aws.athena.changes.table_maintenance import MAINTENANCE, run_maintenance
from local_aws.athena.definitions.catalog_statements import CatalogStatements
from local_aws.athena.definitions.kept_files import KeptFiles, Place
from local_aws.athena.definitions.kept_statements import CreateTableAs, parse_drop, parse_kept
from local_aws.athena.definitions.scratch_catalog import ScratchCatalog, hive_columns
from local_aws.athena.definitions.table_alteration import run_alter
from local_aws.athena.explanation import explanation
from local_aws.athena.results.result import fetch_result
from local_aws.athena.results.shown_moments import check_shown
from local_aws.athena.running_statement import RunningStatement
from local_aws.athena.scans.object_mirror import ObjectMirror
from local_aws.athena.statement_kind import first_word
from local_aws.athena.statement_sessions import StatementSessions
from local_aws.athena.syntax.execution_parameters import with_parameters
from local_aws.athena.syntax.statement import is_unchecked, parse_change
from local_aws.athena.tables.glue_catalog import CatalogEntry, GlueCatalog

if TYPE_CHECKING:
    from pyiceberg.catalog import Catalog
    from types_boto3_glue import GlueClient
    from types_boto3_s3 import S3Client


class AthenaSql:
    """Answers Athena's queries over the tables and views of a Glue database, and changes its Iceberg tables.

    A query is refused when it is not known to be answered as Athena does, unless it ends with `UNCHECKED`.
    May be shared by threads; processes may share the mirror.
    """

    def __init__(
        self,
        *,
        glue: "GlueClient",
        s3: "S3Client",
        iceberg_catalog: "Catalog",
        database: str,
        mirror_root: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        bytes_scanned_cutoff: int | None = None,
        check_read: Callable[[CatalogEntry], None] = lambda _: None,
    ) -> None:
        """Connect nothing yet.

        Args:
            glue: Client of the Glue Data Catalog.
            s3: Client of the S3 that the tables' locations are in.
            iceberg_catalog: The same Data Catalog as Iceberg's library sees it, for the Iceberg tables in it.
            database: Where a name without a database belongs.
            mirror_root: Folder that keeps the fetched objects between queries.
            clock: The time that a statement takes for now, with its zone.
            bytes_scanned_cutoff: The most bytes, counted as by `bytes_scanned`, that one statement may read; None for
                no limit (Athena API Reference, "WorkGroupConfiguration", BytesScannedCutoffPerQuery).
            check_read: Raises an SqlError of a table or view that a statement may not read.
        """
        self._s3 = s3
        self._database = database.lower()
        self._scratch = ScratchCatalog(glue, self._database)
        folder = mirror_root.absolute()
        self._sessions = StatementSessions(
            catalog=GlueCatalog(glue),
            iceberg_catalog=iceberg_catalog,
            mirror=ObjectMirror(s3, folder),
            mirror_root=folder,
            database=self._database,
            clock=clock,
            bytes_scanned_cutoff=bytes_scanned_cutoff,
            check_read=check_read,
        )

    def query(self, sql: str, parameters: Sequence[str] = ()) -> pa.Table:
        """Answer one SELECT, WITH, VALUES, EXPLAIN, SHOW or DESCRIBE.

        Args:
            sql: The statement.
            parameters: For each `?`, in their order, the text of a literal such as `'abc'` or `DATE '2026-01-01'`.

        Raises:
            SqlError: The statement has no answer; its subclasses say why.
        """
        told = explanation(self._sessions, sql, parameters) or CatalogStatements(
            self._sessions.catalog, self._sessions.iceberg_catalog, self._database
        ).answer(with_parameters(sql, parameters))
        if told is not None:
            return pa.table({name: pa.array(values, pa.string()) for name, values in told.items()})
        with self._sessions.translated(sql, parameters, is_unchecked=is_unchecked(sql)) as query:
            return fetch_result(query.connection.sql(query.sql), query.tables.columns, query.zones)

    def batches(
        self, sql: str, parameters: Sequence[str] = (), *, running: RunningStatement | None = None
    ) -> Generator[pa.RecordBatch]:
        """Yield the rows of one SELECT, WITH or VALUES as they are computed; what 512 MB do not hold waits on disk.

        The first batch has no rows: it tells the columns.

        Args:
            sql: The statement.
            parameters: As for `query`.
            running: By which others follow and end it.

        Raises:
            SqlError: The statement has no answer; its subclasses say why.
        """
        is_loose = is_unchecked(sql)
        with self._sessions.answered(sql, parameters, running, is_unchecked=is_loose) as (columns, rows):
            if not is_loose:
                check_shown(columns)
            yield from rows

    def keep(
        self,
        sql: str,
        parameters: Sequence[str] = (),
        *,
        place: Place,
        running: RunningStatement | None = None,
    ) -> int:
        """Run one CREATE TABLE AS or UNLOAD and return how many rows it kept; a table is made in a scratch database alone.

        Raises:
            SqlError: No table was made; its subclasses say why.
        """
        statement, files = parse_kept(sql), KeptFiles(self._s3, place)
        is_table = isinstance(statement, CreateTableAs)
        if is_table:
            self._scratch.refuse(statement)
        location = files.location(statement)
        answered = self._sessions.answered(
            statement.query, parameters, running, is_unchecked=is_unchecked(sql)
        )
        with answered as (columns, rows):
            described = hive_columns(columns)
            is_empty = is_table and not statement.with_data
            kept = files.write(islice(rows, 1) if is_empty else rows, statement.properties, location)
        if is_table:
            self._scratch.create(statement, described, location)
        return kept

    def bytes_scanned(self, sql: str, parameters: Sequence[str] = ()) -> int:
        """Return how many bytes the scans of one SELECT, WITH or VALUES read, without running it.

        Counted are, for every scan in the plan, the compressed column chunks of the columns that it reads, also those
        that it only filters by, in every file that it opens. Files of other partitions, and Iceberg's files that the
        conditions rule out, are not opened; of a row group without the text that a column is to be equal to, as its
        statistics or its dictionary tell, only the dictionary counts. What other filters may pass over is counted.
        So are the files that tell an Iceberg table's deleted rows, as a whole. Footers and Iceberg's metadata are not.

        Args:
            sql: The statement.
            parameters: As for `query`.

        Raises:
            SqlError: The statement has no answer; its subclasses say why.
        """
        running = RunningStatement()
        with self._sessions.translated(sql, parameters, running, is_unchecked=is_unchecked(sql)):
            return running.bytes_scanned

    def execute(
        self, sql: str, parameters: Sequence[str] = (), *, running: RunningStatement | None = None
    ) -> RowCounts:
        """Run one MERGE INTO, DELETE FROM, UPDATE or INSERT INTO of an Iceberg table, an ALTER or DROP TABLE, OPTIMIZE or VACUUM.

        Of the kinds of ALTER TABLE there are ADD COLUMNS, CHANGE COLUMN as far as it sets a comment, and SET TBLPROPERTIES
        of what VACUUM keeps.
        The statement sees one snapshot of each table and one time; it commits one snapshot, or none when it changes
        no row.

        Args:
            sql: The statement.
            parameters: As for `query`.
            running: By which others follow and end it.

        Raises:
            CommitConflictError: Another writer changed the table meanwhile; nothing was written. Run it again.
            SqlError: Nothing was written; its subclasses say why.
        """
        if first_word(sql) in MAINTENANCE:
            run_maintenance(sql, self._sessions, self._s3, running)
            return RowCounts()
        if first_word(sql) == "DROP":
            self._scratch.drop(parse_drop(sql))
            return RowCounts()
        # Athena's DDL, which takes none, is not of the dialect in which they are looked for.
        change = parse_change(with_parameters(sql, parameters) if parameters else sql)
        with self._sessions.open(running) as (connection, tables):
            if not isinstance(change, exp.Alter):
                return TableChange(connection, tables, self._database).run(change)
            if not self._scratch.alter(change):
                entry = tables.changeable(change.this, self._database)
                run_alter(change, self._sessions.iceberg_catalog, entry)
            return RowCounts()
