"""A lake that both engines read and write: the whole Pulumi program, realized in the emulator."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from infrastructure.settings import Settings
from local_aws.athena import AthenaSql
from local_aws.athena.tables.presto_view import decode_view
from local_aws.iceberg import open_catalog
from local_aws.realizer import realize
from local_aws.sessions import EmulatorSession
from tasklake_devkit.workspace import PROGRAM
from tasklake_operations.stack import LOCAL_STACK, StackOutputs, stack_config
from tasklake_stream_etl.batch import read_batch
from tasklake_stream_etl.delivery import deliver
from tasklake_stream_etl.environment import Environment
from tests.trino.activity import Delivery
from tests.trino.answer import Answer, Column
from tests.trino.client import Trino, TrinoRun

# As short as a stack may have it: Trino lists every partition that the projection allows.
_RAW_RETENTION_DAYS: Final = 30
WINDOWS: Final = Settings(raw_retention_days=_RAW_RETENTION_DAYS).windows
"""How far back the statements of these lakes look."""


@dataclass(frozen=True, slots=True)
class Lake:
    """One stack's lake, and the engines that are asked."""

    session: EmulatorSession
    outputs: StackOutputs
    trino: Trino
    folder: Path

    @classmethod
    def of_stack(cls, stack: str, *, session: EmulatorSession, trino: Trino, folder: Path) -> Self:
        """Realize the program under the name of a stack that does not exist yet."""
        config = stack_config(LOCAL_STACK) | {"tasklake:raw_retention_days": str(_RAW_RETENTION_DAYS)}
        realization = realize(
            PROGRAM,
            project="judged",
            stack=stack,
            config=config,
            session=session,
            state_file=folder / "realized.json",
        )
        return cls(session, StackOutputs.of(realization.outputs), trino, folder)

    @property
    def database(self) -> str:
        return self.outputs.glue_database

    def deliver(self, deliveries: Iterable[Delivery]) -> None:
        """Write the objects of each delivery, as the stream function does."""
        environment = Environment(self.outputs.lake_bucket, self.outputs.failure_bucket)
        for delivery in deliveries:
            deliver(read_batch(delivery.records, delivery.at), self.session.client("s3"), environment)

    def ask_trino(self, sql: str, parameters: Sequence[str] = ()) -> TrinoRun:
        return self.trino.run(sql, database=self.database, parameters=parameters)

    def ask_local(self, sql: str, parameters: Sequence[str] = (), *, now: datetime | None = None) -> Answer:
        return Answer.of(self.local(now).query(sql, parameters))

    def declared_columns(self, view: str) -> tuple[Column, ...]:
        """Return the columns that Glue says a view has."""
        table = self.session.client("glue").get_table(DatabaseName=self.database, Name=view)["Table"]
        columns = decode_view(table.get("ViewOriginalText", "")).columns
        return tuple(Column(column.name, column.type) for column in columns)

    def local(self, now: datetime | None = None) -> AthenaSql:
        """Return the local engine, for which it is always `now` when that is given."""
        return AthenaSql(
            glue=self.session.client("glue"),
            s3=self.session.client("s3"),
            iceberg_catalog=open_catalog(self.session),
            database=self.database,
            mirror_root=self.folder / "objects",
            clock=lambda: now or datetime.now(UTC),
        )
