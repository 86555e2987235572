import subprocess
import sys
from pathlib import Path

import pytest

from tests.trino import child_process
from tests.trino.server import TrinoServer, TrinoStartError


def test_a_server_that_ends_shows_its_log(tmp_path: Path) -> None:
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\nseq 100\nexit 3\n")
    java.chmod(0o755)
    server = TrinoServer(
        java=java,
        distribution=tmp_path,
        folder=tmp_path / "run",
        port=1,
        s3_url="http://127.0.0.1:1",
        glue_url="http://127.0.0.1:1",
    )

    with pytest.raises(TrinoStartError) as raised, server:
        pass

    lines = str(raised.value).splitlines()
    assert lines[0] == f"Trino ended with code 3 while it started; {tmp_path}/run/server.log ends with:"
    assert lines[1:] == [str(number) for number in range(76, 101)]


def test_a_child_ends_with_its_parents_pipe() -> None:
    command = [sys.executable, "-P", child_process.__file__, "sleep", "60"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) != 0
