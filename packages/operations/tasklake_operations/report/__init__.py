"""A page of charts over the lake that stands alone: each with its SQL, its figures, and what they cost."""

from tasklake_operations.report.answers import PANELS, Metered, Report, ask
from tasklake_operations.report.page import page

__all__ = ["PANELS", "Metered", "Report", "ask", "page"]
