"""What both references do besides HTTP: pydantic models, and the tasks in DynamoDB by boto3's client.

Where there is a choice it takes what costs less: texts stored as they are answered, a tuned client, no response models. It
calls DynamoDB as the API does, and leaves out what no client sees: log line, metrics, rate limit, request ids, capacity.
"""
# The packages are those of requirements.in, which the project itself does not have.
# pyright: basic, reportMissingImports=false
# ruff: noqa: INP001  # imported by its name alone

import os
import time
import uuid
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

import boto3
from botocore.config import Config
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

TABLE = os.environ["TABLE_NAME"]
client: Any = boto3.client(
    "dynamodb",
    # A client without these takes a third more of a request.
    config=Config(
        user_agent=f"tasks Boto3/{boto3.__version__}",
        parameter_validation=False,
        retries={"mode": "standard", "total_max_attempts": 3},
    ),
)
TEXTS = (
    "id",
    "user_id",
    "title",
    "description",
    "status",
    "priority",
    "category",
    "due_date",
    "created_at",
    "updated_at",
    "completed_at",
)


class Status(StrEnum):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


Title = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Description = Annotated[str, StringConstraints(max_length=4000)]
Category = Annotated[str, StringConstraints(max_length=50)]
Labels = Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=50)]], Field(max_length=20)]


class TaskCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Title
    description: Description | None = None
    status: Status = Status.PENDING
    priority: Priority = Priority.MEDIUM
    category: Category | None = None
    labels: Labels = []
    due_date: date | None = None


class TaskPatch(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Title | None = None
    description: Description | None = None
    status: Status | None = None
    priority: Priority | None = None
    category: Category | None = None
    labels: Labels | None = None
    due_date: date | None = None


class RefusedError(Exception):
    """What is answered by a status alone."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def task_of(item: dict[str, Any]) -> dict[str, Any]:
    task: dict[str, Any] = {name: item[name]["S"] if name in item else None for name in TEXTS}
    labels = [value["S"] for value in item["labels"]["L"]] if "labels" in item else []
    return task | {"labels": labels, "version": int(item["version"]["N"])}


def item_of(task: dict[str, Any]) -> dict[str, Any]:
    key = key_of(task["user_id"], task["id"])
    texts = {name: {"S": task[name]} for name in TEXTS if task[name] is not None}
    labels = {"labels": value_of(task["labels"])} if task["labels"] else {}
    return {**key, **texts, **labels, "version": {"N": str(task["version"])}}


def value_of(value: str | list[str]) -> dict[str, Any]:
    return {"S": value} if isinstance(value, str) else {"L": [{"S": each} for each in value]}


def key_of(owner: str, task_id: str) -> dict[str, Any]:
    return {"pk": {"S": f"USER#{owner}"}, "sk": {"S": f"TASK#{task_id}"}}


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def create(owner: str, body: TaskCreate) -> dict[str, Any]:
    at, task_id = now(), str(uuid.uuid4())
    task = {
        "id": task_id,
        "user_id": owner,
        **body.model_dump(mode="json"),
        "created_at": at,
        "updated_at": at,
        "completed_at": at if body.status is Status.COMPLETED else None,
        "version": 1,
    }
    profile = {"pk": {"S": f"USER#{owner}"}, "sk": {"S": "PROFILE"}}
    condition = {"TableName": TABLE, "Key": profile, "ConditionExpression": "attribute_exists(pk)"}
    put = {"TableName": TABLE, "Item": item_of(task), "ConditionExpression": "attribute_not_exists(pk)"}
    try:
        client.transact_write_items(TransactItems=[{"ConditionCheck": condition}, {"Put": put}])
    except client.exceptions.TransactionCanceledException:
        raise RefusedError(409) from None
    return task


def page(owner: str, limit: int, cursor: str | None) -> dict[str, Any]:
    start = {"ExclusiveStartKey": key_of(owner, cursor)} if cursor else {}
    answer = client.query(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues={":pk": {"S": f"USER#{owner}"}, ":sk": {"S": "TASK#"}},
        ConsistentRead=True,
        Limit=limit,
        **start,
    )
    last = answer.get("LastEvaluatedKey")
    next_cursor = last["sk"]["S"].removeprefix("TASK#") if last else None
    return {"items": [task_of(item) for item in answer["Items"]], "next_cursor": next_cursor}


def get(owner: str, task_id: str) -> dict[str, Any]:
    answer = client.get_item(TableName=TABLE, Key=key_of(owner, task_id), ConsistentRead=True)
    if "Item" not in answer:
        raise RefusedError(404)
    return task_of(answer["Item"])


def update(owner: str, task_id: str, body: TaskPatch, if_match: str | None) -> dict[str, Any]:
    changes = {**body.model_dump(mode="json", exclude_unset=True), "updated_at": now()}
    cleared = [name for name, value in changes.items() if value is None]
    names = {f"#{name}": name for name in changes} | {"#version": "version"}
    values = {f":{name}": value_of(value) for name, value in changes.items() if value is not None}
    values[":one"] = {"N": "1"}
    assignments = ", ".join(f"#{name} = :{name}" for name in changes if name not in cleared)
    removals = f" REMOVE {', '.join(f'#{name}' for name in cleared)}" if cleared else ""
    condition = "attribute_exists(pk)"
    if if_match:
        condition += " AND #version = :expected"
        values[":expected"] = {"N": if_match.strip('"')}
    try:
        answer = client.update_item(
            TableName=TABLE,
            Key=key_of(owner, task_id),
            UpdateExpression=f"SET {assignments} ADD #version :one{removals}",
            ConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            ReturnValues="ALL_NEW",
        )
    except client.exceptions.ConditionalCheckFailedException:
        raise RefusedError(412 if if_match else 404) from None
    return task_of(answer["Attributes"])


def delete(owner: str, task_id: str, *, in_one_call: bool) -> None:
    """Delete as the API does, by a tombstone for the stream and a record instead of it, or by one call where asked to."""
    key, at = key_of(owner, task_id), str(time.time_ns() // 1_000_000)
    try:
        if in_one_call:
            client.delete_item(TableName=TABLE, Key=key, ConditionExpression="attribute_exists(pk)")
            return
        client.update_item(
            TableName=TABLE,
            Key=key,
            UpdateExpression="SET deleted_at = :at, expires_at = :expires_at REMOVE title, description",
            ConditionExpression="attribute_exists(pk) AND attribute_not_exists(deleted_at)",
            ExpressionAttributeValues={":at": {"N": at}, ":expires_at": {"N": at[:-3]}},
        )
    except client.exceptions.ConditionalCheckFailedException:
        raise RefusedError(404) from None
    record = {"pk": key["pk"], "sk": {"S": f"DELETED#{task_id}"}, "deleted_at": {"N": at}}
    requests = [{"DeleteRequest": {"Key": key}}, {"PutRequest": {"Item": record}}]
    client.batch_write_item(RequestItems={TABLE: requests})
