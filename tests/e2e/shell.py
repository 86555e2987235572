"""The command `tasklake` as a person runs it."""

import os
import subprocess
import sys
from pathlib import Path

import psutil

TASKLAKE = [sys.executable, "-m", "tasklake_devkit.cli"]


class Shell:
    """Runs the command on a state folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "TASKLAKE_STATE": str(folder), "NO_COLOR": "1", "COLUMNS": "300"}
        self.started: list[subprocess.Popen[str]] = []

    def run(self, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*TASKLAKE, *arguments],
            env=self.environment,
            input=answer,
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )

    def up(self, port: int) -> tuple[subprocess.Popen[str], str]:
        """Start the system and return once it has said all it says."""
        process = subprocess.Popen(
            [*TASKLAKE, "up", "--port", str(port)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if line.startswith("Ctrl-C"):
                break
        return process, said

    def processes(self) -> list[str]:
        """Return the processes that live in the state folder, this one left out."""
        return [str(process) for process in psutil.process_iter() if lives_in(process, str(self.folder))]


def lives_in(process: psutil.Process, folder: str) -> bool:
    try:
        return any(folder in value for value in process.environ().values())
    except psutil.Error:
        # Another user's, or gone meanwhile.
        return False
