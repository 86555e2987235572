"""Measures every claim beside its reference and keeps the figures: `make bench`, or CLAIMS="api etl" for some of them.

Run: .venv/bin/python -m bench.run [CLAIM...]
"""
# ruff: noqa: INP001, T201  # a script, and it prints its results

import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench import (
    api_function,
    callgrind,
    lake_queries,
    lake_scale,
    stored_bytes,
    stream_cold,
    stream_etl,
    units,
    view_queries,
)
from bench.figures import RESULTS, Figure, Run
from tasklake_operations.checkout import REPOSITORY

CLAIMS: Final[dict[str, Callable[[], Iterator[Figure]]]] = {
    "api": api_function.figures,
    "etl": stream_etl.figures,
    "etl-memory": stream_etl.memory,
    "etl-cold": stream_cold.figures,
    "bytes": stored_bytes.figures,
    "history": lake_queries.figures,
    "lake-scale": lake_scale.figures,
    "views": view_queries.figures,
    "units": units.figures,
}


def machine() -> dict[str, str]:
    cpus = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = [line.partition(": ")[2] for line in cpus.splitlines() if line.startswith("model name")]
    return {
        "processor": f"{len(models) or 'unknown number of'} x {models[0] if models else platform.machine()}",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "valgrind": callgrind.version() or "not installed: no instructions were counted",
    }


def commit() -> str:
    def git(*arguments: str) -> str:
        return subprocess.check_output(["git", *arguments], cwd=REPOSITORY, text=True).strip()  # noqa: S603, S607  # whichever git is installed

    return git("rev-parse", "--short=12", "HEAD") + ("+" if git("status", "--porcelain", "-uno") else "")


def main(claims: list[str]) -> None:
    if unknown := set(claims) - CLAIMS.keys():
        sys.exit(f"There is no claim {', '.join(unknown)}; there are {', '.join(CLAIMS)}.")
    if not callgrind.version():
        print("Instructions are not counted: install valgrind with its headers, and a C compiler.")
    for claim in claims or CLAIMS:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        run = Run(at=at, commit=commit(), machine=machine())
        file = RESULTS / f"{at.replace(':', '')}.json"
        # What a run that ends early has measured stays, under a name that no page is made from.
        unfinished = file.with_suffix(".unfinished")
        for each in CLAIMS[claim]():
            run.figures.append(each)
            run.save(unfinished)
            told = each.failure or f"{each.ratio:.3f} of {each.reference}"
            print(f"{each.claim}: {each.name}, {told} by {each.unit}", flush=True)
        print(unfinished.rename(file))


if __name__ == "__main__":
    main(sys.argv[1:])
