from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pytest

from tasklake_operations.verification.entities import USERS
from tasklake_operations.verification.staging import Stage, Staging

CREATED = datetime.fromisoformat("2026-03-01T10:00:00.123")


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Staging]:
    with Staging(tmp_path) as opened:
        yield opened


def user(user_id: str, *, version: int = 1, status: str | None = "active") -> dict[str, Any]:
    return {
        "user_id": user_id,
        "status": status,
        "created_at": CREATED,
        "updated_at": CREATED,
        "version": version,
        "generation": 0,
        "request_id": "r",
    }


def batch(*rows: dict[str, Any]) -> pa.RecordBatch:
    return pa.Table.from_pylist(list(rows)).to_batches()[0]


def add(staging: Staging, stage: Literal[Stage.ITEMS, Stage.EXISTING], *rows: dict[str, Any]) -> None:
    staging.add(USERS, stage, batch(*rows))


def suspects(staging: Staging) -> dict[str, str]:
    return dict(staging.suspects(USERS))


def test_items_that_the_two_sides_differ_in_are_suspects(staging: Staging) -> None:
    add(
        staging,
        Stage.ITEMS,
        user("same"),
        user("newer", version=2),
        user("missing"),
        user("null", status=None),
    )
    add(staging, Stage.EXISTING, user("same"), user("newer"), user("resurrected"), user("null"))

    staging.suspect_differing(USERS)

    assert suspects(staging) == {
        "newer": "newer",
        "missing": "missing",
        "resurrected": "resurrected",
        "null": "null",
    }


def test_rows_of_any_column_order_and_of_milliseconds_are_the_same(staging: Staging) -> None:
    add(staging, Stage.ITEMS, user("a"))

    other = pa.schema(
        [
            pa.field("version", pa.int64()),
            pa.field("generation", pa.int64()),
            pa.field("updated_at", pa.timestamp("ms")),
            pa.field("created_at", pa.timestamp("ms")),
            pa.field("request_id", pa.string()),
            pa.field("status", pa.string()),
            pa.field("user_id", pa.string()),
        ]
    )
    staging.add(USERS, Stage.EXISTING, pa.RecordBatch.from_pylist([user("a")], other))
    staging.suspect_differing(USERS)

    assert suspects(staging) == {}


def test_a_suspect_counts_once_and_has_the_owner_that_the_table_knows(staging: Staging) -> None:
    add(staging, Stage.ITEMS, user("a"))
    staging.add_suspects(USERS, batch({"id": "a", "owner": "altered"}, {"owner": "a", "id": "a"}))
    assert suspects(staging) == {"a": "a"}


def test_only_suspects_are_seen_and_item_by_item(staging: Staging) -> None:
    staging.add_suspects(USERS, batch(*({"id": each, "owner": each} for each in ("a", "b", "c"))))

    rows = [{**user(each), "relation": "users"} for each in ("c", "x", "a", "c")]
    staging.add_seen(USERS, 1, batch(*rows))
    assert [(row["user_id"], row["look"]) for row in staging.seen(USERS)] == [("a", 1), ("c", 1), ("c", 1)]

    staging.suspect_only(USERS, ["a"])
    assert suspects(staging) == {"a": "a"}
    assert [row["user_id"] for row in staging.seen(USERS)] == ["a"]
