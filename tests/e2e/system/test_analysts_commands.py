"""What docs/analysts.md prints, run as it stands there."""

import re
import shlex
from pathlib import Path

import pytest

from tasklake_devkit.local_system import LocalSystem
from tasklake_operations.checkout import REPOSITORY
from tests.e2e.shell import Shell
from tests.e2e.system.client import Client

PAGE = (
    (REPOSITORY / "docs" / "analysts.md")
    .read_text(encoding="utf-8")
    .replace("_prod", "_local")
    .replace("INTERVAL '1' DAY)", "INTERVAL '0' DAY)")  # the lake of a test was made today
)
COMMANDS = [shlex.split(each) for each in re.findall(r"`(?:\.venv/bin/)?tasklake ([^`]+)`", PAGE)]
ALONE = {"queries", "report"}
DROP = "DROP TABLE tasklake_local_scratch.open_by_owner"


def is_whole(arguments: list[str]) -> bool:
    """Tell a command from the mere mention of one: of `tasklake query NAME`, or of `tasklake sql --unchecked`."""
    command, *rest = arguments
    return command in ALONE or (any(not each.startswith("--") for each in rest) and "NAME" not in rest)


def statements() -> list[str]:
    blocks = re.findall(r"(?:^    [^ ].*\n(?:    .+\n)*)", PAGE, re.MULTILINE)
    return [*blocks, *re.findall(r"`((?:EXECUTE|DESCRIBE) [^`]+)`", PAGE)]


@pytest.fixture(autouse=True)
def _folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.journey
def test_every_command_and_statement_of_the_page_runs(
    system: LocalSystem, client: Client, tasklake: Shell
) -> None:
    whole = [each for each in COMMANDS if is_whole(each)]
    asked = {arguments[1] for arguments in whole if arguments[0] == "query"}
    assert asked == set(re.findall(r"^### (\w+)$", PAGE, re.MULTILINE))
    sql = statements()
    assert [each.split()[0] for each in sql] == ["SELECT", "CREATE", "SELECT", "DESCRIBE", "EXECUTE"]

    client.send("POST", "/v1/tasks", {"title": "Merged, so that there is a moment to go back to"})
    system.wait_until_caught_up()
    assert tasklake.run_here("lake", "maintain").returncode == 0
    for arguments in [*whole, *(["sql", each] for each in (*sql, DROP)), ["dictionary"]]:
        done = tasklake.run_here(*arguments)
        assert done.returncode == 0, (arguments, done.stderr)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["query", "throughput_since", "--parameter", "2020-08-01"],
            "Cannot cast integer to date",
        ),
        (["query", "task_changes", "--parameter", "o00090"], "parameter 1, 'o00090', is not a literal"),
        (["sql", "SELECT * FROM task"], "task does not exist"),
        (["sql", " "], "The statement is empty"),
    ],
)
def test_a_question_that_has_no_answer_says_what_it_takes(
    tasklake: Shell, arguments: list[str], said: str
) -> None:
    failed = tasklake.run_here(*arguments)
    assert failed.returncode == 1
    assert said in failed.stderr
    if arguments[0] == "query":
        assert f"Given {arguments[-1]}; {arguments[1]} takes the " in failed.stderr
