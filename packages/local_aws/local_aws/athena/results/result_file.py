"""The object in S3 that holds a result."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.csv as arrow_csv

from local_aws.athena.results.result_text import as_text

if TYPE_CHECKING:
    from types_boto3_athena.type_defs import ColumnInfoTypeDef
    from types_boto3_s3 import S3Client

CSV: Final = ".csv"
TEXT: Final = ".txt"

# A value of a result may be longer than the module's usual limit.
csv.field_size_limit(sys.maxsize)


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A CSV file with a header, or the bare lines of a SHOW or DESCRIBE.

    Attributes:
        s3: Where it lies.
        url: As s3://bucket/key.
    """

    s3: "S3Client"
    url: str

    def write_rows(self, batches: Iterable[pa.RecordBatch]) -> pa.Schema:
        """Write a query's rows as CSV and return the columns: every value in quotes, NULL as nothing.

        Args:
            batches: At least one.
        """
        reader = iter(batches)
        first = next(reader)
        with TemporaryFile() as file:
            shape = as_text(first)
            options = arrow_csv.WriteOptions(quoting_style="all_valid")
            writer: Any  # its stubs are not typed
            with arrow_csv.CSVWriter(file, shape.schema, write_options=options) as writer:
                writer.write_batch(shape)
                for batch in reader:
                    writer.write_batch(as_text(batch))
            file.seek(0)
            bucket, key = self._place
            self.s3.put_object(Bucket=bucket, Key=key, Body=file)
        return first.schema

    def write_lines(self, rows: Sequence[Sequence[str]]) -> None:
        """Write the rows of a SHOW or DESCRIBE, as lines with tabs between the values."""
        self._put(self._place[1], "".join("\t".join(row) + "\n" for row in rows))

    def write_metadata(self, columns: "Sequence[ColumnInfoTypeDef]") -> None:
        """Write the file of its columns beside it; what Athena has in there is not documented, here it is JSON."""
        self._put(f"{self._place[1]}.metadata", json.dumps({"ColumnInfo": columns}))

    def read(self, offset: int, most: int) -> tuple[list[list[str | None]], int | None]:
        """Return the next rows of a CSV file, the header among them, and where those after them begin.

        Args:
            offset: In bytes.
            most: How many rows.
        """
        bucket, key = self._place
        size = self.s3.head_object(Bucket=bucket, Key=key)["ContentLength"]
        if offset >= size:
            return [], None
        lines = _Lines(
            self.s3.get_object(Bucket=bucket, Key=key, Range=f"bytes={offset}-")["Body"].iter_lines(
                keepends=True
            )
        )
        rows: list[list[str | None]] = []
        for row in csv.reader(lines, quoting=csv.QUOTE_NOTNULL):
            rows.append(list(row) or [None])
            if len(rows) == most:
                break
        end = offset + lines.bytes_read
        return rows, end if end < size else None

    @property
    def _place(self) -> tuple[str, str]:
        bucket, _, key = self.url.removeprefix("s3://").partition("/")
        return bucket, key

    def _put(self, key: str, content: str) -> None:
        self.s3.put_object(Bucket=self._place[0], Key=key, Body=content.encode())


class _Lines:
    """The lines of a stream, counted by what was taken of them."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self.bytes_read = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.bytes_read += len(line)
        return line.decode()
