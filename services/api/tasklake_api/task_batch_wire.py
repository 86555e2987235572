"""Batches of tasks on the wire: what a client may send, and what it gets."""

from typing import Annotated, Final, Literal, TypedDict

from pydantic import BaseModel, Discriminator, Field, StringConstraints, TypeAdapter

from tasklake.batches import MOST_OPERATIONS, Change, Creation, Operation, Outcome, Removal
from tasklake.field_forms import STRICT, TaskCreate, Uuid
from tasklake.models import Revision, create_task, utc_now
from tasklake_api.conditions import entity_tag, revision_of_tag
from tasklake_api.problems import ProblemError, ProblemType
from tasklake_api.task_wire import TaskPatch
from tasklake_api.wire import Id

EntityTag = Annotated[str, StringConstraints(pattern=r'^"(?:[1-9][0-9]{0,8}\.)?[1-9][0-9]{0,17}"$')]


class BatchCreate(BaseModel):
    model_config = STRICT

    op: Literal["create"]
    task: TaskCreate


class BatchUpdate(BaseModel):
    model_config = STRICT

    op: Literal["update"]
    id: Uuid
    task: TaskPatch
    if_match: EntityTag | None = None


class BatchDelete(BaseModel):
    model_config = STRICT

    op: Literal["delete"]
    id: Uuid
    if_match: EntityTag | None = None


BatchOperation = Annotated[
    BatchCreate | BatchUpdate | BatchDelete,
    Discriminator(
        "op",
        custom_error_type="operation",
        custom_error_message="Input should be an object with op create, update or delete",
    ),
]


class TaskBatch(BaseModel):
    model_config = STRICT

    operations: Annotated[list[BatchOperation], Field(min_length=1, max_length=MOST_OPERATIONS)]


class TaskBatchResult(TypedDict):
    id: Id
    etag: str | None


TASK_BATCH: Final = TypeAdapter(TaskBatch)


def operations_of(batch: TaskBatch, user_id: str, request_id: str) -> list[Operation]:
    """Return the operations of a batch.

    Raises:
        ProblemError: Two are on one task: which would come first?
    """
    found: list[Operation] = []
    seen: set[str] = set()
    now = utc_now()
    for index, sent in enumerate(batch.operations):
        if not isinstance(sent, BatchCreate):
            if sent.id in seen:
                raise second_operation(index)
            seen.add(sent.id)
        match sent:
            case BatchCreate():
                task = create_task(user_id=user_id, now=now, request_id=request_id, **dict(sent.task))
                found.append(Creation(task))
            case BatchUpdate():
                found.append(Change(sent.id, sent.task, expected(sent.if_match)))
            case BatchDelete():
                found.append(Removal(sent.id, expected(sent.if_match)))
    return found


def expected(tag: str | None) -> Revision | None:
    return revision_of_tag(tag.strip('"')) if tag else None


def second_operation(index: int) -> ProblemError:
    detail = "An earlier operation is on the same task."
    return ProblemError(
        ProblemType.VALIDATION_FAILED,
        detail,
        errors=[{"detail": detail, "pointer": f"#/operations/{index}/id"}],
    )


def batch_result(outcome: Outcome) -> TaskBatchResult:
    return {"id": outcome.task_id, "etag": entity_tag(outcome.revision) if outcome.revision else None}
