"""What is left of erased users in the lake, taken out in batches, and the search that shows it (ADR-017)."""

from tasklake_operations.erasure_ledger import Erasure, ErasureLedger, quiet_for
from tasklake_operations.lake_erasure.batch import Batch, LakeErasure, RowsReturnError
from tasklake_operations.lake_erasure.export import rows_of_user
from tasklake_operations.lake_erasure.live_files import LiveFiles
from tasklake_operations.lake_erasure.markers import Markers
from tasklake_operations.lake_erasure.proof import Finding, Proof
from tasklake_operations.lake_erasure.raw_objects import RawObjects
from tasklake_operations.lake_erasure.run import (
    LeftoverError,
    NotErasedError,
    Run,
    erase_from_lake,
    subjects_of,
    summary,
    with_leftovers,
)

__all__ = [
    "Batch",
    "Erasure",
    "ErasureLedger",
    "Finding",
    "LakeErasure",
    "LeftoverError",
    "LiveFiles",
    "Markers",
    "NotErasedError",
    "Proof",
    "RawObjects",
    "RowsReturnError",
    "Run",
    "erase_from_lake",
    "quiet_for",
    "rows_of_user",
    "subjects_of",
    "summary",
    "with_leftovers",
]
