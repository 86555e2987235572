"""The rows of a batch of stream records as most would make them: boto3's TypeDeserializer, a pydantic model, pyarrow."""
# ruff: noqa: INP001  # imported by its name alone

import io
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, cast

import pyarrow as pa
import pyarrow.parquet as pq
from boto3.dynamodb.types import TypeDeserializer
from pydantic import BaseModel

type Records = Sequence[dict[str, Any]]


class TaskImage(BaseModel):
    pk: str
    sk: str
    title: str
    description: str | None = None
    status: Literal["pending", "in_progress", "completed", "cancelled"]
    priority: Literal["low", "medium", "high", "urgent"]
    category: str | None = None
    due_date: date | None = None
    created_at: int
    updated_at: int
    completed_at: int | None = None
    version: int
    request_id: str


def pydantic_rows(records: Records) -> list[dict[str, Any]]:
    deserialize = TypeDeserializer().deserialize
    rows: list[dict[str, Any]] = []
    for record in records:
        change = record["dynamodb"]
        old, new = (
            TaskImage.model_validate({name: deserialize(value) for name, value in change[image].items()})
            if image in change
            else None
            for image in ("OldImage", "NewImage")
        )
        item = cast("TaskImage", new or old)
        row = item.model_dump(mode="json", exclude={"title", "description"})
        row["op"] = record["eventName"]
        row["sequence"] = change["SequenceNumber"]
        row["previous_status"] = old and old.status
        row["changed"] = [
            name for name in TaskImage.model_fields if getattr(old, name, None) != getattr(new, name, None)
        ]
        rows.append(row)
    return rows


def pydantic_to_parquet(records: Records) -> bytes:
    file = io.BytesIO()
    pq.write_table(  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
        pa.Table.from_pylist(pydantic_rows(records)), file, compression="zstd"
    )
    return file.getvalue()
