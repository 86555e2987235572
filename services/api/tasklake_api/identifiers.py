"""The form of the ids in paths and cursors."""

import re
from typing import Final

CANONICAL_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_canonical_uuid(text: str) -> bool:
    """Whether a text is a UUID as RFC 9562 writes it; no other text is the id of a task or user."""
    return CANONICAL_UUID.fullmatch(text) is not None
