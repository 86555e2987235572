"""The settings of a stack that say what the API takes."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from infrastructure.settings.values import MemoryMb, ReservedConcurrency, as_json

type Rollout = Literal["in_place", "versions", "canary"]

PROVISIONED: Final = "api_provisioned_concurrency"


class ApiSettings(BaseModel):
    """What `Settings` has of the API."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    cors_allow_origins: Annotated[tuple[str, ...], BeforeValidator(as_json)] = ()
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

    api_memory_mb: MemoryMb = 1024

    delta_sync: bool = False
    """Whether clients can follow changes of tasks, and sort tasks by them; an index more, which every write pays for."""

    api_rollout: Rollout = "in_place"
    """Whether a release replaces the API's function, or is a version that the alias `live` is moved to, and back.

    With `canary`, `tasklake release` has CodeDeploy move it: a tenth of the requests first, back if an alarm goes off.
    """

    api_snap_start: bool = False
    """Whether a cold start restores a snapshot of the version; billed by its size and by the restore."""

    api_provisioned_concurrency: Annotated[int, Field(ge=0)] = 0
    """Environments of the version that are kept warm; billed by the hour."""

    api_reserved_concurrency: ReservedConcurrency = None
    """Executions at once that the API's function has for itself and never exceeds; an account must keep 100 unreserved."""

    @field_validator("api_snap_start", PROVISIONED)
    @classmethod
    def needs_a_version(cls, value: int, info: ValidationInfo) -> int:
        """Refuse a start that Lambda does not offer ("Lambda SnapStart", AWS Lambda Developer Guide)."""
        if value and info.data.get("api_rollout") == "in_place":
            raise ValueError("needs api_rollout to be versions")
        if value and info.field_name == PROVISIONED and info.data.get("api_snap_start"):
            raise ValueError("api_snap_start and it exclude each other")
        if value and info.field_name == PROVISIONED and info.data.get("api_rollout") == "canary":
            raise ValueError("needs api_rollout to be versions: an alias that asks two of them takes none")
        return value
