"""Where the document is kept: the one that the function serves, and the one that was released."""

import json
from pathlib import Path
from typing import Final

from tasklake_api_document.errors import DocumentError
from tasklake_api_document.operation import Json

REPOSITORY: Final = Path(__file__).resolve().parents[3]
SERVED: Final = REPOSITORY / "services" / "api" / "tasklake_api" / "openapi.json"
RELEASED: Final = REPOSITORY / "docs" / "openapi-released.json"

WAY_OUT: Final = (
    "Take it back from git, or delete it and make this document the first with `tasklake openapi --release`."
)


class DocumentFileError(DocumentError):
    """A file is no OpenAPI document."""


def read_document(path: Path) -> Json:
    """Return the document in a file.

    Raises:
        DocumentFileError: It cannot be read, or is no JSON object.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DocumentFileError(f"{path} cannot be read ({error}). {WAY_OUT}") from error
    if not isinstance(document, dict) or "paths" not in document:
        raise DocumentFileError(f"{path} is no OpenAPI document. {WAY_OUT}")
    return document  # pyright: ignore[reportUnknownVariableType]  # a JSON object


def is_current(path: Path, text: str) -> bool:
    """Tell whether a file is there and has this text."""
    return path.is_file() and path.read_text(encoding="utf-8") == text
