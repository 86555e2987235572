"""What `tasklake query` refuses before it asks a lake; tests/e2e has what it answers."""

import json
from pathlib import Path

import pytest

from tasklake_lake.statements import statements
from tests.e2e.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["overdue_task_by_user"], "Did you mean overdue_tasks_by_user"),
        (["zzz"], "`tasklake queries` lists them"),
        (["tasks_of_user", "--parameter", "'ada'"], "1 given; tasks_of_user takes the user's id"),
        (["merge_progress", "--parameter", "1"], "1 given; merge_progress takes none"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_the_way_out(
    shell: Shell, arguments: list[str], said: str
) -> None:
    refused = shell.run_here("query", *arguments)
    assert refused.returncode == 2
    assert said in " ".join(refused.stderr.split())


def test_the_list_has_every_question(shell: Shell) -> None:
    listed = [json.loads(line) for line in shell.run_here("queries", "--format", "json").stdout.splitlines()]
    asked = [*statements("queries"), *statements("prepared")]
    assert [each["name"] for each in listed] == sorted(each.name for each in asked)
    assert all(each["answers"] and each["scans"] for each in listed)
