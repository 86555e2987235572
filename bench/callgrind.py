"""Instructions of processes, counted by valgrind's callgrind: they repeat to the last digits on a busy machine."""
# ruff: noqa: INP001  # a script's

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

SOURCE: Final = Path(__file__).parent / "function_process" / "callgrind.c"


def version() -> str | None:
    """Return the version of the valgrind that can count here; None where it, its headers or a C compiler is missing."""
    if not shutil.which("valgrind") or not shutil.which("cc"):
        return None
    has_headers = subprocess.run(  # noqa: S603  # a file of this folder
        ["cc", "-E", str(SOURCE)],  # noqa: S607  # whichever compiler is installed
        check=False,
        capture_output=True,
    ).returncode
    if has_headers:
        return None
    told = subprocess.check_output(["valgrind", "--version"], text=True)  # noqa: S607  # whichever is installed
    return told.strip()


def instructions(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Return the instructions of a whole process."""
    result = run(["--callgrind-out-file=/dev/null"], command, environment)
    return int(re.findall(r"Collected : (\d+)", result.stderr)[-1])


def dumped(command: Sequence[str], environment: Mapping[str, str]) -> dict[str, int]:
    """Return the instructions of each part that a process dumps by a name, by the library in CALLGRIND."""
    with TemporaryDirectory() as folder:
        library, out = Path(folder, "callgrind.so"), Path(folder, "out")
        subprocess.check_call(["cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE)])  # noqa: S603, S607  # likewise
        options = ["--instr-atstart=no", f"--callgrind-out-file={out}"]
        run(options, command, {**environment, "CALLGRIND": str(library)})
        counts: dict[str, int] = {}
        for file in Path(folder).glob("out.*"):
            text = file.read_text()
            name = re.search(r"Trigger: Client Request: (.+)", text)
            total = re.search(r"^(?:summary|totals): (\d+)", text, re.MULTILINE)
            if name and total:
                counts[name[1]] = int(total[1])
    return counts


def run(
    options: Sequence[str], command: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(  # noqa: S603  # the benchmark's own process
        ["valgrind", "--tool=callgrind", *options, *command],  # noqa: S607  # whichever is installed
        check=False,
        env=dict(environment),
        capture_output=True,
        text=True,
    )
    if result.returncode:
        raise RuntimeError(f"{' '.join(command)} failed under callgrind:\n{result.stderr[-2000:]}")
    return result
