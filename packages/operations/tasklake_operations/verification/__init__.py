"""Whether the lake says what the table says, and what it says otherwise."""

from tasklake_operations.verification.case import Case
from tasklake_operations.verification.difference import WAYS_OUT, Difference, Kind
from tasklake_operations.verification.entities import ENTITIES
from tasklake_operations.verification.reading import Advance, Progress
from tasklake_operations.verification.report import difference_rows, summary
from tasklake_operations.verification.table_items import TableItems
from tasklake_operations.verification.verification import (
    SETTLE_MARGIN_SECONDS,
    Comparison,
    Verification,
    comparing,
)

__all__ = [
    "ENTITIES",
    "SETTLE_MARGIN_SECONDS",
    "WAYS_OUT",
    "Advance",
    "Case",
    "Comparison",
    "Difference",
    "Kind",
    "Progress",
    "TableItems",
    "Verification",
    "comparing",
    "difference_rows",
    "summary",
]
