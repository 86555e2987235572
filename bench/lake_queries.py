"""What questions and maintenance read of the lake as its history grows a hundredfold and its live tasks stay as many.

Run: .venv/bin/python -m bench.lake_queries [PORT]

Bytes are the compressed column chunks of the columns read in the files opened, from the files' footers, which is what
Athena bills by. The history grows by days at the same number of changes a day, so the raw tail that the views read is
always as large; all lakes were merged equally often. They take turns, so that a busy moment falls on all alike; times are
medians. The questions stand beside the same changes as gzipped JSON lines: all of them, as without partitions, and the
days that the question needs, which for current state are all.
"""
# ruff: noqa: INP001, T201  # a script, and it prints its results

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from sqlglot import exp

from bench.growing_board import CHANGES_PER_DAY, NOW, TASKS, USERS, Board
from local_aws.athena.statement import parse_change
from local_aws.emulator import Emulator
from tasklake_lake.statements import statements
from tests.integration.lake.realized_lake import WINDOWS, Lake, realize_lake

DAYS = (5, 50, 500)
ROUNDS = 11

STATUS_COUNTS = "SELECT status, count(*) FROM tasks GROUP BY status"
ONE_TASK = "SELECT * FROM tasks WHERE task_id = '{task_id}'"

JSON_DAYS = {"throughput_last_30_days": 30, "busiest_users_last_7_days": 7, "merge_progress": 2}
"""Days of changes that answer a question; all of them where it is not here."""


@dataclass(frozen=True)
class FilledLake:
    lake: Lake
    board: Board
    changes: int

    def bytes(self, sql: str, parameters: tuple[str, ...] = ()) -> int:
        return self.lake.sql.bytes_scanned(sql, parameters)

    def json_bytes(self, days: int | None = None) -> int:
        first = (NOW - timedelta(days=days)).date() if days else min(self.board.json_bytes)
        return sum(size for day, size in self.board.json_bytes.items() if day >= first)


@dataclass(frozen=True)
class Duration:
    seconds: float
    cpu_seconds: float


def filled_lake(emulator: Emulator, folder: Path, days: int) -> FilledLake:
    name = f"lake{days}"
    (folder / name).mkdir()
    lake, board = realize_lake(name, emulator.session(), folder / name), Board(Random(days))  # noqa: S311  # not for secrets
    board.fill(lake, days)
    return FilledLake(lake, board, CHANGES_PER_DAY * days)


def compare_current_state(lakes: list[FilledLake]) -> None:
    for title, text in (("tasks by status", STATUS_COUNTS), ("one task", ONE_TASK)):
        asked = [text.format(task_id=each.board.tasks[7].id) for each in lakes]
        sizes = [each.bytes(sql) for each, sql in zip(lakes, asked, strict=True)]
        spent = durations(
            [lambda each=each, sql=sql: each.lake.rows(sql) for each, sql in zip(lakes, asked, strict=True)]
        )
        print(
            f"\nview tasks, {title}: bytes, seconds, CPU seconds without the emulator's; of the smallest history's"
        )
        for each, size, duration in zip(lakes, sizes, spent, strict=True):
            print(
                f"  {each.changes:8,} changes: {size:9,} {size / sizes[0]:5.2f}"
                f"{duration.seconds:8.3f} {duration.seconds / spent[0].seconds:5.2f}"
                f"{duration.cpu_seconds:8.3f} {duration.cpu_seconds / spent[0].cpu_seconds:5.2f}"
            )


def durations(work: list[Callable[[], object]]) -> list[Duration]:
    """Return the medians of each, all done in turns."""
    spent: list[list[Duration]] = [[] for _ in work]
    for _ in range(ROUNDS):
        for past, each in zip(spent, work, strict=True):
            started, cpu_started = time.perf_counter(), time.process_time()
            each()
            past.append(Duration(time.perf_counter() - started, time.process_time() - cpu_started))
    return [
        Duration(median(each.seconds for each in past), median(each.cpu_seconds for each in past))
        for past in spent
    ]


def compare_questions(each: FilledLake) -> None:
    task = each.board.tasks[7]
    month_ago = (f"'{NOW - timedelta(days=30):%Y-%m-%d}'",)
    parameters = {
        **{each.name: month_ago for each in statements("prepared") if each.name.endswith("_since")},
        "task_changes": (f"'{task.id}'",),
        "tasks_by_status_at": (f"'{NOW - timedelta(days=3):%Y-%m-%d %H:%M:%S}'",),
        "tasks_of_user": (f"'{task.user_id}'", "'in_progress'"),
    }
    questions = [*statements("queries"), *statements("prepared")]
    sizes = {
        question.name: each.bytes(question.sql, parameters.get(question.name, ())) for question in questions
    }
    print(
        f"\n{each.changes:,} changes, {each.json_bytes():,} bytes as JSON lines; share of all of it, of the days needed"
    )
    json_bytes = {name: (each.json_bytes(), each.json_bytes(JSON_DAYS.get(name))) for name in sizes}
    for name, size in sizes.items():
        shares = [f"{size / json:8.3f}" for json in json_bytes[name]]
        print(f"  {name:28}{size:10,}{''.join(shares)}")
    total = sum(sizes.values())
    shares = [f"{total / sum(sums):8.3f}" for sums in zip(*json_bytes.values(), strict=True)]
    print(f"  {'all':28}{total:10,}{''.join(shares)}")


def compare_maintenance(lakes: list[FilledLake]) -> None:
    print("\none maintenance run")
    for each in lakes:
        size = sum(
            each.bytes(read_by(each_statement.rendered(WINDOWS.parameters())))
            for each_statement in statements("maintenance")
        )
        started = time.perf_counter()
        rows = sum(counts.inserted + counts.updated for counts in each.lake.maintain().values())
        print(
            f"  {each.changes:8,} changes: {size:9,} bytes, {time.perf_counter() - started:5.1f} s, {rows} rows written"
        )


def read_by(change: str) -> str:
    """Return a query that reads what a MERGE or DELETE reads: the source, and the target's columns that it needs."""
    tree = parse_change(change)
    match tree:
        case exp.Merge():
            target, on = tree.this.alias_or_name, tree.args["on"]
            updates = any(when.args.get("matched") for when in tree.args["whens"].expressions)
            # Whoever updates a row writes its file anew, all columns of it.
            columns = {column.name for column in on.find_all(exp.Column) if column.table == target}
            wanted = [f"{target}.*"] if updates else [f"{target}.{name}" for name in sorted(columns)]
            source = tree.args["using"]
            query = (
                exp.select(f"{source.alias_or_name}.*", *wanted)
                .from_(source)
                .join(tree.this, on=on, join_type="left")
            )
        case exp.Delete():
            query = exp.select("*").from_(tree.this).where(tree.args["where"].this)
        case _:
            raise ValueError(f"no maintenance: {change}")
    return query.sql("athena")


def main(port: int) -> None:
    started = time.perf_counter()
    with (
        TemporaryDirectory() as name,
        Emulator(port=port, state_dir=Path(name) / "state", logs_dir=Path(name) / "logs") as emulator,
    ):
        lakes = [filled_lake(emulator, Path(name), days) for days in DAYS]
        print(
            f"{TASKS:,} live tasks of {USERS} users, {CHANGES_PER_DAY} changes a day, for {DAYS} days; "
            f"made in {time.perf_counter() - started:.0f} s"
        )
        compare_current_state(lakes)
        for each in lakes:
            compare_questions(each)
        compare_maintenance(lakes)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5640)
