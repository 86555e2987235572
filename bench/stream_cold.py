"""What the stream function takes from its start to its first batch in S3, beside boto3, pydantic and pyarrow."""
# ruff: noqa: INP001  # a script's

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq

from bench import callgrind
from bench.api_function import VARIABLES
from bench.figures import Figure, rounded
from bench.stream_etl import COMPARED
from bench.stream_events import event
from infrastructure.bundle import Platform, build_bundle
from tasklake_operations.checkout import REPOSITORY

HERE: Final = Path(__file__).parent
CLAIM, REFERENCE = "etl-cold", "boto3, pydantic and pyarrow"
EVENTS, ROUNDS, BAR = 100, 5, 0.5
BUCKETS: Final = {"LAKE_BUCKET": "lake", "FAILURE_BUCKET": "failures", "TABLE_NAMES": "tasks"}


@dataclass(frozen=True)
class Side:
    """One of both functions: where it lies, and its module."""

    path: tuple[Path, ...]
    module: str

    def environment(self, *, has_bytecode: bool = True) -> dict[str, str]:
        path = ":".join(map(str, (*self.path, HERE / "function_process")))
        compiled = {} if has_bytecode else {"PYTHONPYCACHEPREFIX": "/nowhere", "PYTHONDONTWRITEBYTECODE": "1"}
        return {**VARIABLES, **BUCKETS, "PYTHONPATH": path, **compiled}

    def command(self, payload: Path, out: Path) -> list[str]:
        # Without site: what .venv holds besides is nobody's.
        script = HERE / "function_process" / "stream.py"
        return [sys.executable, "-S", str(script), self.module, str(payload), str(out)]

    def milliseconds(self, payload: Path, out: Path, *, has_bytecode: bool = True) -> float:
        subprocess.run(  # noqa: S603  # the function on either side
            self.command(payload, out),
            check=True,
            env=self.environment(has_bytecode=has_bytecode),
            stdout=subprocess.DEVNULL,
        )
        return json.loads(out.read_text())["cpu_ms"]


def figures() -> Iterator[Figure]:
    name = f"first batch of {EVENTS} events in S3"
    with TemporaryDirectory() as folder:
        payload, outs = Path(folder, "event.json"), [Path(folder, "ours"), Path(folder, "theirs")]
        payload.write_text(event(EVENTS))
        ours, theirs = sides(Path(folder))
        compiled = [
            (ours.milliseconds(payload, outs[0]), theirs.milliseconds(payload, outs[1]))
            for _ in range(ROUNDS)
        ]
        plain = [theirs.milliseconds(payload, outs[1], has_bytecode=False) for _ in range(ROUNDS)]
        is_equal = compared(outs[0]) == compared(outs[1])
        if callgrind.version():
            counts = [
                callgrind.instructions(side.command(payload, out), side.environment()) / 1e6
                for side, out in ((ours, outs[0]), (theirs, outs[1]))
            ]
            yield Figure(
                claim=CLAIM, name=name, unit="million instructions", reference=REFERENCE,
                ours=rounded(counts[:1]), theirs=rounded(counts[1:]), bar=BAR, is_equal=is_equal,
            )  # fmt: skip
    here = rounded(each for each, _ in compiled)
    yield Figure(
        claim=CLAIM, name=name, unit="ms of CPU", reference=REFERENCE,
        ours=here, theirs=rounded(each for _, each in compiled), bar=BAR, is_equal=is_equal,
    )  # fmt: skip
    yield Figure(
        claim=CLAIM, name=f"{name}, theirs as usually zipped", unit="ms of CPU", reference=REFERENCE,
        ours=here, theirs=rounded(plain), is_equal=is_equal,
    )  # fmt: skip


def sides(folder: Path) -> tuple[Side, Side]:
    with ZipFile(build_bundle(REPOSITORY / "services" / "stream_etl", Platform.HOST)) as archive:
        archive.extractall(folder / "bundle")
    # Its three libraries are locked for the project too.
    packages = Path(pa.__file__).parents[1]
    return (
        Side((folder / "bundle",), "tasklake_stream_etl.handler"),
        Side((packages, HERE / "references"), "stream_function"),
    )


def compared(out: Path) -> dict[str, Any]:
    return pq.read_table(out.with_suffix(".parquet"), columns=list(COMPARED)).to_pydict()  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
