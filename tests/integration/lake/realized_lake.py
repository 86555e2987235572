"""A lake as the program makes it, with the local engine over it and a clock that the test sets."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

from local_aws.athena import AthenaSql, RowCounts
from local_aws.iceberg import open_catalog
from local_aws.realizer import realize
from local_aws.sessions import EmulatorSession
from tasklake_lake.iceberg_tables import ENTITY_TABLES, EntityTables
from tasklake_lake.statements import statement, statements
from tasklake_lake.windows import Windows
from tests.integration.lake.event_history import utc
from tests.integration.lake.raw_events import RawEvents

type Row = dict[str, Any]

WINDOWS: Final = Windows(tail_hours=48, raw_retention_days=365, failure_retention_days=14)

PROGRAM: Final = dedent("""\
    import pulumi
    from infrastructure.lake.data_lake import DataLake
    from infrastructure.settings import Settings
    from tests.integration.lake.realized_lake import WINDOWS

    lake = DataLake(
        "lake",
        windows=WINDOWS,
        snapshot_retention_days=5,
        version_retention_days=0,
        deployment=Settings(deletion_protection=False, require_tls=False, force_destroy=True).deployment,
    )
    pulumi.export("bucket", lake.bucket.name)
    pulumi.export("database", lake.database)
""")


@dataclass(slots=True)
class Lake:
    """A lake of one test.

    Attributes:
        session: The emulator's root.
        bucket: Where its files lie.
        database: Its Glue database.
        folder: The test's own, for the engine's copies.
        now: The time that every statement takes for now.
    """

    session: EmulatorSession
    bucket: str
    database: str
    folder: Path
    now: datetime = field(default_factory=lambda: utc("2026-03-10T12:00"))

    @property
    def raw(self) -> RawEvents:
        return RawEvents(self.session.client("s3"), self.bucket)

    @property
    def sql(self) -> AthenaSql:
        return AthenaSql(
            glue=self.session.client("glue"),
            s3=self.session.client("s3"),
            iceberg_catalog=open_catalog(self.session),
            database=self.database,
            mirror_root=self.folder / "mirror",
            clock=lambda: self.now,
        )

    def rows(self, sql: str, *parameters: str) -> list[Row]:
        return self.sql.query(sql, parameters).to_pylist()

    def run(self, name: str, *, merge_hours: int | None = None) -> RowCounts:
        """Run one maintenance statement and return how many rows it changed."""
        parameters = WINDOWS.parameters(merge_hours=merge_hours)
        return self.sql.execute(statement("maintenance", name).rendered(parameters))

    def merge(self, entity: str, *, merge_hours: int | None = None) -> int:
        """Run the merges of one kind of item until they find nothing, and return how many rows the history got."""
        self.run(f"merge_{entity}_states", merge_hours=merge_hours)
        merged = self.run(f"merge_near_{entity}_history", merge_hours=merge_hours).inserted
        while older := self.run(f"merge_far_{entity}_history", merge_hours=merge_hours).inserted:
            merged += older
        return merged

    def maintain(
        self, *, merge_hours: int | None = None, entities: Iterable[EntityTables] = ENTITY_TABLES
    ) -> dict[str, RowCounts]:
        """Run every maintenance statement once, and return what each changed."""
        parameters = WINDOWS.parameters(merge_hours=merge_hours)
        return {
            each.name: self.sql.execute(each.rendered(parameters))
            for each in statements("maintenance", entities)
        }


def realize_lake(name: str, session: EmulatorSession, folder: Path, source: str = PROGRAM) -> Lake:
    """Realize a program, the lake alone or a later release of it."""
    program = folder / "program.py"
    program.write_text(source)
    made = realize(
        program,
        project=name,
        stack="test",
        config={},
        session=session,
        state_file=folder / "resources.json",
    )
    return Lake(session, str(made.outputs["bucket"]), str(made.outputs["database"]), folder)
