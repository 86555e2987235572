"""All that is stored of a user, on the wire."""

from datetime import UTC, datetime
from typing import Annotated, Literal, TypedDict

from pydantic import BaseModel, StringConstraints

from tasklake.deletion import Deletion
from tasklake.field_forms import STRICT, timestamp
from tasklake.idempotency import IdempotencyRecord
from tasklake.models import Task, User
from tasklake.repository import Stored
from tasklake_api.task_wire import TaskRepresentation, task_representation
from tasklake_api.user_wire import UserRepresentation, user_representation
from tasklake_api.wire import Id, Limit, Timestamp, Version

# It may name an Idempotency-Key, of up to 255 characters.
ExportCursor = Annotated[str, StringConstraints(max_length=400)]


class ExportParameters(BaseModel):
    model_config = STRICT

    limit: Limit = 25
    cursor: ExportCursor | None = None


class RequestRecord(TypedDict):
    idempotency_key: str
    task_ids: list[Id]
    created_at: Timestamp
    expires_at: Timestamp


class DeletionRecord(TypedDict):
    task_id: Id
    version: Version
    created_at: Timestamp
    deleted_at: Timestamp
    expires_at: Timestamp


class ExportedProfile(TypedDict):
    kind: Literal["profile"]
    profile: UserRepresentation


class ExportedTask(TypedDict):
    kind: Literal["task"]
    task: TaskRepresentation


class ExportedRequest(TypedDict):
    kind: Literal["request"]
    request: RequestRecord


class ExportedDeletion(TypedDict):
    kind: Literal["deletion"]
    deletion: DeletionRecord


type Exported = ExportedProfile | ExportedTask | ExportedRequest | ExportedDeletion


def exported(stored: Stored) -> Exported:
    match stored:
        case User():
            return {"kind": "profile", "profile": user_representation(stored)}
        case Task():
            return {"kind": "task", "task": task_representation(stored)}
        case IdempotencyRecord():
            return {"kind": "request", "request": request_record(stored)}
        case Deletion():
            return {"kind": "deletion", "deletion": deletion_record(stored)}


def request_record(record: IdempotencyRecord) -> RequestRecord:
    of_batch = [outcome.task_id for outcome in record.outcomes]
    return {
        "idempotency_key": record.key.text,
        "task_ids": [record.task_id] if record.task_id else of_batch,
        "created_at": timestamp(record.created_at),
        "expires_at": second(record.expires_at),
    }


def deletion_record(deletion: Deletion) -> DeletionRecord:
    return {
        "task_id": deletion.task_id,
        "version": deletion.version,
        "created_at": timestamp(deletion.created_at),
        "deleted_at": timestamp(deletion.deleted_at),
        "expires_at": second(deletion.expires_at),
    }


def second(of_epoch: int) -> str:
    return timestamp(datetime.fromtimestamp(of_epoch, UTC))
