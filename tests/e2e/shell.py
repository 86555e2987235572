"""The command `tasklake` as a person runs it."""

import io
import os
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import psutil

from tasklake_operations.cli.app import main

TASKLAKE = [sys.executable, "-m", "tasklake_operations.cli"]


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

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*TASKLAKE, *arguments],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run_here(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command in this process: what it prints and its exit code, without the seconds that loading takes."""
        stdout, stderr = io.StringIO(), io.StringIO()
        command = ["tasklake", *arguments]
        with (
            patch.dict(os.environ, self.environment),
            patch.object(sys, "argv", command),
            patch.object(signal, "signal"),
            redirect_stdout(stdout),
            redirect_stderr(stderr),
        ):
            try:
                main()
            except SystemExit as ended:
                code = ended.code
            else:
                code = 0
        assert isinstance(code, int)
        return subprocess.CompletedProcess(command, code, stdout.getvalue(), stderr.getvalue())

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
