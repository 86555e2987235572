"""Which changes of an OpenAPI document break a client that was written against an earlier one."""

from tasklake_devkit.openapi.compatibility.breaks import Break
from tasklake_devkit.openapi.compatibility.documents import breaking_changes

__all__ = ("Break", "breaking_changes")
