"""The settings of a stack that say what the API takes."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from infrastructure.settings.values import MemoryMb, ReservedConcurrency, as_json


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

    api_reserved_concurrency: ReservedConcurrency = None
    """Executions at once that the API's function has for itself and never exceeds; an account must keep 100 unreserved."""
