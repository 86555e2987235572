"""A DuckDB that behaves like Athena where a setting can make it, and reaches nothing but its files."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from local_aws.athena.dialect import MACROS
from local_aws.athena.duckdb_sql import quoted_text


@contextmanager
def duckdb_session(files: Path) -> Generator[DuckDBPyConnection]:
    """Open an empty in-memory DuckDB, closed at the end.

    Args:
        files: The one folder, with all below it, that statements may read and spill to.
    """
    with duckdb.connect(
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    ) as connection:
        folder = quoted_text(str(files))
        # The zone is set here because ICU, which knows zones, is not loaded yet while connecting.
        connection.execute(f"""
            SET TimeZone = 'UTC';
            SET integer_division = true;
            SET python_enable_replacements = false;
            SET temp_directory = {folder};
            SET allowed_directories = [{folder}];
            SET enable_external_access = false;
        """)
        # Apart from the settings: a batch is parsed before it runs, and integer_division is a parser's setting.
        connection.execute(MACROS)
        yield connection
