from dataclasses import fields
from pathlib import Path

import pytest

from tasklake_lake.windows import Windows
from tasklake_operations.stack import StackError, StackOutputs, project_name, stack_config

TEXTS = {field.name: field.name for field in fields(StackOutputs)}
WINDOWS = {"tail_hours": 48, "raw_retention_days": 90, "failure_retention_days": 14}


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


def test_outputs_come_back_from_their_file(tmp_path: Path) -> None:
    numbers = {"table_generation": 2, "lake_snapshot_retention_days": 7, "etl_batch_window_seconds": 60}
    outputs = StackOutputs.of(TEXTS | {"app_client_ids": {"web": "1a2b"}, "lake_windows": WINDOWS} | numbers)
    outputs.write(tmp_path / "outputs.json")
    assert StackOutputs.read(tmp_path / "outputs.json") == outputs
    assert outputs.lake_windows == Windows(**WINDOWS)


@pytest.mark.parametrize("exported", ["2", {"tail_hours": 2}, {"tail_hours": "2"}, None])
def test_windows_of_another_form_are_refused(exported: object) -> None:
    with pytest.raises(StackError, match=r"exports lake_windows as .*; deploy it again"):
        StackOutputs.of(TEXTS | {"app_client_ids": dict[str, str](), "lake_windows": exported})


def test_a_number_of_another_form_is_refused() -> None:
    with pytest.raises(StackError, match=r"exports table_generation as 'table_generation'; deploy it again"):
        StackOutputs.of(TEXTS | {"app_client_ids": {}, "lake_windows": WINDOWS})
