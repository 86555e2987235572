"""What is left of erased users in the lake, taken out in batches (ADR-016)."""

from tasklake_operations.lake_erasure.batch import Batch, LakeErasure, RowsReturnError
from tasklake_operations.lake_erasure.ledger import Erasure, ErasureLedger, quiet_for
from tasklake_operations.lake_erasure.raw_objects import RawObjects
from tasklake_operations.lake_erasure.subjects import NotErasedError, subjects_of

__all__ = [
    "Batch",
    "Erasure",
    "ErasureLedger",
    "LakeErasure",
    "NotErasedError",
    "RawObjects",
    "RowsReturnError",
    "quiet_for",
    "subjects_of",
]
