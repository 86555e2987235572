"""A Pulumi CLI of one shell script."""

import json
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from tasklake_operations.stack import StackOutputs

OUTPUTS: dict[str, object] = {
    **{field.name: f"{field.name} of dev" for field in fields(StackOutputs)},
    "app_client_ids": {},
    "lake_windows": {"tail_hours": 24, "raw_retention_days": 90, "failure_retention_days": 14},
    "table_generation": 0,
    "lake_snapshot_retention_days": 7,
    "etl_batch_window_seconds": 60,
}


@dataclass(frozen=True, slots=True)
class FakePulumi:
    """A `pulumi` that is first on PATH once it is installed.

    Attributes:
        folder: Where it lies.
        monkeypatch: Of the test.
    """

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def install(self, script: str) -> None:
        executable = self.folder / "pulumi"
        executable.write_text(f'#!/bin/sh\necho "$@" > "{self.folder}/arguments"\n{script}\n')
        executable.chmod(0o755)
        self.monkeypatch.setenv("PATH", str(self.folder), prepend=":")

    def export(self, outputs: dict[str, object]) -> None:
        self.install(f"cat <<'END'\n{json.dumps(outputs)}\nEND")

    def complain(self, complaint: str) -> None:
        self.install(f'echo "{complaint}" >&2\nexit 255')

    @property
    def arguments(self) -> str:
        """What it was last called with."""
        return (self.folder / "arguments").read_text().strip()
