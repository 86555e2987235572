"""Which changes of an OpenAPI document break a client that was written against an earlier one."""

from tasklake_api_document.compatibility.documents import breaking_changes

__all__ = ("breaking_changes",)
