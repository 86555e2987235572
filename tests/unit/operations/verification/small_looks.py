"""Looks at one user, made by hand."""

from collections.abc import Sequence
from datetime import datetime

from tasklake_operations.verification.entities import USERS
from tasklake_operations.verification.judgement import Case
from tasklake_operations.verification.looks import ItemVersion, Look

CREATED = datetime.fromisoformat("2026-03-01T10:00:00.123")
CREATED_AGAIN = datetime.fromisoformat("2026-03-05T10:00:00.123")


def row(
    version: int, *, created_at: datetime = CREATED, status: str = "active", is_delete: bool = False
) -> ItemVersion:
    values = {"user_id": "user-1", "status": status, "created_at": created_at, "version": version}
    return ItemVersion(created_at, version, values, is_delete=is_delete)


def look(
    *,
    item: ItemVersion | None = None,
    view: ItemVersion | None = None,
    states: Sequence[ItemVersion] = (),
    history: Sequence[ItemVersion] = (),
    events: Sequence[ItemVersion] = (),
) -> Look:
    lake = {
        "users": () if view is None else (view,),
        "user_states": states,
        "user_history": history,
        "user_events": events,
    }
    return Look(lake, item)


def differences(first: Look, second: Look | None = None) -> list[tuple[object, ...]]:
    """Return kind, relation and what there is of versions and columns; a second look shows the same if not given."""
    case = Case(USERS, "user-1", first, second or first)
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
        for each in case.differences()
    ]
