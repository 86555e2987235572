"""EXPLAIN: what the local engine would do (Athena User Guide, "Using EXPLAIN and EXPLAIN ANALYZE")."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from duckdb import DuckDBPyConnection

from local_aws.athena.diagnosis import with_origins
from local_aws.athena.errors import UnsupportedStatementError
from local_aws.athena.relations import Relations
from local_aws.athena.statement_kind import after_comments

_EXPLAIN: Final = re.compile(r"EXPLAIN\b(?!\s+ANALYZE\b)\s*(?P<options>\([^)]*\))?\s*", re.IGNORECASE)
_OPTIONS: Final = re.compile(r"\(\s*(FORMAT\s+TEXT|TYPE\s+(LOGICAL|DISTRIBUTED)|[\s,]+)*\)", re.IGNORECASE)
HEAD: Final = "Plan of DuckDB, the local engine; Athena plans in its own way."
"""The first line of every plan."""


def explained_query(sql: str) -> str | None:
    """Return the query that a text asks to explain, or None when it is no EXPLAIN.

    Raises:
        UnsupportedStatementError: It is EXPLAIN ANALYZE, or in another form than text.
    """
    begin = after_comments(sql)
    text = sql[begin:]
    if not text.upper().startswith("EXPLAIN"):
        return None
    found = _EXPLAIN.match(text)
    if found is None or (found["options"] and not _OPTIONS.fullmatch(found["options"])):
        raise UnsupportedStatementError("of EXPLAIN there is locally EXPLAIN statement alone, as text")
    # What goes before is blank, so that errors name the place in the whole text.
    return re.sub(r"\S", " ", sql[: begin + found.end()]) + text[found.end() :]


def plan_lines(connection: DuckDBPyConnection, sql: str, relations: Relations) -> list[str]:
    """Return the plan of a translated query, an operator a line, below what it reads."""
    ((_, plan),) = connection.execute(f"EXPLAIN (FORMAT json) {sql}").fetchall()
    lines = [line for root in json.loads(plan) for line in _operators(root, 0)]
    reads = [f"Reads {source}." for source in relations.sources]
    return [HEAD, *reads, *(with_origins(line, relations.origins) for line in lines)]


def _operators(node: dict[str, Any], depth: int) -> Iterator[str]:
    details: dict[str, str | list[str]] = node["extra_info"]
    told = "; ".join(f"{name}: {_joined(value)}" for name, value in details.items())
    yield f"{'    ' * depth}- {node['name'].strip()}" + (f" [{told}]" if told else "")
    for child in node["children"]:
        yield from _operators(child, depth + 1)


def _joined(value: str | list[str]) -> str:
    # DuckDB breaks what it prints at every newline.
    return " ".join((value if isinstance(value, str) else ", ".join(value)).split())
