"""The settings of a stack that say how long the lake keeps what, and how often it is maintained."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from infrastructure.scheduled_function import Rhythm
from infrastructure.settings.values import as_choice, as_off

type MaintenanceIntervalHours = Literal[1, 2, 3, 4, 6]
"""Divisors of a day, so that the hours are the same every day."""


class LakeSettings(BaseModel):
    """What `Settings` has of the lake."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    raw_retention_days: Annotated[int, Field(ge=30, le=3650)] = 365
    """How long event objects stay, and how far back the event tables reach."""

    lake_tail_hours: Annotated[int, Field(ge=6, le=168)] = 24
    """Hours of arrivals that the views read beside the merged tables; each run of the maintenance reads twice as many.

    What has arrived and is not merged by then is gone from the views until a wider run merges it; the default survives
    a night without maintenance. Every hour less makes queries read less.
    """

    lake_snapshot_retention_days: Annotated[int, Field(ge=1, le=35)] = 7
    """How far back a query of the merged tables can travel in time."""

    lake_version_retention_days: Annotated[int, Field(ge=0, le=365)] = 7
    """How long an object of the lake's bucket can be brought back that was overwritten or deleted; 0 for not at all."""

    maintenance_interval_hours: Annotated[MaintenanceIntervalHours, BeforeValidator(as_choice)] = 1
    """Hours from one MERGE of events into a table to the next; a quarter of the tail at the most."""

    maintenance_bytes_scanned_cutoff: Annotated[int, Field(ge=10_485_760)] = 1_099_511_627_776
    """Bytes after which Athena cancels a maintenance statement: a bound on what a mistake costs."""

    lake_verification: Annotated[Rhythm | Literal["off"], BeforeValidator(as_off)] = "daily"
    """How often table and lake are compared in the account; off leaves it to `tasklake lake verify`.

    A run reads all of the table, and has 15 minutes: ADR-012 has what that costs, and for which sizes it is enough.
    """

    lake_erasure: Annotated[Rhythm | Literal["off"], BeforeValidator(as_off)] = "weekly"
    """How often erased users are taken out of the lake in the account; off leaves it to `tasklake lake erase` each week.

    A batch reads who has which row of all the lake: ADR-017 has what that costs.
    """

    query_results_retention_days: Annotated[int, Field(ge=1, le=365)] = 7
    scratch_days: Annotated[int, Field(ge=0, le=365)] = 0
    """How long the rows of analysts' own tables stay, in a scratch database beside the lake; 0 for no such database.

    They lie among the results of queries, and so cannot stay longer than those.
    """

    query_bytes_scanned_cutoff: Annotated[int, Field(ge=10_485_760)] = 107_374_182_400
    """Bytes after which Athena cancels a query; 10 MB is its own lower bound."""

    @field_validator("scratch_days")
    @classmethod
    def goes_with_results(cls, days: int, info: ValidationInfo) -> int:
        """Refuse days in which the rule of all results would have taken the rows."""
        if days > (results := info.data.get("query_results_retention_days", days)):
            raise ValueError(f"must be query_results_retention_days ({results}) at the most")
        return days

    @field_validator("maintenance_interval_hours")
    @classmethod
    def fits_into_tail(cls, hours: int, info: ValidationInfo) -> int:
        """Refuse an interval of which the alarm on missed merges could not see one before it is too late."""
        tail_hours = info.data.get("lake_tail_hours", hours * 4)
        if hours * 4 > tail_hours:
            raise ValueError(f"must be a quarter of lake_tail_hours ({tail_hours}) at the most")
        return hours
