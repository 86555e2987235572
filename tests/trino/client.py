"""Statements to Trino, and what it answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection
from typing import Any, Final

from requests import Session
from trino.dbapi import Connection
from trino.exceptions import TrinoQueryError

from tests.trino.answer import Answer, Column, without_length
from tests.trino.server_settings import CATALOG, HOST

__all__ = ["Trino", "TrinoQueryError", "TrinoRun"]

_USER: Final = "analyst"
_HALF_MILLISECOND: Final = timedelta(microseconds=500)


@dataclass(frozen=True, slots=True)
class TrinoRun:
    """A statement that Trino has run.

    Attributes:
        answer: Its rows; of a statement that writes, how many it inserted, updated and deleted in all.
        now: The time that it took for `current_timestamp`.
        statistics: What its protocol's `stats` say of it, such as `peakMemoryBytes`.
    """

    answer: Answer
    now: datetime
    statistics: Mapping[str, Any]


class Trino:
    """A client of the server on a port; may be shared by threads."""

    def __init__(self, port: int) -> None:
        """Connect nothing yet."""
        self._port = port

    def run(self, sql: str, *, database: str, parameters: Sequence[str] = ()) -> TrinoRun:
        """Run one statement and wait for its end.

        Args:
            sql: The statement; every `?` in it stands for a parameter.
            database: Where a name without a database belongs.
            parameters: Their values as SQL writes them, texts in quotes, as Athena's ExecutionParameters are.

        Raises:
            TrinoQueryError: Trino refused it, or it failed.
        """
        if parameters:
            escaped = sql.replace("'", "''")
            sql = f"EXECUTE IMMEDIATE '{escaped}' USING {', '.join(parameters)}"
        with Session() as http_session:
            # No proxy that the machine may have leads to the loopback address.
            http_session.trust_env = False
            connection = Connection(
                host=HOST,
                port=self._port,
                user=_USER,
                catalog=CATALOG,
                schema=database,
                # Athena's sessions are in UTC; the client's default is the machine's zone.
                timezone="UTC",
                http_session=http_session,
            )
            cursor = connection.cursor()
            cursor.execute(sql)  # pyright: ignore[reportUnknownMemberType]  # the client declares no types here
            rows = tuple(tuple(row) for row in cursor.fetchall())
            columns = tuple(
                Column(each[0], without_length(str(each[1]))) for each in cursor.description or ()
            )
            return TrinoRun(Answer(columns, rows), self._now(str(cursor.query_id)), dict(cursor.stats or {}))

    def _now(self, query_id: str) -> datetime:
        connection = HTTPConnection(HOST, self._port, timeout=30)
        connection.request("GET", f"/v1/query/{query_id}", headers={"X-Trino-User": _USER})
        query: dict[str, Any] = json.load(connection.getresponse())
        connection.close()
        # Trino rounds the start of the session to the milliseconds that current_timestamp has.
        start = datetime.fromisoformat(query["session"]["start"]) + _HALF_MILLISECOND
        return start.replace(microsecond=start.microsecond // 1000 * 1000)
