import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tasklake_api_document import files, openapi_text
from tasklake_operations.cli.app import app


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Both files, current, in a folder of their own."""
    for name in ("SERVED", "RELEASED"):
        path = tmp_path / f"{name.lower()}.json"
        path.write_text(openapi_text(), encoding="utf-8")
        monkeypatch.setattr(files, name, path)
    return tmp_path / "served.json"


def run(*options: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["openapi", *options])
    return result.exit_code, result.stderr


def with_a_break(path: Path) -> None:
    """Make the released document promise a path that is not there."""
    document = json.loads(path.read_text())
    document["paths"]["/v0/tasks"] = {"get": {"operationId": "old", "responses": {}}}
    path.write_text(json.dumps(document))


def test_a_current_file_passes(served: Path) -> None:
    assert run("--check") == (0, "")


def test_a_stale_file_fails_and_is_left_alone(served: Path) -> None:
    served.write_text("{}")
    assert run("--check") == (1, f"{served} is stale: run `tasklake openapi`.\n")
    assert served.read_text() == "{}"


def test_the_file_is_written(served: Path) -> None:
    served.unlink()
    assert run() == (0, "")
    assert served.read_text() == openapi_text()


def test_a_break_fails_until_it_is_released(served: Path) -> None:
    released = served.with_name("released.json")
    with_a_break(released)
    status, said = run("--check")
    assert status == 1
    assert said.splitlines()[0] == "GET /v0/tasks: is gone"
    assert run("--release")[0] == 0
    assert run("--check") == (0, "")
    assert released.read_text() == openapi_text()


def test_without_a_released_document_the_next_release_is_the_first(served: Path) -> None:
    released = served.with_name("released.json")
    released.unlink()
    with pytest.raises(
        files.DocumentFileError, match=r"released.json cannot be read .*`tasklake openapi --release`"
    ):
        files.read_document(released)
    assert run("--check")[0] == 1
    assert run("--release") == (0, "")
    assert run("--check") == (0, "")


def test_checking_and_releasing_at_once_is_misuse(served: Path) -> None:
    assert run("--check", "--release")[0] == 2
