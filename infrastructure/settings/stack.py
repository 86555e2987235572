"""The settings of a stack: every key that Pulumi.<stack>.yaml may hold under `tasklake:`."""

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from itertools import pairwise
from math import ceil
from typing import Annotated, Any, Final, Literal, Self

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env
from pydantic import (
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from infrastructure.deployment import Deployment
from infrastructure.scheduled_function import PERIOD_DAYS
from infrastructure.settings.api import ApiSettings
from infrastructure.settings.lake import LakeSettings
from infrastructure.settings.platform import UNHEARD, AlarmSettings, PlatformSettings
from infrastructure.settings.sign_in import OTHER_HALF, SignInSettings
from infrastructure.settings.streams import StreamSettings
from infrastructure.settings.values import as_choice, as_json
from tasklake_lake.windows import Windows

PREFIX: Final = "tasklake:"

BY_HAND_DAYS: Final = 7
"""How often `tasklake lake erase` has to run where no schedule does."""

STREAM_HOURS: Final = 24
"""What the table's stream keeps, and no longer."""

EXPIRY_DAYS: Final = 2
"""What S3 may take beyond a rule's days: it rounds up to midnight and deletes some time later."""

TAKES_PART: Final = frozenset(
    {
        "failure_retention_days",
        "lake_erasure",
        "lake_snapshot_retention_days",
        "lake_tail_hours",
        "lake_version_retention_days",
        "query_results_retention_days",
    }
)
"""What bounds how soon an erasure is over."""

ALWAYS_ASKED: Final = (UNHEARD, *OTHER_HALF, "erasure_days")
"""Validated although a stack may not name them: what they lack is another setting's to say."""

type LogRetentionDays = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]

type TableName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_.-]{3,255}$")]


class SettingsError(pulumi.RunError):
    """One or more settings of the stack are not usable; the message names each key. Pulumi prints it without traceback."""


class Settings(SignInSettings, ApiSettings, StreamSettings, LakeSettings, AlarmSettings, PlatformSettings):
    """Typed settings; the defaults are those of production, and a stack says where it differs."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    force_destroy: bool = False
    """Whether `pulumi destroy` may delete buckets and workgroups that hold data."""

    deletion_protection: bool = True
    """Whether the tables, the user pool and the lake's database and merged tables refuse to be deleted."""

    log_retention_days: Annotated[LogRetentionDays, BeforeValidator(as_choice)] = 90
    failure_retention_days: Annotated[int, Field(ge=1, le=90)] = 14
    """How long quarantined and undelivered records stay; they hold personal data."""

    table_restores: Annotated[tuple[AwareDatetime, ...], BeforeValidator(as_json)] = ()
    """Moments that the table was restored to, oldest first, like 2026-03-01T12:00:00Z; each makes a new table.

    Only ever add one at the end: a moment that is changed later changes nothing, and one that is taken away would take
    its table away. See `released_tables`.
    """

    released_tables: Annotated[tuple[TableName, ...], BeforeValidator(as_json)] = ()
    """Names of the earliest tables that a restore left behind and that the stack no longer has, oldest first.

    Only ever add one at the end. The newest table cannot be released.
    """

    backup_retention_days: Annotated[int, Field(ge=0, le=3650)] = 0
    """How long AWS Backup keeps its daily copies of the table and the lake's bucket; 0 for no copies."""

    erasure_days: Annotated[int, Field(ge=7, le=150)] = 30
    """Days after which nothing that the stack can erase tells of a user who was erased; no more than the ledger remembers.

    It bounds how long the lake's snapshots and old versions, failed batches and query results may stay: docs/privacy.md.
    """

    @field_validator("erasure_days")
    @classmethod
    def keeps_nothing_longer(cls, days: int, info: ValidationInfo) -> int:
        """Refuse retentions that outlast the promise."""
        if not info.data.keys() >= TAKES_PART:  # what is refused itself says nothing here
            return days
        takes = erasure_takes(info.data)
        if longer := [f"{names} ({taken})" for names, taken in takes.items() if taken > days]:
            raise ValueError(f"is less than the days that follow from {'; from '.join(longer)}")
        return days

    @field_validator("backup_retention_days")
    @classmethod
    def has_versions_to_copy(cls, days: int, info: ValidationInfo) -> int:
        """Refuse copies of a bucket without versions (AWS Backup Developer Guide, "Amazon S3 backups")."""
        if days and not info.data.get("lake_version_retention_days", 1):
            raise ValueError(
                "must be 0 where lake_version_retention_days is: AWS Backup copies a bucket with versions only"
            )
        return days

    @field_validator("table_restores")
    @classmethod
    def are_in_order(cls, moments: tuple[datetime, ...]) -> tuple[datetime, ...]:
        if any(later <= earlier for earlier, later in pairwise(moments)):
            raise ValueError("each moment must be later than the one before")
        return moments

    @field_validator("released_tables")
    @classmethod
    def are_earlier(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if len(names) > len(info.data.get("table_restores", names)):
            raise ValueError(
                "the newest table cannot be released: name at most one table for each of table_restores"
            )
        return names

    @property
    def deployment(self) -> Deployment:
        return Deployment(
            platform=self.function_platform,
            require_tls=self.require_tls,
            force_destroy=self.force_destroy,
            deletion_protection=self.deletion_protection,
            log_retention_days=self.log_retention_days,
            failure_retention_days=self.failure_retention_days,
            query_results_retention_days=self.query_results_retention_days,
        )

    @property
    def quiet_days(self) -> int:
        return quiet_days(self.lake_tail_hours)

    @property
    def windows(self) -> Windows:
        return Windows(
            tail_hours=self.lake_tail_hours,
            raw_retention_days=self.raw_retention_days,
            failure_retention_days=self.failure_retention_days,
        )

    @classmethod
    def load(cls) -> Self:
        """Return the settings of the stack being deployed.

        Raises:
            SettingsError: A key is unknown or a value is not usable; all are named at once.
        """
        # pulumi.Config reads only keys that it is asked for, so a misspelt one would go unseen.
        configured = {**get_config_env(), **CONFIG.get()}
        given = {
            key.removeprefix(PREFIX): value for key, value in configured.items() if key.startswith(PREFIX)
        }
        try:
            return cls.model_validate(
                {**{name: cls.model_fields[name].default for name in ALWAYS_ASKED}, **given}
            )
        except ValidationError as error:
            # Pulumi prints a cause as a traceback above the message.
            raise SettingsError(describe(error)) from None


def erasure_takes(settings: Mapping[str, Any]) -> Mapping[str, int]:
    """Return after how many days nothing of an erased user is left, by the settings that say so (ADR-017).

    The user's rows have arrived and no merge reads them; the next batch takes them out; the snapshots that have them expire,
    at a daily run. Until then a query answers them, by time travel at the end, and its result or table stays as long as any;
    the old versions of their objects go meanwhile. A batch may fail for as long as the stream has it.
    """
    batch = PERIOD_DAYS.get(settings["lake_erasure"], BY_HAND_DAYS)
    answered = quiet_days(settings["lake_tail_hours"]) + batch + settings["lake_snapshot_retention_days"] + 1
    until_answered = "lake_tail_hours, lake_erasure, lake_snapshot_retention_days"
    kept = ("lake_version_retention_days", "query_results_retention_days")
    return {
        **{f"{until_answered} and {name}": answered + settings[name] + EXPIRY_DAYS for name in kept},
        "failure_retention_days": ceil(STREAM_HOURS / 24) + settings["failure_retention_days"] + EXPIRY_DAYS,
    }


def quiet_days(tail_hours: int) -> int:
    """Return the days from an erasure until the stream and the merges bring nothing of the user any more."""
    return ceil((STREAM_HOURS + 2 * tail_hours) / 24)


def describe(error: ValidationError) -> str:
    lines = [f"Pulumi.{pulumi.get_stack()}.yaml has settings that cannot be used:"]
    for problem in error.errors(include_url=False):
        name = str(problem["loc"][0])
        key, stack = PREFIX + name, f"-s {pulumi.get_stack()}"
        if problem["type"] == "extra_forbidden":
            nearest = get_close_matches(name, Settings.model_fields, n=1)
            meant = f"; did you mean {nearest[0]}?" if nearest else ""
            lines.append(f"  {key}: there is no such setting{meant}")
            lines.append(f"    pulumi config rm {key} {stack}")
        elif name == UNHEARD:
            lines.append(
                f"  {key}: nobody would hear an alarm; give an address, or set alarm_topic_arn or {UNHEARD}"
            )
            lines.append(f"    pulumi config set {PREFIX}alarm_email ADDRESS {stack}")
        else:
            lines.append(f"  {key}: {problem['msg']}, got {problem['input']!r}")
            path = f"--path '{key}[0]'" if Settings.model_fields[name].default == () else key
            lines.append(f"    pulumi config set {path} VALUE {stack}")
    return "\n".join(lines)
