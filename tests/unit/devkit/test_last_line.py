from pathlib import Path

from tasklake_devkit.cli.system import last_line


def test_the_last_line_of_a_log_is_told(tmp_path: Path) -> None:
    log = tmp_path / "maintenance.log"
    assert last_line(log) is None
    log.touch()
    assert last_line(log) is None
    log.write_text("merge_task_history, changed 1\nmerge_task_states, changed 2\n")
    assert last_line(log) == "merge_task_states, changed 2"
