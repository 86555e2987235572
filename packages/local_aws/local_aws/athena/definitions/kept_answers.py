"""CREATE TABLE AS and UNLOAD, run."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import islice

import pyarrow as pa

from local_aws.athena.analysis.scope import Columns
from local_aws.athena.definitions.kept_files import KeptFiles
from local_aws.athena.definitions.kept_statements import CreateTableAs, KeptStatement
from local_aws.athena.definitions.scratch_catalog import ScratchCatalog, hive_columns

type Answered = AbstractContextManager[tuple[Columns, Iterator[pa.RecordBatch]]]


def run_kept(
    statement: KeptStatement, catalog: ScratchCatalog, files: KeptFiles, answered: Callable[[str], Answered]
) -> int:
    """Keep what a statement's query answers, and return how many rows those are.

    Args:
        statement: A CREATE TABLE AS or an UNLOAD.
        catalog: Gets the table.
        files: Get the rows.
        answered: Answers a query, with its columns and batches.

    Raises:
        SqlError: No table was made.
    """
    is_table = isinstance(statement, CreateTableAs)
    if is_table:
        catalog.refuse(statement)
    location = files.location(statement)
    with answered(statement.query) as (columns, rows):
        described = hive_columns(columns)
        is_empty = is_table and not statement.with_data
        kept = files.write(islice(rows, 1) if is_empty else rows, statement.properties, location)
    if is_table:
        catalog.create(statement, described, location)
    return kept
