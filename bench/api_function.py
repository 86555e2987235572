"""The API function as it is deployed, beside others of the same work: FastAPI and Mangum, and Powertools with validation."""
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
FASTAPI, POWERTOOLS = "FastAPI + Mangum + boto3 client", "Powertools with validation + boto3 client"
REFERENCES: Final = {FASTAPI: "tasks_api", POWERTOOLS: "tasks_powertools"}
BARS: Final = {"get": 0.72, "create": 0.80, "list of 25": 0.52, "patch": 0.75, "delete": 0.75}
COLD_BAR, COLD_CPU_BAR = 0.63, 0.23
"""What should not be exceeded beside FastAPI."""

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
    with all_sides() as (ours, references):
        given = ours.run("answers")
        equal = {name: equality(given, side.run("answers")) for name, side in references.items()}
        for reference, of_each in equal.items():
            if others := [name for name, is_equal in of_each.items() if not is_equal]:
                raise RuntimeError(f"{reference} does not answer the same to: {', '.join(others)}.")
        sides = {"": ours, **references}
        cold = [
            {name: side.run("cold", has_bytecode=side is ours) for name, side in sides.items()}
            for _ in range(ROUNDS)
        ]
        warm = [{name: side.run("warm") for name, side in sides.items()} for _ in range(ROUNDS)]
        if callgrind.version():
            yield from counted(sides, equal)
    for reference, of_each in equal.items():
        for name in REQUESTS:
            yield Figure(
                claim=CLAIM, name=f"warm {name}", unit="µs of CPU", reference=reference,
                ours=rounded(each[""][name] for each in warm), theirs=rounded(each[reference][name] for each in warm),
                is_equal=of_each[name],
            )  # fmt: skip
        yield Figure(
            claim=CLAIM, name="cold, first get, theirs as usually zipped", unit="ms of CPU", reference=reference,
            ours=rounded(each[""]["cpu_ms"] for each in cold), theirs=rounded(each[reference]["cpu_ms"] for each in cold),
            bar=COLD_CPU_BAR if reference == FASTAPI else None, is_equal=of_each["get"],
        )  # fmt: skip


def counted(sides: Mapping[str, Side], equal: Mapping[str, Mapping[str, bool]]) -> Iterator[Figure]:
    out = Path("/dev/null")
    warm = {
        name: callgrind.dumped(side.command(out, "warm"), side.environment()) for name, side in sides.items()
    }
    cold = {
        name: callgrind.instructions(side.command(out, "cold"), side.environment())
        for name, side in sides.items()
    }
    for reference, of_each in equal.items():
        has_bars = reference == FASTAPI
        for name in REQUESTS:
            a, b = (rounded([warm[side][name] / REPEATED / 1e3]) for side in ("", reference))
            yield Figure(
                claim=CLAIM, name=f"warm {name}", unit="thousand instructions", reference=reference, ours=a, theirs=b,
                bar=BARS.get(name) if has_bars else None, is_equal=of_each[name],
            )  # fmt: skip
        a, b = (rounded([cold[side] / 1e6]) for side in ("", reference))
        yield Figure(
            claim=CLAIM, name="cold, first get", unit="million instructions", reference=reference, ours=a, theirs=b,
            bar=COLD_BAR if has_bars else None, is_equal=of_each["get"],
        )  # fmt: skip


@contextmanager
def all_sides() -> Generator[tuple[Side, dict[str, Side]]]:
    bundle = build_bundle(REPOSITORY / "services" / "api", Platform.HOST)
    with TemporaryDirectory() as name:
        folder = Path(name)
        with ZipFile(bundle) as archive:
            archive.extractall(folder / "bundle")
        (packages,) = (REPOSITORY / "bench" / ".venv" / "lib").glob("python3*/site-packages")
        (folder / "ours.json").write_text(json.dumps(answers(item_from_task)))
        (folder / "theirs.json").write_text(json.dumps(answers(lean_item)))
        path = (packages, REPOSITORY / "bench" / "references")
        yield (
            Side((folder / "bundle",), "tasklake_api.handler", folder / "ours.json"),
            {name: Side(path, module, folder / "theirs.json") for name, module in REFERENCES.items()},
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
