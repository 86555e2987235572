"""What questions and maintenance read of the lake as its history grows a hundredfold and its live tasks stay as many.

Bytes are the compressed column chunks of the columns read in the files opened, from the files' footers, which is what
Athena bills by. The history grows by days at the same number of changes a day, so the raw tail that the views read is
always as large; all lakes were merged equally often. The questions stand beside the same changes as gzipped JSON lines,
all of them, as without partitions.
"""
# ruff: noqa: INP001  # a script's

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from bench.figures import Figure, rounded
from bench.growing_board import CHANGES_PER_DAY, NOW, Board
from bench.wide_board import WideBoard
from local_aws.athena.running_statement import RunningStatement
from local_aws.emulator import Emulator
from tasklake_lake.statements import Statement, statements
from tests.integration.lake.realized_lake import WINDOWS, Lake, realize_lake
from tests.local_emulator import emulator_in

DAYS: Final = (5, 50, 500)
LINES: Final = "all changes as gzipped JSON lines"
BAR_OF_ALL, BAR_OF_A_USER = 0.05, 0.1

CURRENT: Final = {
    "tasks by status": "SELECT status, count(*) FROM tasks GROUP BY status",
    "one task": "SELECT * FROM tasks WHERE task_id = '{task_id}'",
    "one user's tasks": "SELECT * FROM tasks WHERE user_id = '{user_id}'",
    "all tasks": "SELECT * FROM tasks",
}

BY_STATUS_FROM_CHANGES: Final = {
    "max_by over all changes": """
        SELECT status, count(*) FROM (
            SELECT max_by(ROW(op, status), ROW(generation, created_at, version)) AS newest FROM task_timeline GROUP BY user_id, task_id
        ) AS tasks CROSS JOIN UNNEST(ARRAY[newest]) AS each_newest (op, status)
        WHERE op <> 'delete' GROUP BY status
    """,
    "row_number over all changes": """
        SELECT status, count(*) FROM (
            SELECT op, status,
                row_number() OVER (PARTITION BY user_id, task_id ORDER BY generation DESC, created_at DESC, version DESC) AS place
            FROM task_timeline
        ) AS changes
        WHERE place = 1 AND op <> 'delete' GROUP BY status
    """,
}
"""The question "tasks by status" as who has only a log of changes asks it."""


@dataclass(frozen=True)
class FilledLake:
    lake: Lake
    board: Board
    changes: int

    def bytes(self, sql: str, parameters: tuple[str, ...] = ()) -> int:
        return self.lake.sql.bytes_scanned(sql, parameters)

    def current(self, name: str) -> int:
        task = self.board.tasks[7]
        return self.bytes(CURRENT[name].format(task_id=task.id, user_id=task.user_id))

    def sizes(self, questions: list[Statement]) -> int:
        task = self.board.tasks[7]
        month_ago = (f"'{NOW - timedelta(days=30):%Y-%m-%d}'",)
        parameters = {
            **{each.name: month_ago for each in questions if each.name.endswith("_since")},
            "task_changes": (f"'{task.id}'",),
            "tasks_by_status_at": (f"'{NOW - timedelta(days=3):%Y-%m-%d %H:%M:%S}'",),
            "tasks_of_user": (f"'{task.user_id}'", "'in_progress'"),
        }
        return sum(self.bytes(each.sql, parameters.get(each.name, ())) for each in questions)

    def maintenance(self) -> int:
        """Run every statement once, and return the bytes that they read."""
        running = RunningStatement()
        for each in statements("maintenance"):
            self.lake.sql.execute(each.rendered(WINDOWS.parameters()), running=running)
        return running.bytes_scanned

    def answer(self, sql: str) -> list[tuple[object, ...]]:
        return sorted(tuple(row.values()) for row in self.lake.rows(sql))

    @property
    def json_bytes(self) -> int:
        return sum(self.board.json_bytes.values())


def figures() -> Iterator[Figure]:
    with filled_lakes() as lakes:
        yield from beside_json(lakes)
        for question in CURRENT:
            yield from slope(question, lakes, lambda each, question=question: each.current(question))
        yield from from_changes(lakes)
        largest = lakes[-1]
        sizes = [largest.current(name) for name in ("one user's tasks", "all tasks")]
        yield replace(figure("one user's tasks", largest, "all tasks", *sizes), bar=BAR_OF_A_USER)
        yield from slope("one maintenance run", lakes, FilledLake.maintenance)
    with emulator_in_folder() as (emulator, folder):
        yield wide(emulator, folder)


@contextmanager
def filled_lakes() -> Generator[list[FilledLake]]:
    """Yield a lake for each of `DAYS`, which are gone afterwards."""
    with emulator_in_folder() as (emulator, folder):
        yield [filled_lake(emulator, folder, days) for days in DAYS]


@contextmanager
def emulator_in_folder() -> Generator[tuple[Emulator, Path]]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with emulator_in(folder) as emulator:
            yield emulator, folder


def beside_json(lakes: list[FilledLake]) -> Iterator[Figure]:
    kinds = {
        "the ten questions": list(statements("queries")),
        "the prepared statements": list(statements("prepared")),
    }
    for kind, questions in kinds.items():
        for each in lakes:
            bar = BAR_OF_ALL if kind == "the ten questions" and each is lakes[-1] else None
            theirs = each.json_bytes * len(questions)
            yield replace(figure(kind, each, LINES, each.sizes(questions), theirs), bar=bar)


def from_changes(lakes: list[FilledLake]) -> Iterator[Figure]:
    """Yield what the view of tasks takes beside all changes ranked, which answer the same."""
    view = CURRENT["tasks by status"]
    for reference, sql in BY_STATUS_FROM_CHANGES.items():
        for each in lakes:
            made = figure("tasks by status", each, reference, each.bytes(view), each.bytes(sql))
            yield replace(made, is_equal=each.answer(view) == each.answer(sql))


def wide(emulator: Emulator, folder: Path) -> Figure:
    board = WideBoard.filled(emulator.session(), folder / "wide")
    mine, every = board.bytes("WHERE user_id = ?", (f"'{board.user_id}'",)), board.bytes()
    return Figure(
        claim="history", name=f"one user's tasks, {board.tasks:,} tasks of which {board.changed:,} are in the tail",
        unit="kB read", reference="all tasks", ours=rounded([mine / 1e3]), theirs=rounded([every / 1e3]), bar=BAR_OF_A_USER,
    )  # fmt: skip


def slope(name: str, lakes: list[FilledLake], read: Callable[[FilledLake], int]) -> Iterator[Figure]:
    sizes = [read(each) for each in lakes]
    for each, size in zip(lakes, sizes, strict=True):
        yield figure(name, each, f"a history of {lakes[0].changes:,} changes", size, sizes[0])


def figure(name: str, lake: FilledLake, reference: str, ours: int, theirs: int) -> Figure:
    return Figure(
        claim="history", name=f"{name}, {lake.changes:,} changes", unit="kB read", reference=reference,
        ours=rounded([ours / 1e3]), theirs=rounded([theirs / 1e3]),
    )  # fmt: skip


def filled_lake(emulator: Emulator, folder: Path, days: int) -> FilledLake:
    name = f"lake{days}"
    (folder / name).mkdir()
    lake, board = realize_lake(name, emulator.session(), folder / name), Board(Random(days))  # noqa: S311  # not for secrets
    board.fill(lake, days)
    return FilledLake(lake, board, CHANGES_PER_DAY * days)
