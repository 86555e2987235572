"""Where one of each ends: what AWS allows, divided by what a write, a task or a change takes of it."""

from dataclasses import dataclass
from typing import Final

from tasklake_operations.cost.bill import DEFAULTS
from tasklake_operations.cost.data import table, value
from tasklake_operations.cost.lake_bill import COMPARISON_SECONDS, COMPARISON_SECONDS_A_TASK, HISTORY_DAYS
from tasklake_operations.cost.units import (
    IN_INDEXES,
    UNITS,
    api_milliseconds,
    etl_milliseconds,
    writes_a_change,
)

PROFILE_WRITES: Final = 1
"""Write units by which a sign-up adds its entry to the index partition of all active profiles."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound of one thing.

    Attributes:
        of: What ends.
        name: The entry of limits.toml.
        takes: What one of `what` takes of it.
        what: What there can be so much of.
        fixed: What it takes of it whatever there is.
    """

    of: str
    name: str
    takes: float
    what: str
    fixed: float = 0

    @property
    def allowed(self) -> float:
        return allowed(self.name)

    @property
    def ends_at(self) -> float:
        return (self.allowed - self.fixed) / self.takes


def allowed(name: str) -> float:
    return table("limits.toml")[1][name]["value"]


def limits() -> list[Limit]:
    """Return the bounds, with what the inputs of the bill say that each thing takes."""
    batch = value("batch_size")
    shard = etl_milliseconds(1, batch) / 1000 / batch
    row, day = value("merged_row_bytes"), 86_400
    # A merge reads the arrivals of twice the tail, and the history of some days.
    merge = value("object_change_bytes") * 2 * value("tail_hours") * 3600 + row * HISTORY_DAYS * day
    return [
        Limit("one user who creates", "partition_writes", UNITS["create"].writes - IN_INDEXES, "creates a second"),
        Limit("one user who patches", "partition_writes", UNITS["patch"].writes - IN_INDEXES, "patches a second"),
        Limit("one user who deletes", "partition_writes", UNITS["delete"].writes - IN_INDEXES, "deletes a second"),
        Limit("`PROFILE#active`, one index partition", "partition_writes", PROFILE_WRITES, "sign-ups a second"),
        Limit("one table", "table_writes", writes_a_change(DEFAULTS), "changes a second"),
        Limit("one HTTP API", "http_requests", 1, "requests a second"),
        Limit("the API function", "lambda_concurrency", api_milliseconds() / 1000, "requests a second"),
        Limit("one shard, for its writers", "partition_writes", writes_a_change(DEFAULTS), "changes a second"),
        Limit("one shard, for the stream function", "shard_environments", shard, "changes a second"),
        Limit("one batch", "lambda_payload", value("change_json_bytes"), "changes"),
        Limit("the scheduled comparison", "lambda_seconds", COMPARISON_SECONDS_A_TASK, "tasks", COMPARISON_SECONDS),
        Limit("one merge of the history", "merge_bytes", merge, "changes a second"),
        Limit("a question that reads all of the history", "query_bytes", row, "changes in all"),
    ]  # fmt: skip
