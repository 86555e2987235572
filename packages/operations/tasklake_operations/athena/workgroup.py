"""Athena, asked through a workgroup."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from tasklake_operations.athena.query_execution import POLLING, FinishedQuery, QueryExecutions
from tasklake_operations.athena.result_file import csv_batches, schema_of, text_batches
from tasklake_operations.backoff import Backoff

if TYPE_CHECKING:
    from types_boto3_athena import AthenaClient
    from types_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class MeteredRows:
    """The answer to a query, and the bytes of the lake that were scanned for it."""

    rows: pa.Table
    bytes_scanned: int


class AthenaWorkgroup:
    """Runs statements in a workgroup whose results lie in S3; a `Lake`."""

    def __init__(
        self,
        *,
        athena: "AthenaClient",
        s3: "S3Client",
        workgroup: str,
        database: str,
        polling: Backoff = POLLING,
    ) -> None:
        self._athena = athena
        self._s3 = s3
        self._executions = QueryExecutions(athena, workgroup, database, polling)

    def query(self, sql: str, parameters: Sequence[str] = ()) -> pa.Table:
        return self.metered_query(sql, parameters).rows

    def metered_query(self, sql: str, parameters: Sequence[str] = ()) -> MeteredRows:
        finished = self._executions.run(sql, parameters)
        schema = self._schema(finished)
        rows = pa.Table.from_batches(self._batches(finished, schema), schema)
        return MeteredRows(rows, finished.bytes_scanned)

    def batches(self, sql: str) -> Generator[pa.RecordBatch]:
        finished = self._executions.run(sql)
        yield from self._batches(finished, self._schema(finished))

    def execute(self, sql: str) -> int:
        """Run a statement and return the bytes that it scanned.

        Athena counts the rows of CREATE TABLE AS SELECT, INSERT INTO and UPDATE only (Amazon Athena API Reference,
        "GetQueryResults", UpdateCount): nothing is known of a MERGE or a DELETE.
        """
        return self._executions.run(sql).bytes_scanned

    def _schema(self, finished: FinishedQuery) -> pa.Schema:
        first = self._athena.get_query_results(QueryExecutionId=finished.id, MaxResults=1)
        return schema_of(first["ResultSet"].get("ResultSetMetadata", {}).get("ColumnInfo", []))

    def _batches(self, finished: FinishedQuery, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        bucket, _, key = finished.output_location.removeprefix("s3://").partition("/")
        if key.endswith(".csv"):
            with closing(self._s3.get_object(Bucket=bucket, Key=key)["Body"]) as body:
                yield from csv_batches(body, schema)
        else:
            # SHOW, DESCRIBE and EXPLAIN leave text in a form of their own; the API has its rows.
            pages = self._athena.get_paginator("get_query_results").paginate(QueryExecutionId=finished.id)
            for page in pages:
                yield from text_batches(page["ResultSet"].get("Rows", []), schema)
