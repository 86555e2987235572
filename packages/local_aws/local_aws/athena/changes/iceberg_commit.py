"""One statement's change of an Iceberg table as one snapshot."""

from collections.abc import Collection
from contextlib import suppress
from typing import override
from uuid import uuid4

import pyarrow as pa
from pyiceberg.exceptions import CommitFailedException, ValidationException

# Private, since pyiceberg's public ways to write are appends and deletes by a filter: an append is not checked
# against what others committed meanwhile, and no filter says "these files".
from pyiceberg.io.pyarrow import _dataframe_to_data_files  # pyright: ignore[reportPrivateUsage] - see above
from pyiceberg.manifest import DataFile
from pyiceberg.table import Table, TableProperties, Transaction
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.update import TableUpdate

from local_aws.athena.errors import CommitConflictError, QueryFailedError


def replace_files(table: Table, removed: Collection[DataFile], rows: pa.Table) -> None:
    """Commit a snapshot without some data files and with new ones.

    Args:
        table: The table at the snapshot that the change is based on.
        removed: Data files of that snapshot.
        rows: What the new files hold, in the order of the table's columns.

    Raises:
        CommitConflictError: The table has another snapshot by now.
        QueryFailedError: A row has no place in the table's partitions.
    """
    # pyiceberg would try again on top of the other writer's snapshot, and rows that both insert would be there twice.
    table.metadata.properties[TableProperties.COMMIT_NUM_RETRIES] = "0"
    added = _write(table, rows)
    try:
        # overwrite() even where nothing is removed: a lost append would be called a success.
        with _Transaction(table) as transaction, transaction.update_snapshot().overwrite() as snapshot:
            for file in removed:
                snapshot.delete_data_file(file)
            for file in added:
                snapshot.append_data_file(file)
    except (CommitFailedException, ValidationException) as error:
        # What cannot be deleted is an object that no snapshot knows, as after any broken commit.
        with suppress(OSError):
            for file in added:
                table.io.delete(file.file_path)
        raise CommitConflictError(".".join(table.name())) from error


class _Transaction(Transaction):
    """One that copies the table's metadata as often as they change; pyiceberg's own does each time that it looks."""

    _known: tuple[tuple[TableUpdate, ...], TableMetadata] | None = None

    @property
    @override
    def table_metadata(self) -> TableMetadata:
        if self._known is None or self._known[0] is not self._updates:
            self._known = (self._updates, super().table_metadata)
        return self._known[1]


def _write(table: Table, rows: pa.Table) -> list[DataFile]:
    if not rows.num_rows:
        return []
    try:
        return list(
            _dataframe_to_data_files(
                table.metadata, rows.cast(table.schema().as_arrow()), table.io, write_uuid=uuid4()
            )
        )
    except OverflowError as error:
        # The name of a day's folder needs Python's dates, which end with the year 9999.
        raise QueryFailedError(f"a partition of {'.'.join(table.name())} is out of range: {error}") from error
