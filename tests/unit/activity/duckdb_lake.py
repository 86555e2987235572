"""The lake in DuckDB: the event rows of changes, and the view of the tasks alive."""

from collections.abc import Sequence
from typing import cast

import duckdb
import sqlglot

from tasklake_devkit.activity.lake_figures import Rows
from tests.unit.activity.api_server import Change


class DuckDBLake:
    def __init__(self, changes: Sequence[Change]) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        self.connection.execute(
            """CREATE TABLE task_events (
                   task_id varchar, user_id varchar, status varchar, priority varchar, category varchar,
                   created_at timestamp, version bigint, op varchar, dt varchar, hour int
               )"""
        )
        self.connection.execute(
            """CREATE VIEW tasks AS
               SELECT task_id, user_id, status, priority, category, created_at, version
               FROM (SELECT *, row_number() OVER (PARTITION BY task_id ORDER BY version DESC) AS age
                     FROM task_events)
               WHERE age = 1 AND op <> 'delete'"""
        )
        if changes:
            self.connection.executemany(
                "INSERT INTO task_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        change.task.id,
                        change.task.user_id,
                        change.task.status.value,
                        change.task.priority.value,
                        change.task.category,
                        change.task.created_at.replace(tzinfo=None),
                        change.version,
                        change.op,
                        f"{change.task.updated_at:%Y-%m-%d}",
                        change.task.updated_at.hour,
                    )
                    for change in changes
                ],
            )

    def query(self, sql: str, /) -> Rows:
        [statement] = sqlglot.transpile(sql, read="athena", write="duckdb")
        return cast("Rows", self.connection.sql(statement).to_arrow_table())
