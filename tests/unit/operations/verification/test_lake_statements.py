from datetime import datetime

import pytest

from tasklake_operations.verification.entities import TASKS, USERS, Entity
from tasklake_operations.verification.lake_statements import LakeStatements
from tests.unit.operations.verification.small_looks import NOW, WINDOWS, Moments


def statements(entity: Entity) -> LakeStatements:
    return LakeStatements(entity, Moments.at(NOW, WINDOWS))


def test_ids_are_literals_whatever_they_hold() -> None:
    sql = statements(USERS).everything_about(["a", "it's; --"])
    assert sql.strip().endswith("WHERE user_id IN ('a', 'it''s; --')")


def test_raw_rows_are_read_as_long_as_they_are_kept() -> None:
    sql = statements(TASKS).number_of_changes()
    assert "FROM task_events WHERE arrival_hour >= '2026-02-08-12'" in sql


@pytest.mark.parametrize(
    ("since", "first"),
    [("2026-03-09", "2026-03-09T00:00"), ("2026-01-01", "2026-02-08T12:00")],
)
def test_a_day_narrows_what_is_kept_and_does_not_widen_it(since: str, first: str) -> None:
    moments = Moments.at(NOW, WINDOWS, datetime.fromisoformat(since).date())
    assert moments.since == datetime.fromisoformat(first)


def test_no_personal_field_is_asked_for() -> None:
    for each in (statements(TASKS), statements(USERS)):
        for sql in (each.existing_items(), each.contradictory_items(), each.everything_about(None)):
            assert not {"title", "description", "email", "name"} & set(sql.replace(",", " ").split())
