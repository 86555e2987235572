# ruff: noqa: T201  # it is a command
"""Many histories, fresh ones each time, and how soon they tell each mutant from the program: make faults."""

import os
import random
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from tests.faults import report
from tests.faults.memory_lake import memory_lake
from tests.faults.mutants import MUTANTS, Mutant
from tests.faults.realized import realized
from tests.faults.runs import Run, explained, histories
from tests.faults.steps import text

HISTORIES: Final = int(os.environ.get("FAULTS") or 5_000)
LOCAL_HISTORIES: Final = -(-HISTORIES // 25)
MUTANT_HISTORIES: Final = min(HISTORIES, 2_000)
PROCESSES: Final = os.cpu_count() or 1


def in_memory(number: int, seed: int) -> tuple[Run, str]:
    with TemporaryDirectory() as folder, memory_lake(Path(folder)) as lake:
        run = histories(lake, number, first=seed)
        return run, explained(lake, run)


def on_the_local_engine(number: int, seed: int) -> tuple[Run, str]:
    with TemporaryDirectory() as folder, realized(Path(folder)) as lake:
        run = histories(lake, number, first=seed)
        return run, text(run.failed) if run.failed else ""


def against(name: str, seed: int) -> Run:
    mutant = next(each for each in MUTANTS if each.name == name)
    with (
        TemporaryDirectory() as folder,
        memory_lake(Path(folder)) as lake,
        pytest.MonkeyPatch.context() as monkeypatch,
    ):
        mutant.infest(lake, monkeypatch)
        return histories(lake, MUTANT_HISTORIES, first=seed)


def total(runs: Iterable[tuple[Run, str]]) -> Run:
    whole = Run()
    for run, difference in runs:
        whole.histories += run.histories
        whole.changes += run.changes
        whole.faults += run.faults
        whole.seconds = max(whole.seconds, run.seconds)
        if difference:
            whole.failed = run.failed
            print(difference)
    return whole


def main() -> int:
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**9))
    print(f"SEED={seed}")
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        shares = [pool.submit(in_memory, HISTORIES // PROCESSES, seed + place) for place in range(PROCESSES)]
        memory = total(share.result() for share in shares)
        print(report.summary("in memory", memory))
        mutants = {each: pool.submit(against, each.name, seed) for each in MUTANTS}
        killed: dict[Mutant, Run] = {}
        for mutant, run in mutants.items():
            killed[mutant] = run.result()
            print(report.line(mutant, killed[mutant]), flush=True)
    local = total([on_the_local_engine(LOCAL_HISTORIES, seed)])
    print(report.summary("on the local system's engine", local))
    report.write_page(killed, memory, local)
    survivors = [each.name for each, run in killed.items() if run.first_failure is None]
    if survivors:
        print(f"alive after {MUTANT_HISTORIES} histories: {', '.join(survivors)}")
    return 1 if memory.failed or local.failed or survivors else 0


if __name__ == "__main__":
    sys.exit(main())
