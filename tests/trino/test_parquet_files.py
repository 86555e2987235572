"""The Parquet that the local engine writes into a merged table, beside what Trino writes of the same rows."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pyarrow.parquet as pq
import pytest

from tasklake_lake.iceberg_tables import TASK_HISTORY
from tasklake_lake.statements import statement
from tests.trino.activity import MERGE_HOURS, Activity
from tests.trino.lake import WINDOWS, Lake


def test_columns_have_dictionaries_where_trinos_have_and_about_their_size(
    new_lake: Callable[[str], Lake],
) -> None:
    lake = new_lake("parquet")
    lake.deliver(Activity.until(datetime.now(UTC)).deliveries)
    for name in ("merge_near_task_history", "merge_far_task_history"):
        lake.local().execute(
            statement("maintenance", name).rendered(WINDOWS.parameters(merge_hours=MERGE_HOURS))
        )
    order = ", ".join(f"'{name}'" for name in TASK_HISTORY.sort_order)
    lake.ask_trino(
        f"CREATE TABLE iceberg.{lake.database}.written_by_trino WITH (location = 's3://{lake.outputs.lake_bucket}/copy', "
        f"partitioning = ARRAY['day(occurred_at)'], sorted_by = ARRAY[{order}]) AS SELECT * FROM task_history"
    )

    dictionaries, sizes = columns_below(lake, "iceberg/task_history/data/")
    dictionaries_of_trino, sizes_of_trino = columns_below(lake, "copy/")
    assert dictionaries == dictionaries_of_trino
    assert sizes.total() == pytest.approx(sizes_of_trino.total(), rel=0.15)


def columns_below(lake: Lake, prefix: str) -> tuple[Counter[str], Counter[str]]:
    """Return in how many files each column has a dictionary, and its bytes in all of them."""
    s3 = lake.session.client("s3")
    dictionaries, sizes = Counter[str](), Counter[str]()
    for found in s3.list_objects_v2(Bucket=lake.outputs.lake_bucket, Prefix=prefix).get("Contents", ()):
        content = s3.get_object(Bucket=lake.outputs.lake_bucket, Key=found.get("Key", ""))["Body"].read()
        if not content.startswith(b"PAR1"):
            continue
        group = pq.ParquetFile(BytesIO(content)).metadata.row_group(0)
        for position in range(group.num_columns):
            chunk = group.column(position)
            name = chunk.path_in_schema.partition(".")[0]
            dictionaries[name] += chunk.has_dictionary_page
            sizes[name] += chunk.total_compressed_size
    return dictionaries, sizes
