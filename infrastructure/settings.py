"""The settings of a stack: every key that Pulumi.<stack>.yaml may hold under `tasklake:`."""

from datetime import datetime
from difflib import get_close_matches
from itertools import pairwise
from typing import Annotated, Final, Literal, Self

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
from pydantic_core import from_json

from infrastructure.bundle import Platform
from infrastructure.deployment import Deployment
from infrastructure.sign_in_settings import SignInSettings
from infrastructure.stream_function import UNLIMITED_RETRIES, Delivery
from infrastructure.verification.lake_verification import Rhythm
from tasklake_lake.windows import Windows

PREFIX: Final = "tasklake:"
UNHEARD: Final = "alarms_unheard"

type LogRetentionDays = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]

type MaintenanceIntervalHours = Literal[1, 2, 3, 4, 6]
"""Divisors of a day, so that the hours are the same every day."""


type TableName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_.-]{3,255}$")]

LONGEST_RECORD_AGE_SECONDS: Final = 23 * 60 * 60
"""An hour less than the stream keeps a record: what it has dropped, no mapping can give to a failure bucket."""

type RecordAgeSeconds = Annotated[int, Field(ge=60, le=LONGEST_RECORD_AGE_SECONDS)]


def as_choice(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def as_list(value: object) -> object:
    return from_json(value) if isinstance(value, str) else value


def as_rhythm(value: object) -> object:
    """Return `off` as it is meant: YAML takes it for false where it stands without quotes."""
    return "off" if value in (False, "false") else value


class SettingsError(pulumi.RunError):
    """One or more settings of the stack are not usable; the message names each key. Pulumi prints it without traceback."""


class Settings(SignInSettings):
    """Typed settings; the defaults are those of production, and a stack says where it differs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    function_platform: Platform = Platform.LAMBDA_ARM64
    """Where the functions run; `host` only for the local system."""

    require_tls: bool = True
    """Whether bucket policies refuse requests without TLS."""

    force_destroy: bool = False
    """Whether `pulumi destroy` may delete buckets and workgroups that hold data."""

    deletion_protection: bool = True
    """Whether the tables, the user pool and the lake's database and merged tables refuse to be deleted."""

    cors_allow_origins: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    """Web origins that may call the API from a browser; none switches CORS off."""

    api_throttling_rate_limit: Annotated[int, Field(ge=1)] = 500
    """Requests per second that a stage lets through on average."""

    api_throttling_burst_limit: Annotated[int, Field(ge=1)] = 1000
    """Requests at once that a stage lets through."""

    public_throttling_rate_limit: Annotated[int, Field(ge=1)] = 50
    """Requests per second that a stage lets through on average to each route without a token."""

    public_throttling_burst_limit: Annotated[int, Field(ge=1)] = 100
    """Requests at once that a stage lets through to each route without a token."""

    api_rate_limit_per_second: Annotated[int, Field(ge=1)] = 20
    """Requests per second that one user may send to each execution environment, on average."""

    api_rate_limit_burst: Annotated[int, Field(ge=1)] = 100
    """Requests that one user may send to each execution environment at once."""

    api_memory_mb: Annotated[int, Field(ge=128, le=10240)] = 1024
    etl_memory_mb: Annotated[int, Field(ge=128, le=10240)] = 1024

    api_reserved_concurrency: Annotated[int, Field(ge=1)] | None = None
    """Executions at once that the API's function has for itself and never exceeds; an account must keep 100 unreserved."""

    etl_reserved_concurrency: Annotated[int, Field(ge=1)] | None = None
    erasure_reserved_concurrency: Annotated[int, Field(ge=1)] | None = None

    etl_batch_size: Annotated[int, Field(ge=1, le=10_000)] = 1000
    etl_batch_window_seconds: Annotated[int, Field(ge=0, le=300)] = 60
    etl_maximum_record_age_seconds: RecordAgeSeconds = LONGEST_RECORD_AGE_SECONDS
    """How long a change is tried, however often; then it goes to the failure bucket with its payload."""

    erasure_memory_mb: Annotated[int, Field(ge=128, le=10240)] = 512
    erasure_maximum_retry_attempts: Annotated[int, Field(ge=0, le=10_000)] = 10
    erasure_maximum_record_age_seconds: RecordAgeSeconds = LONGEST_RECORD_AGE_SECONDS
    """How long a marked profile is tried at the most; then it goes to the failure bucket, from where it can be resumed."""

    log_retention_days: Annotated[LogRetentionDays, BeforeValidator(as_choice)] = 90
    raw_retention_days: Annotated[int, Field(ge=30, le=3650)] = 365
    """How long event objects stay, and how far back the event tables reach."""

    failure_retention_days: Annotated[int, Field(ge=1, le=90)] = 14
    """How long quarantined and undelivered records stay; they hold personal data."""

    table_restores: Annotated[tuple[AwareDatetime, ...], BeforeValidator(as_list)] = ()
    """Moments that the table was restored to, oldest first, like 2026-03-01T12:00:00Z; each makes a new table.

    Only ever add one at the end: a moment that is changed later changes nothing, and one that is taken away would take
    its table away. See `released_tables`.
    """

    released_tables: Annotated[tuple[TableName, ...], BeforeValidator(as_list)] = ()
    """Names of the earliest tables that a restore left behind and that the stack no longer has, oldest first.

    Only ever add one at the end. The newest table cannot be released.
    """

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

    lake_verification: Annotated[Rhythm | Literal["off"], BeforeValidator(as_rhythm)] = "daily"
    """How often table and lake are compared in the account; off leaves it to `tasklake lake verify`.

    A run reads all of the table, and has 15 minutes: ADR-012 has what that costs, and for which sizes it is enough.
    """

    backup_retention_days: Annotated[int, Field(ge=0, le=3650)] = 0
    """How long AWS Backup keeps its daily copies of the table and the lake's bucket; 0 for no copies."""

    query_results_retention_days: Annotated[int, Field(ge=1, le=365)] = 7
    query_bytes_scanned_cutoff: Annotated[int, Field(ge=10_485_760)] = 107_374_182_400
    """Bytes after which Athena cancels a query; 10 MB is its own lower bound."""

    alarm_email: str | None = None
    """Address that is asked to subscribe to the alarms."""

    alarm_topic_arn: Annotated[str, Field(pattern=r"^arn:[^:]+:sns:[^:]+:\d{12}:.+$")] | None = None
    """SNS topic that alarms go to instead, with its own subscribers: Slack, PagerDuty; it lets CloudWatch publish."""

    alarms_unheard: bool = False
    """Whether alarms may go to a topic that nobody is subscribed to by the program."""

    @field_validator("maintenance_interval_hours")
    @classmethod
    def fits_into_tail(cls, hours: int, info: ValidationInfo) -> int:
        """Refuse an interval of which the alarm on missed merges could not see one before it is too late."""
        tail_hours = info.data.get("lake_tail_hours", hours * 4)
        if hours * 4 > tail_hours:
            raise ValueError(f"must be a quarter of lake_tail_hours ({tail_hours}) at the most")
        return hours

    @field_validator(UNHEARD)
    @classmethod
    def somebody_hears_alarms(cls, unheard: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic gives the value
        """Refuse alarms that go nowhere, but where a stack says so."""
        if not (unheard or info.data.get("alarm_email") or info.data.get("alarm_topic_arn")):
            raise ValueError("somebody must hear the alarms")
        return unheard

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
    def etl_delivery(self) -> Delivery:
        return Delivery(
            batch_size=self.etl_batch_size,
            batch_window_seconds=self.etl_batch_window_seconds,
            # What fails a batch is S3, where given-up batches go too: to give up sooner than must be is to lose them.
            maximum_retry_attempts=UNLIMITED_RETRIES,
            maximum_record_age_seconds=self.etl_maximum_record_age_seconds,
        )

    @property
    def erasure_delivery(self) -> Delivery:
        return Delivery(
            # One user's erasure takes as long as an invocation may, and fails for itself alone.
            batch_size=1,
            batch_window_seconds=0,
            maximum_retry_attempts=self.erasure_maximum_retry_attempts,
            maximum_record_age_seconds=self.erasure_maximum_record_age_seconds,
        )

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
            # Validated although a stack does not name it: that nobody hears its alarms is the stack's to say.
            return cls.model_validate({UNHEARD: False, **given})
        except ValidationError as error:
            # Pulumi prints a cause as a traceback above the message.
            raise SettingsError(describe(error)) from None


def describe(error: ValidationError) -> str:
    lines = [f"Pulumi.{pulumi.get_stack()}.yaml has settings that cannot be used:"]
    for problem in error.errors(include_url=False):
        # What is wrong with several settings together has no place of its own.
        if not problem["loc"]:
            lines.append(f"  {problem['msg']}")
            continue
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
            lines.append(f"    pulumi config set {key} VALUE {stack}")
    return "\n".join(lines)
