"""EXPLAIN: what the local engine would do, and ANALYZE: did (Athena User Guide, "Using EXPLAIN and EXPLAIN ANALYZE")."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from local_aws.athena.diagnosis import with_origins
from local_aws.athena.errors import UnsupportedStatementError
from local_aws.athena.statement_kind import after_comments
from local_aws.athena.statement_sessions import StatementSessions, TranslatedQuery
from local_aws.athena.syntax.statement import is_unchecked

_EXPLAIN: Final = re.compile(
    r"EXPLAIN\b(?P<analyze>\s+ANALYZE\b)?\s*(?P<options>\([^)]*\))?\s*", re.IGNORECASE
)
_OPTIONS: Final = re.compile(r"\(\s*(FORMAT\s+TEXT|TYPE\s+(LOGICAL|DISTRIBUTED)|[\s,]+)*\)", re.IGNORECASE)
HEAD: Final = "Plan of DuckDB, the local engine; Athena plans in its own way."
"""The first line of every plan."""


def explanation(
    sessions: StatementSessions, sql: str, parameters: Sequence[str] = ()
) -> Mapping[str, Sequence[str]] | None:
    """Return the plan that an EXPLAIN asks for, by column, or None of another statement; ANALYZE runs the query.

    Raises:
        UnsupportedStatementError: It is to be in another form than text.
        SqlError: The query has no answer.
    """
    begin = after_comments(sql)
    text = sql[begin:]
    if (found := _EXPLAIN.match(text)) is None:
        return None
    options = found["options"] or ""
    if options and not _OPTIONS.fullmatch(options):
        raise UnsupportedStatementError("of EXPLAIN there is locally the form of text alone")
    # What goes before is blank, so that errors name the place in the whole text.
    asked = re.sub(r"\S", " ", sql[: begin + found.end()]) + text[found.end() :]
    with sessions.translated(asked, parameters, is_unchecked=is_unchecked(sql)) as query:
        return {"Query Plan": _lines(query, is_run=found["analyze"] is not None)}


def _lines(query: TranslatedQuery, *, is_run: bool) -> list[str]:
    """Return the plan of a query, an operator a line, below what it reads."""
    form = "ANALYZE, FORMAT json" if is_run else "FORMAT json"
    ((_, plan),) = query.connection.execute(f"EXPLAIN ({form}) {query.sql}").fetchall()
    told = json.loads(plan)
    # Of what ran, the outermost two collect the result and explain it.
    roots = told["operator"][0]["children"][0]["children"] if is_run else told
    relations = query.tables.relations
    reads = [f"Reads {source}." for source in relations.sources]
    lines = [line for root in roots for line in _operators(root, 0)]
    return [HEAD, *reads, *(with_origins(line, relations.origins) for line in lines)]


def _operators(node: dict[str, Any], depth: int) -> Iterator[str]:
    details: dict[str, str | list[str]] = node["extra_info"]
    told = "; ".join(f"{name}: {_joined(value)}" for name, value in details.items())
    name = node["name" if "name" in node else "type"].strip()
    took = f" {node['intermediate_rows']} rows, {node['timing'] * 1000:.3f} ms" if "timing" in node else ""
    yield f"{'    ' * depth}- {name}{took}" + (f" [{told}]" if told else "")
    for child in node.get("children", ()):
        yield from _operators(child, depth + 1)


def _joined(value: str | list[str]) -> str:
    # DuckDB breaks what it prints at every newline.
    return " ".join((value if isinstance(value, str) else ", ".join(value)).split())
