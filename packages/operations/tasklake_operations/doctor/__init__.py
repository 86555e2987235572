"""Whether a stack works from end to end, and what mends it where it does not."""

from tasklake_operations.doctor.examination import TOTAL, examine, outputs_finding
from tasklake_operations.doctor.finding import Check, Finding, Health, Problem
from tasklake_operations.doctor.subject import Subject

__all__ = [
    "TOTAL",
    "Check",
    "Finding",
    "Health",
    "Problem",
    "Subject",
    "examine",
    "outputs_finding",
]
