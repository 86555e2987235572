from pathlib import Path

from tests.unit.devkit.activity.activity_files import steps_of


def test_a_create_sends_the_whole_task_an_update_its_changes_a_delete_nothing(tmp_path: Path) -> None:
    plan = steps_of(tmp_path)
    assert plan[0].body == {
        "title": "o1",
        "category": "web",
        "status": "pending",
        "priority": "low",
        "due_date": "2024-01-15",
    }
    assert plan[2].body == {"category": "web", "status": "in_progress", "priority": "high"}
    assert plan[3].body is None


def test_the_due_date_follows_the_utc_date_of_the_row(tmp_path: Path) -> None:
    [step] = steps_of(tmp_path, "2024-02-16T01:00:00+02:00,ada,o1,web,create,1")
    assert step.body is not None
    assert step.body["due_date"] == "2024-02-29"
