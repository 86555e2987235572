import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.hostile_environment import hostile_environment
from tests.e2e.shell import TASKLAKE, Shell


@pytest.mark.journey
def test_the_demo_ends_well_whatever_the_environment_says_and_leaves_its_report_alone(
    shell: Shell, tmp_path: Path
) -> None:
    shell.environment |= hostile_environment(tmp_path)
    done = shell.run("demo", "--rows", "60", "--clients", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Skipped rows: 0." in done.stdout
    assert "Maintenance beside rows 30 to " in done.stdout
    assert "Table and lake agree." in done.stdout
    assert "│ Waiting for a merge: task_history     │ nothing │   n/a │ nothing │ yes" in done.stdout
    report = shell.folder / "demo-report.html"
    assert done.stdout.endswith(f"\nAll equal.\nThe report: {report}\n")
    assert list(shell.folder.iterdir()) == [report]
    assert shell.processes() == []


def test_a_demo_of_a_wrong_file_names_the_row(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "activity [all].csv"
    file.write_text("at,actor,object,area,op,size\n2024-01-01T00:00:00Z,a1,o1,c1,update,3\n")
    refused = shell.run_here("demo", "--file", str(file))
    assert refused.returncode == 1
    assert "activity [all].csv" in refused.stderr
    assert "line 2" in refused.stderr


@pytest.mark.journey
@pytest.mark.parametrize(
    ("begun", "ending"),
    [("demo-*/run.json", signal.SIGTERM), ("demo-*/outputs.json", signal.SIGINT)],
    ids=["starting", "replaying"],
)
def test_an_interrupted_demo_leaves_nothing_behind_whatever_the_environment_says(
    *, shell: Shell, tmp_path: Path, eventually: Callable[..., None], begun: str, ending: signal.Signals
) -> None:
    shell.environment |= hostile_environment(tmp_path)
    process = subprocess.Popen(
        [*TASKLAKE, "demo", "--rows", "1000"],
        env=shell.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    shell.started.append(process)
    eventually(lambda: len(list(shell.folder.glob(begun))), 1)
    os.killpg(process.pid, ending)
    assert process.wait(60) != 0
    assert list(shell.folder.iterdir()) == []
    assert shell.processes() == []
