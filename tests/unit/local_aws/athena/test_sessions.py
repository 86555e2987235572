from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from local_aws.athena.session import duckdb_session

SETTINGS = "SELECT name, value FROM duckdb_settings() ORDER BY name"
OBJECTS = """
    SELECT table_name FROM duckdb_tables()
    UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal
    UNION ALL SELECT name FROM duckdb_variables()
"""


def test_a_session_finds_nothing_of_the_one_before(tmp_path: Path) -> None:
    with duckdb_session(tmp_path) as session:
        settings = rows(session, SETTINGS)
        session.register("registered", session.sql("SELECT 1").to_arrow_table())
        session.execute("""
            CREATE TEMP TABLE copy AS SELECT 1;
            CREATE TEMP VIEW view AS SELECT 1;
            SET VARIABLE files = ['a'];
            SET memory_limit = '512MB';
            SET TimeZone = 'Asia/Tokyo';
        """)
    with duckdb_session(tmp_path) as session:
        assert rows(session, OBJECTS) == []
        assert rows(session, SETTINGS) == settings


def test_sessions_at_once_have_each_its_own_memory(tmp_path: Path) -> None:
    limit = "SELECT current_setting('memory_limit')"
    with duckdb_session(tmp_path) as one, duckdb_session(tmp_path) as other:
        before = rows(other, limit)
        one.execute("SET memory_limit = '512MB'")
        assert rows(other, limit) == before


def test_a_session_reads_its_own_folder_alone(tmp_path: Path) -> None:
    for name in ("mine", "yours"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "rows.csv").write_text("number\n1\n")
    for name, other in (("mine", "yours"), ("yours", "mine")):
        with duckdb_session(tmp_path / name) as session:
            assert rows(session, f"FROM read_csv('{tmp_path / name}/rows.csv')") == [(1,)]
            with pytest.raises(duckdb.PermissionException):
                rows(session, f"FROM read_csv('{tmp_path / other}/rows.csv')")


def rows(session: DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    return session.execute(sql).fetchall()
