from pathlib import Path

import pytest

from tasklake_devkit.stack import StackError, project_name, stack_config


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("config: [", "is not YAML"),
        ("config:\n", "must hold a mapping `config:`"),
        ("- 1\n", "must hold a mapping `config:`"),
    ],
)
def test_a_broken_stack_file_is_named(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "Pulumi.local.yaml").write_text(text)
    with pytest.raises(StackError, match=f"Pulumi.local.yaml.*{problem}"):
        stack_config("local", tmp_path)


def test_settings_come_as_text(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.local.yaml").write_text("config: {p:a: 1, p:b: true, p:c: x, p:d: 2026-01-02}")
    assert stack_config("local", tmp_path) == {"p:a": "1", "p:b": "true", "p:c": "x", "p:d": '"2026-01-02"'}


@pytest.mark.parametrize("text", ["runtime: python\n", "name: 1\n", ""])
def test_a_project_without_a_name_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text(text)
    with pytest.raises(StackError, match=r"Pulumi\.yaml must hold the project's `name:`"):
        project_name(tmp_path)


def test_no_project_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"Pulumi\.yaml cannot be read"):
        project_name(tmp_path)
