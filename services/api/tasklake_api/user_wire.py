"""Users on the wire: what a client may send, and what it gets."""

from typing import Final, TypedDict

from pydantic import BaseModel, TypeAdapter

from tasklake.field_forms import STRICT, Email, Name, timestamp
from tasklake.models import User, UserStatus
from tasklake_api.wire import Cursor, Id, Limit, Timestamp, Version


class UserCreate(BaseModel):
    """A new profile; its e-mail address is not sent but taken from the ID token."""

    model_config = STRICT

    name: Name


class UserPatch(TypedDict, total=False):
    """A JSON merge patch (RFC 7396); neither field may be empty."""

    __pydantic_config__ = STRICT  # pyright: ignore[reportGeneralTypeIssues]  # how pydantic configures a TypedDict

    name: Name
    email: Email


class UserListParameters(BaseModel):
    model_config = STRICT

    email: Email | None = None
    limit: Limit = 25
    cursor: Cursor | None = None


class UserRepresentation(TypedDict):
    id: Id
    email: str
    name: str
    status: UserStatus
    created_at: Timestamp
    updated_at: Timestamp
    version: Version


USER_CREATE: Final = TypeAdapter(UserCreate)
USER_PATCH: Final = TypeAdapter(UserPatch)


def user_representation(user: User) -> UserRepresentation:
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "status": user.status,
        "created_at": timestamp(user.created_at),
        "updated_at": timestamp(user.updated_at),
        "version": user.version,
    }
