"""Looks at one user, made by hand."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tasklake_lake.windows import Windows
from tasklake_operations.verification import Case
from tasklake_operations.verification.entities import USERS
from tasklake_operations.verification.judgement import differences as differences_of
from tasklake_operations.verification.looks import Look
from tasklake_operations.verification.moments import Moments

type Row = Mapping[str, Any]

CREATED = datetime.fromisoformat("2026-03-01T10:00:00.123")
CREATED_AGAIN = datetime.fromisoformat("2026-03-05T10:00:00.123")
NOW = datetime.fromisoformat("2026-03-10T12:00:00")
WINDOWS = Windows(tail_hours=24, raw_retention_days=30, failure_retention_days=14)
LONG_AGO = NOW - timedelta(days=3)
JUST_NOW = NOW - timedelta(hours=1)
EXPIRED = NOW - timedelta(days=31)


def row(version: int, *, created_at: datetime = CREATED, **changes: Any) -> Row:  # noqa: ANN401 - any column's
    """Return a change of a life that is an insert and updates, made when its raw row has expired."""
    is_first = version == 1
    return {
        "user_id": "user-1",
        "status": "active",
        "created_at": created_at,
        "updated_at": created_at + timedelta(minutes=version),
        "version": version,
        "generation": 0,
        "request_id": f"request-{version}",
        "op": "insert" if is_first else "update",
        "occurred_at": created_at + timedelta(minutes=version),
        "previous_status": None if is_first else "active",
        "changed": "name",
        "sequence": str(version),
        "schema_version": 1,
        "ingested_at": EXPIRED,
        **changes,
    }


def delete(version: int, **changes: Any) -> Row:  # noqa: ANN401 - any column's
    return row(version, op="delete", **changes)


def look(
    *,
    item: Row | None = None,
    view: Row | None = None,
    states: Sequence[Row] = (),
    history: Sequence[Row] = (),
    events: Sequence[Row] = (),
) -> Look:
    """Return a look at rows, each with the columns that its place has."""
    lake = {
        "users": () if view is None else (view,),
        "user_states": states,
        "user_history": history,
        "user_events": events,
    }
    held = {relation: [in_relation(each, relation) for each in rows] for relation, rows in lake.items()}
    return Look(USERS, held, item and in_relation(item, "table"))


def in_relation(whole: Row, relation: str) -> Row:
    return {name: whole[name] for name in USERS.columns_of(relation)}


def merged(*rows: Row, **places: Any) -> Look:  # noqa: ANN401 - as in look
    """Return a look at an item all of whose rows are merged, the newest last; some places may have something else."""
    newest = rows[-1]
    everything: dict[str, Any] = {"item": newest, "view": newest, "states": [newest], "history": rows}
    return look(**{**everything, **places})


def differences(
    first: Look, second: Look | None = None, *, since: date | None = None
) -> list[tuple[object, ...]]:
    """Return kind, relation and what there is of versions and columns; a second look shows the same if not given."""
    case = Case(USERS, "user-1", first, second or first, Moments.at(NOW, WINDOWS, since))
    return [
        tuple(
            part
            for part in (
                str(each.kind),
                each.relation,
                each.table_version,
                each.lake_version,
                each.versions,
                each.columns,
            )
            if part not in (None, ())
        )
        for each in differences_of(case)
    ]
