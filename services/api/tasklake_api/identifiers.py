"""The form of the ids in paths and cursors."""

from tasklake.field_forms import CANONICAL_UUID


def is_canonical_uuid(text: str) -> bool:
    """Whether a text is a UUID as RFC 9562 writes it; no other text is the id of a task or user."""
    return CANONICAL_UUID.fullmatch(text) is not None
