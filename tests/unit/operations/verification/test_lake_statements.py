from tasklake_operations.verification.entities import TASKS, USERS
from tasklake_operations.verification.lake_statements import LakeStatements


def test_ids_are_literals_whatever_they_hold() -> None:
    sql = LakeStatements(USERS, tail_hours=48).everything_about(["a", "it's; --"])
    assert sql.strip().endswith("WHERE user_id IN ('a', 'it''s; --')")


def test_the_tail_is_that_of_the_views() -> None:
    sql = LakeStatements(TASKS, tail_hours=72).number_of_changes()
    hour = "date_format(localtimestamp - INTERVAL '72' HOUR, '%Y-%m-%d-%H')"
    assert f"FROM task_events WHERE arrival_hour >= {hour}" in sql


def test_no_personal_field_is_asked_for() -> None:
    for statements in (LakeStatements(TASKS, 2), LakeStatements(USERS, 2)):
        for sql in (
            statements.existing_items(),
            statements.contradictory_items(),
            statements.everything_about(None),
        ):
            assert not {"title", "description", "email", "name"} & set(sql.replace(",", " ").split())
