"""The API function as it is deployed, beside FastAPI and Mangum with boto3's client."""
# ruff: noqa: INP001  # a script's

import json
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zipfile import ZipFile

from bench import callgrind
from bench.figures import Figure, rounded
from bench.function_process.events import CREATED, REQUESTS, TASK_ID, USER_ID
from infrastructure.bundle import Platform, build_bundle
from tasklake.deletion import expiry
from tasklake.items import item_from_task
from tasklake.models import Task, TaskPriority, TaskStatus
from tasklake_operations.checkout import REPOSITORY

HERE: Final = Path(__file__).parent / "function_process"
CLAIM: Final = "api"
REFERENCE: Final = "FastAPI + Mangum + boto3 client"
BARS: Final = {"get": 0.72, "create": 0.80, "list of 25": 0.52, "patch": 0.75, "delete": 0.75}
COLD_BAR, COLD_CPU_BAR = 0.63, 0.23
ROUNDS: Final = 3
REPEATED: Final = 40
"""Requests that function.py counts of each kind."""

VARIABLES: Final = {
    "PYTHONHASHSEED": "0",
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "x" * 40,
    "AWS_SESSION_TOKEN": "x" * 400,
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_LAMBDA_FUNCTION_NAME": "api",
    "TABLE_NAME": "tasks",
    "TABLE_GENERATION": "0",
    "DELTA_SYNC": "false",
    "RATE_LIMIT_PER_SECOND": "1000000",
    "RATE_LIMIT_BURST": "1000000",
    "SIGN_IN_URL": "https://sign-in.example",
    "USER_POOL_CLIENT_ID": "client",
    "POWERTOOLS_SERVICE_NAME": "api",
    "POWERTOOLS_METRICS_NAMESPACE": "Tasklake",
}


@dataclass(frozen=True)
class Side:
    """One of both functions: where it lies, its module, and what the table answers it."""

    path: tuple[Path, ...]
    module: str
    answers: Path

    def environment(self, *, has_bytecode: bool = True) -> dict[str, str]:
        path = ":".join(str(folder) for folder in (*self.path, HERE))
        compiled = {} if has_bytecode else {"PYTHONPYCACHEPREFIX": "/nowhere", "PYTHONDONTWRITEBYTECODE": "1"}
        return {**VARIABLES, "PYTHONPATH": path, **compiled}

    def command(self, out: Path, what: str) -> list[str]:
        # Without site: what .venv holds besides is nobody's.
        return [
            sys.executable, "-S", str(HERE / "function.py"), self.module, str(self.answers), str(out), what
        ]  # fmt: skip

    def run(self, what: str, *, has_bytecode: bool = True) -> dict[str, Any]:
        with TemporaryDirectory() as folder:
            out = Path(folder, "out.json")
            subprocess.run(  # noqa: S603  # the function on either side
                self.command(out, what),
                check=True,
                env=self.environment(has_bytecode=has_bytecode),
                stdout=subprocess.DEVNULL,
            )
            return json.loads(out.read_text())


def figures() -> Iterator[Figure]:
    with both_sides() as (ours, theirs):
        equal = equality(ours.run("answers"), theirs.run("answers"))
        if others := [name for name, is_equal in equal.items() if not is_equal]:
            raise RuntimeError(f"Both sides do not answer the same to: {', '.join(others)}.")
        cold = [(ours.run("cold"), theirs.run("cold", has_bytecode=False)) for _ in range(ROUNDS)]
        warm = [(ours.run("warm"), theirs.run("warm")) for _ in range(ROUNDS)]
        if callgrind.version():
            yield from counted(ours, theirs, equal)
    for name in REQUESTS:
        yield Figure(
            claim=CLAIM, name=f"warm {name}", unit="µs of CPU", reference=REFERENCE,
            ours=rounded(a[name] for a, _ in warm), theirs=rounded(b[name] for _, b in warm), is_equal=equal[name],
        )  # fmt: skip
    yield Figure(
        claim=CLAIM, name="cold, first get, theirs as usually zipped", unit="ms of CPU", reference=REFERENCE,
        ours=rounded(a["cpu_ms"] for a, _ in cold), theirs=rounded(b["cpu_ms"] for _, b in cold),
        bar=COLD_CPU_BAR, is_equal=equal["get"],
    )  # fmt: skip


def counted(ours: Side, theirs: Side, equal: Mapping[str, bool]) -> Iterator[Figure]:
    out = Path("/dev/null")
    warm = [callgrind.dumped(side.command(out, "warm"), side.environment()) for side in (ours, theirs)]
    for name in REQUESTS:
        a, b = (rounded([counts[name] / REPEATED / 1e3]) for counts in warm)
        yield Figure(
            claim=CLAIM, name=f"warm {name}", unit="thousand instructions", reference=REFERENCE, ours=a, theirs=b,
            bar=BARS.get(name), is_equal=equal[name],
        )  # fmt: skip
    cold = [callgrind.instructions(side.command(out, "cold"), side.environment()) for side in (ours, theirs)]
    a, b = (rounded([count / 1e6]) for count in cold)
    yield Figure(
        claim=CLAIM, name="cold, first get", unit="million instructions", reference=REFERENCE, ours=a, theirs=b,
        bar=COLD_BAR, is_equal=equal["get"],
    )  # fmt: skip


@contextmanager
def both_sides() -> Generator[tuple[Side, Side]]:
    bundle = build_bundle(REPOSITORY / "services" / "api", Platform.HOST)
    with TemporaryDirectory() as name:
        folder = Path(name)
        with ZipFile(bundle) as archive:
            archive.extractall(folder / "bundle")
        (packages,) = (REPOSITORY / "bench" / ".venv" / "lib").glob("python3*/site-packages")
        (folder / "ours.json").write_text(json.dumps(answers(item_from_task)))
        (folder / "theirs.json").write_text(json.dumps(answers(lean_item)))
        theirs = (packages, REPOSITORY / "bench" / "references")
        yield (
            Side((folder / "bundle",), "tasklake_api.handler", folder / "ours.json"),
            Side(theirs, "tasks_api", folder / "theirs.json"),
        )


def equality(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, bool]:
    return {name: answer(ours[name]) == answer(theirs[name]) for name in REQUESTS}


def answer(response: Mapping[str, Any]) -> object:
    """Return status and body of an answer, without what is new in each; cursors are each side's own."""
    body: dict[str, Any] = json.loads(response["body"] or "{}")
    if "next_cursor" in body:
        body["next_cursor"] = bool(body["next_cursor"])
    is_new = response["statusCode"] == 201  # noqa: PLR2004
    new = {"id", "created_at", "updated_at"} if is_new else set[str]()
    return response["statusCode"], {name: value for name, value in body.items() if name not in new}


def tasks() -> list[Task]:
    """Return 26 tasks, one more than a page has, the first of them that of the requests."""
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    return [
        Task(
            id=f"{TASK_ID[:-4]}{number + 1:04}",
            user_id=USER_ID,
            title=f"{CREATED['title']} of part {number}",
            description=CREATED["description"],
            status=TaskStatus.IN_PROGRESS if number % 2 == 0 else TaskStatus.COMPLETED,
            priority=TaskPriority.HIGH,
            category="workshop",
            due_date=date(2026, 4, 1 + number % 28),
            created_at=at,
            updated_at=at + timedelta(hours=number),
            completed_at=at + timedelta(hours=number) if number % 2 else None,
            version=2,
            request_id=f"request-{number}",
        )
        for number in range(26)
    ]


def lean_item(task: Task) -> dict[str, dict[str, str]]:
    """Return what the reference stores of a task: its answer and the key; times as the texts they are answered with."""
    plain: dict[str, str | None] = {
        "pk": f"USER#{task.user_id}", "sk": f"TASK#{task.id}", "id": task.id, "user_id": task.user_id,
        "title": task.title, "description": task.description, "status": task.status, "priority": task.priority,
        "category": task.category, "due_date": task.due_date and task.due_date.isoformat(),
        "created_at": stamp(task.created_at), "updated_at": stamp(task.updated_at),
        "completed_at": task.completed_at and stamp(task.completed_at),
    }  # fmt: skip
    return {name: {"S": value} for name, value in plain.items() if value} | {
        "version": {"N": str(task.version)}
    }


def stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def answers(item: Any) -> dict[str, Any]:  # noqa: ANN401  # either of both forms
    items = [item(task) for task in tasks()]
    units = {"TableName": "tasks", "CapacityUnits": 1.0}
    at = tasks()[0].updated_at
    tombstone = {
        name: value
        for name, value in items[0].items()
        if name in {"pk", "sk", "entity", "created_at", "updated_at", "version", "generation", "request_id"}
    }
    tombstone |= {"deleted_at": {"N": "1772366400000"}, "expires_at": {"N": str(expiry(at))}}
    return {
        "GetItem": {"Item": items[0], "ConsumedCapacity": units},
        "Query": {"Items": items, "ConsumedCapacity": units},
        "UpdateItem": {"Attributes": items[0], "ConsumedCapacity": units},
        "Tombstone": {"Attributes": tombstone, "ConsumedCapacity": units},
        "DeleteItem": {},
        "TransactWriteItems": {"ConsumedCapacity": [units]},
        "BatchWriteItem": {"UnprocessedItems": {}, "ConsumedCapacity": [units]},
    }
