"""How settings are written: in a stack's file as YAML, and handed to the program as text."""

from typing import Annotated

from pydantic import Field
from pydantic_core import from_json

type MemoryMb = Annotated[int, Field(ge=128, le=10240)]

type ReservedConcurrency = Annotated[int, Field(ge=1)] | None
"""Executions at once that a function has for itself and never exceeds; None for those of the account, which must keep 100
unreserved."""


def as_choice(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def as_json(value: object) -> object:
    return from_json(value) if isinstance(value, str) else value


def as_off(value: object) -> object:
    """Return `off` as it is meant: YAML takes it for false where it stands without quotes."""
    return "off" if value in (False, "false") else value
