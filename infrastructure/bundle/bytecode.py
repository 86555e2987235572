"""Bytecode that a function loads without looking at its source."""

import subprocess
import sys
from pathlib import Path

from infrastructure.bundle.errors import BundleError, InterpreterError

CACHE_TAG = "cpython-313"
FUNCTION_ROOT = "/var/task"


def require_function_interpreter() -> None:
    """Raises InterpreterError unless this interpreter writes the bytecode that the python3.13 runtime reads."""
    if sys.implementation.cache_tag != CACHE_TAG:
        raise InterpreterError(
            f"{sys.executable} is {sys.implementation.cache_tag}, the functions run on {CACHE_TAG}; "
            "run `make setup` and use .venv/bin/python"
        )


def compile_bytecode(tree: Path) -> None:
    """Compiles every source of a tree into its __pycache__, as unchecked hash-based pycs (PEP 552).

    A zip dates sources as it likes, so a timestamp-based pyc would be stale in Lambda, where nothing can be written
    back: every cold start would compile again. File names in the code are those in Lambda, not on this machine.
    """
    command = [
        sys.executable, "-I", "-m", "compileall", "-q", "-o", "0", "--invalidation-mode", "unchecked-hash",
        "-s", str(tree), "-p", FUNCTION_ROOT, str(tree),
    ]  # fmt: skip
    result = subprocess.run(  # noqa: S603 - this interpreter and a folder made by the caller
        command, check=False, capture_output=True, text=True
    )
    if result.returncode:
        raise BundleError(f"a source does not compile:\n{result.stdout}{result.stderr}")
