"""Views as Athena keeps them in Glue: a Presto view, JSON in base64 inside a comment."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

_ORIGINAL_TEXT = re.compile(r"/\* Presto View: (\S+) \*/")


class NotAPrestoViewError(ValueError):
    """The text of the Glue view is in another form, such as Hive's or Spark's."""


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """One column as the view declares it; `type` is Trino's name for the type."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class PrestoView:
    """What a view says: its SQL, the schema that unqualified names in it belong to, its columns in order."""

    sql: str
    schema: str | None
    columns: tuple[ViewColumn, ...]


def decode_view(original_text: str) -> PrestoView:
    """Read `ViewOriginalText` of a Glue table of type VIRTUAL_VIEW.

    Raises:
        NotAPrestoViewError: The text is not one that Athena would have written.
    """
    match = _ORIGINAL_TEXT.fullmatch(original_text.strip())
    if match is None:
        raise NotAPrestoViewError("the view's text is not a Presto view")
    try:
        view: dict[str, Any] = json.loads(base64.b64decode(match[1], validate=True))
        columns = tuple(ViewColumn(name=column["name"], type=column["type"]) for column in view["columns"])
        return PrestoView(sql=view["originalSql"], schema=view.get("schema"), columns=columns)
    except (binascii.Error, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise NotAPrestoViewError(f"the view's text is not a Presto view: {error!r}") from error
