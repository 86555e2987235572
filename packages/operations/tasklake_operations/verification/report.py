"""What a comparison says: its rows for people and programs, and beside them what to do."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

import pyarrow as pa

from tasklake_operations.verification.difference import WAYS_OUT, Difference, Kind
from tasklake_operations.verification.verification import Comparison

_SCHEMA = pa.schema(
    [
        ("kind", pa.string()),
        ("entity", pa.string()),
        ("id", pa.string()),
        ("relation", pa.string()),
        ("created_at", pa.timestamp("us")),
        ("table_version", pa.int64()),
        ("lake_version", pa.int64()),
        ("versions", pa.string()),
        ("columns", pa.string()),
    ]
)


def difference_rows(differences: Sequence[Difference]) -> pa.Table:
    """Return a row for each difference; runs of versions are written like 3, 5-7."""
    return pa.Table.from_pylist(
        [
            {
                **asdict(each),
                "versions": ", ".join(map(run, each.versions)),
                "columns": ", ".join(each.columns),
            }
            for each in differences
        ],
        _SCHEMA,
    )


def run(versions: range) -> str:
    return str(versions[0]) if versions[0] == versions[-1] else f"{versions[0]}-{versions[-1]}"


def summary(comparison: Comparison) -> Iterator[str]:
    """Yield lines that say what was compared, how fast, what differs, and the way out of it."""
    read = sum(map(total, (comparison.items, comparison.rows, comparison.changes)))
    yield (
        f"Compared {counted(comparison.items)} of the table with {counted(comparison.rows)} of the lake and "
        f"{total(comparison.changes):,} changes, in {comparison.seconds:.1f} s: {read / comparison.seconds:,.0f} rows/s."
    )
    if comparison.suspects:
        waited = f", after {comparison.waited_seconds:.0f} s" if comparison.waited_seconds else ""
        yield f"{comparison.suspects:,} items differed at first and were looked at again{waited}."
    kinds = Counter(each.kind for each in comparison.differences)
    if not kinds:
        yield "Table and lake agree."
    for kind in Kind:
        if kind in kinds:
            yield f"{kinds[kind]:,} {kind}: {WAYS_OUT[kind]}"


def total(numbers: Mapping[str, int]) -> int:
    return sum(numbers.values())


def counted(numbers: Mapping[str, int]) -> str:
    return " and ".join(f"{number:,} {name}" for name, number in numbers.items())
