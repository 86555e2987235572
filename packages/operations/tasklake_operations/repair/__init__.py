"""What mends a lake that differs from its table."""

from tasklake_operations.repair.bootstrap import TABLES_OF, Bootstrap, is_empty
from tasklake_operations.repair.erased_again import erase_again
from tasklake_operations.repair.evidence import evidence_of
from tasklake_operations.repair.lost_files import LostFilesError, refuse_lost_files
from tasklake_operations.repair.plans import LakeAheadError, plan
from tasklake_operations.repair.repair import Mending, Repair

__all__ = [
    "TABLES_OF",
    "Bootstrap",
    "LakeAheadError",
    "LostFilesError",
    "Mending",
    "Repair",
    "erase_again",
    "evidence_of",
    "is_empty",
    "plan",
    "refuse_lost_files",
]
