"""Whether the lake says what the table says, and what it says otherwise."""

from tasklake_devkit.verification.difference import Difference, Kind, way_out
from tasklake_devkit.verification.report import difference_rows, summary
from tasklake_devkit.verification.staging import Staging
from tasklake_devkit.verification.table_items import TableItems
from tasklake_devkit.verification.verification import Comparison, Verification

__all__ = [
    "Comparison",
    "Difference",
    "Kind",
    "Staging",
    "TableItems",
    "Verification",
    "difference_rows",
    "summary",
    "way_out",
]
