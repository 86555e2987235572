"""By Trino's rule a column has a dictionary where that, with the places in it, takes less than the values."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.io.fileformat import FileFormatFactory
from pyiceberg.io.pyarrow import PyArrowFileIO, pyarrow_to_schema
from pyiceberg.manifest import FileFormat

from local_aws.iceberg.parquet_writer import write_as_trino_does

ROWS = 64


def test_each_column_has_a_dictionary_where_that_is_smaller(tmp_path: Path) -> None:
    def field(number: int, name: str, kind: pa.DataType) -> Any:  # noqa: ANN401 - its stubs leave a field open
        return pa.field(name, kind, metadata={"PARQUET:field_id": str(number)})

    element, inner = field(10, "element", pa.string()), field(11, "inner", pa.int64())
    columns = {
        field(1, "few", pa.string()): ["low", "high"] * (ROWS // 2),
        field(2, "many", pa.string()): [f"text {number}" for number in range(ROWS)],
        field(3, "times", pa.timestamp("us")): list(range(ROWS)),
        field(4, "none", pa.string()): [None] * ROWS,
        field(5, "amounts", pa.decimal128(20, 2)): [Decimal("1.10")] * ROWS,
        field(6, "labels", pa.list_(element)): [["a", "b"]] * ROWS,
        field(7, "pairs", pa.struct([inner])): [{"inner": number} for number in range(ROWS)],
        # 9 times and 8 of them different: 72 bytes, or 64 and 8 for the places, which is no less.
        field(9, "seldom", pa.timestamp("us")): [*range(8), 0, *[None] * (ROWS - 9)],
        field(8, "flags", pa.bool_()): [True, False] * (ROWS // 2),
    }
    arrays: Any = list(columns.values())
    table: Any = pa.table(arrays, schema=pa.schema(list(columns)))

    write_as_trino_does()
    output = PyArrowFileIO().new_output(str(tmp_path / "file.parquet"))
    with FileFormatFactory.get(FileFormat.PARQUET).create_writer(
        output, pyarrow_to_schema(table.schema), {}
    ) as writer:
        writer.write(table)

    group = pq.ParquetFile(tmp_path / "file.parquet").metadata.row_group(0)
    chunks = [group.column(position) for position in range(group.num_columns)]
    assert {chunk.path_in_schema for chunk in chunks if chunk.has_dictionary_page} == {
        "few",
        "amounts",
        "labels.list.element",
    }
