"""A DuckDB that behaves like Athena where a setting can make it, and reaches nothing but its files."""

import atexit
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

import duckdb
from duckdb import DuckDBPyConnection

from local_aws.athena.syntax.dialect import MACROS
from local_aws.athena.syntax.duckdb_sql import quoted_text
from local_aws.athena.translation.json_value import add_json_function
from local_aws.athena.translation.moment_functions import add_moment_functions

_KEPT: Final = 2
_idle: Final[list[tuple[Path, DuckDBPyConnection]]] = []
_lock: Final = Lock()
# DuckDB's binding reports what is still open when the interpreter ends as a leak.
atexit.register(_idle.clear)


@contextmanager
def duckdb_session(files: Path) -> Generator[DuckDBPyConnection]:
    """Open an empty in-memory DuckDB, closed at the end.

    Args:
        files: The one folder, with all below it, that statements may read and spill to.
    """
    # Making one takes longer than most statements. Nobody else uses it meanwhile, for its memory limit and threads
    # are of all its connections; whatever else a statement makes or sets is its connection's and goes with it.
    instance = _take(files) or _made(files)
    with instance.cursor() as connection:
        connection.execute(f"RESET memory_limit; {_OF_CONNECTION}")
        yield connection
    # Only here: one in which something failed may be broken.
    with _lock:
        _idle.append((files, instance))
        del _idle[:-_KEPT]


# The zone is set here because ICU, which knows zones, is not loaded yet while connecting.
_OF_CONNECTION: Final = """
    SET TimeZone = 'UTC';
    SET python_enable_replacements = false;
"""


def _take(files: Path) -> DuckDBPyConnection | None:
    with _lock:
        for position, (folder, instance) in enumerate(_idle):
            if folder == files:
                del _idle[position]
                return instance
    return None


def _made(files: Path) -> DuckDBPyConnection:
    instance = duckdb.connect(
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    )
    folder = quoted_text(str(files))
    instance.execute(f"""
        {_OF_CONNECTION}
        SET temp_directory = {folder};
        SET allowed_directories = [{folder}];
        SET enable_external_file_cache = false;
        SET enable_external_access = false;
    """)
    add_json_function(instance)
    add_moment_functions(instance)
    instance.execute(MACROS)
    return instance
