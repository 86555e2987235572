"""One instant for a whole statement, in UTC, as in Athena."""

from datetime import UTC, datetime

from sqlglot import exp

from local_aws.athena.syntax.tree_edits import put


def statement_time(now: datetime) -> datetime:
    """Return the instant as Athena tells it: UTC, whole milliseconds.

    Raises:
        ValueError: The clock gave a time without a zone.
    """
    if now.tzinfo is None:
        raise ValueError(f"the clock must give a time with its zone, not {now.isoformat()}")
    utc = now.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def freeze_clock(tree: exp.Expr, now: datetime) -> None:
    """Replace, in place, `current_timestamp` and its kin by literals of that instant.

    DuckDB's own clock moves between a view and the query around it, and its dates follow the session's zone.
    """
    local = now.replace(tzinfo=None)
    for node in list(tree.walk()):
        match node:
            case exp.CurrentTimestamp():
                put(node, _literal(now.isoformat(" "), "timestamptz"))
            case exp.Localtimestamp():
                put(node, _literal(local.isoformat(" "), "timestamp"))
            case exp.CurrentDate():
                put(node, _literal(local.date().isoformat(), "date"))
            case exp.CurrentTime() | exp.Localtime():
                put(node, _literal(local.time().isoformat(), "time"))
            case _:
                pass


def _literal(text: str, kind: str) -> exp.Cast:
    return exp.cast(exp.Literal.string(text), kind)
