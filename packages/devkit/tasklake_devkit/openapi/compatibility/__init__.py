"""Which changes of an OpenAPI document break a client that was written against an earlier one."""

from tasklake_devkit.openapi.compatibility.documents import breaking_changes
from tasklake_devkit.openapi.compatibility.schemas import Break

__all__ = ("Break", "breaking_changes")
