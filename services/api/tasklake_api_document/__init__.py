"""The OpenAPI document: made from the API's own sources, and compared with the one that was released."""

from tasklake_api_document.document import openapi_document, openapi_text

__all__ = ("openapi_document", "openapi_text")
