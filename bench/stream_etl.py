"""What the stream ETL costs beside decoding its event, and beside other ways to do the same work.

Run: .venv/bin/python -m bench.stream_etl SIDE EVENT OUT [OBJECT], one side in one process. `figures` runs all of them in turns.

The unit is json.loads of the event, which the Lambda runtime spends anyway, so results of different machines compare.
"""
# ruff: noqa: INP001  # a script

import ctypes
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow.parquet as pq

from bench import callgrind
from bench.figures import Figure, rounded
from bench.references.stream_rows import pydantic_to_parquet
from bench.stream_events import event
from tasklake_lake.event_tables import TASK_EVENTS
from tasklake_operations.checkout import REPOSITORY
from tasklake_stream_etl.batch import read_batch
from tasklake_stream_etl.parquet import parquet_file

SIZES: Final = {100: 2.2, 1_000: 1.45, 10_000: 1.4}
"""Records of an event, and the multiple of json.loads that they should not exceed."""

ROUNDS, REPEATED = 3, 5
DECODING, PYDANTIC = "json.loads", "json.loads, TypeDeserializer, pydantic and pyarrow"
COMPARED: Final = ("status", "priority", "category", "request_id", "previous_status")
"""What both sides mean alike: a delete has a version of its own here."""

PAYLOAD, MEMORY, FREE = 6 * 2**20, 512, 1 / 3
"""Bytes of the largest event that Lambda delivers, MB that should do for it, and the part of them to be spared."""

type Work = Callable[[Sequence[dict[str, Any]]], bytes]


def rows_to_parquet(records: Sequence[dict[str, Any]]) -> bytes:
    return parquet_file(TASK_EVENTS, read_batch(records, datetime.now(UTC)).rows[TASK_EVENTS.name])


SIDES: Final[Mapping[str, Work]] = {"ours": rows_to_parquet, "pydantic": pydantic_to_parquet}


def figures() -> Iterator[Figure]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for size, bar in SIZES.items():
            (folder / f"{size}.json").write_text(event(size))
            yield from transformed(folder, size, bar)


def memory() -> Iterator[Figure]:
    """Measure with pyarrow and pydantic loaded beside the function, so a little too much."""
    records = json.loads(event(1_000))["Records"]
    fitting = PAYLOAD * len(records) // len(json.dumps(records))
    text = json.dumps({"Records": (records * (fitting // len(records) + 1))[:fitting]})
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "largest.json").write_text(text)
        peaks = [run("ours", folder, "largest")["peak_mb"] for _ in range(ROUNDS)]
    yield Figure(
        claim="etl-memory", name=f"{fitting:,} events, {len(text) / 2**20:.1f} MB", unit="MB", reference="half of the function's memory",
        ours=rounded(peaks), theirs=[MEMORY] * ROUNDS, bar=1 - FREE,
    )  # fmt: skip


def transformed(folder: Path, size: int, bar: float) -> Iterator[Figure]:
    ours, theirs = zip(
        *[[run(side, folder, str(size)) for side in SIDES] for _ in range(ROUNDS)], strict=True
    )
    tables = [pq.read_table(folder / side, columns=list(COMPARED)).to_pydict() for side in SIDES]  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
    is_equal = tables[0] == tables[1]
    together = rounded(each["decode"] + each["work"] for each in ours)
    name = f"{size:,} events"
    yield Figure(
        claim="etl", name=name, unit="ms of CPU", reference=DECODING,
        ours=together, theirs=rounded(each["decode"] for each in ours), bar=bar,
    )  # fmt: skip
    yield Figure(
        claim="etl", name=name, unit="ms of CPU", reference=PYDANTIC,
        ours=together, theirs=rounded(each["decode"] + each["work"] for each in theirs), is_equal=is_equal,
    )  # fmt: skip
    if callgrind.version():
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        counts = [callgrind.dumped(command(side, folder, str(size)), environment) for side in SIDES]
        decode, a, b = (count / 1e6 for count in (counts[0]["decode"], counts[0]["work"], counts[1]["work"]))
        unit = "million instructions"
        yield Figure(
            claim="etl", name=name, unit=unit, reference=DECODING,
            ours=rounded([decode + a]), theirs=rounded([decode]), bar=bar,
        )  # fmt: skip
        yield Figure(
            claim="etl", name=name, unit=unit, reference=PYDANTIC,
            ours=rounded([decode + a]), theirs=rounded([decode + b]), is_equal=is_equal,
        )  # fmt: skip


def command(side: str, folder: Path, payload: str) -> list[str]:
    files = [folder / f"{payload}.json", folder / "out.json", folder / side]
    return [sys.executable, "-m", "bench.stream_etl", side, *map(str, files)]


def run(side: str, folder: Path, payload: str) -> dict[str, float]:
    subprocess.run(  # noqa: S603  # this module
        command(side, folder, payload), check=True, cwd=REPOSITORY, env={**os.environ, "PYTHONHASHSEED": "0"}
    )
    return json.loads((folder / "out.json").read_text())


def milliseconds(work: Callable[[], object]) -> float:
    spent: list[float] = []
    for _ in range(REPEATED):
        started = time.process_time_ns()
        work()
        spent.append((time.process_time_ns() - started) / 1e6)
    return median(spent)


def main(side: str, payload: str, out: Path, made: Path) -> None:
    work = SIDES[side]
    content = work(json.loads(payload)["Records"])
    # Of Linux: getrusage tells the peak of the process that started this one, where that is the larger.
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    made.write_bytes(content)
    if library := os.environ.get("CALLGRIND"):
        counter = ctypes.CDLL(library)
        counter.start()
        records = json.loads(payload)["Records"]
        counter.dump(b"decode")
        work(records)
        counter.dump(b"work")
        counter.stop()
        return
    decode = milliseconds(lambda: json.loads(payload))
    records = json.loads(payload)["Records"]
    spent = {"decode": decode, "work": milliseconds(lambda: work(records)), "peak_mb": peak}
    out.write_text(json.dumps(spent))


if __name__ == "__main__":
    side, payload, out, made = sys.argv[1:]
    main(side, Path(payload).read_text(), Path(out), Path(made))
