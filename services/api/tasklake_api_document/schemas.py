"""The schemas of bodies, from the forms that the function itself reads and writes."""

from typing import Annotated, Any, Final, Literal, NotRequired, TypedDict, cast

from pydantic import Field, TypeAdapter

from tasklake.repository import TaskSort
from tasklake_api.export_wire import ExportedDeletion, ExportedProfile, ExportedRequest, ExportedTask
from tasklake_api.problems import MOST_ERRORS, InputError
from tasklake_api.task_batch_wire import TASK_BATCH, TaskBatchResult
from tasklake_api.task_wire import TASK_CREATE, TASK_PATCH, TaskChangeRepresentation, TaskRepresentation
from tasklake_api.user_wire import USER_CREATE, USER_PATCH, UserRepresentation
from tasklake_api_document.field_descriptions import FIELDS, SCHEMAS
from tasklake_api_document.operation import Json

REFERENCE: Final = "#/components/schemas/"

RENAMES: Final[dict[str, str]] = {
    "TaskRepresentation": "Task",
    "TaskChangeRepresentation": "TaskChange",
    "UserRepresentation": "User",
}


class TaskPage(TypedDict):
    items: list[TaskRepresentation]
    next_cursor: str | None


class TaskChangePage(TypedDict):
    items: list[TaskChangeRepresentation]
    next_cursor: str
    has_more: bool


class TaskBatchResults(TypedDict):
    results: list[TaskBatchResult]


class UserPage(TypedDict):
    items: list[UserRepresentation]
    next_cursor: str | None


class ExportPage(TypedDict):
    items: list[ExportedProfile | ExportedTask | ExportedRequest | ExportedDeletion]
    next_cursor: str | None


class Problem(TypedDict):
    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: NotRequired[Annotated[list[InputError], Field(max_length=MOST_ERRORS)]]


class GatewayMessage(TypedDict):
    message: str


class Health(TypedDict):
    status: Literal["ok"]


class SignInConfiguration(TypedDict):
    authorization_url: str
    token_url: str
    client_id: str


# Any: the adapters of different forms.
ADAPTERS: Final[tuple[TypeAdapter[Any], ...]] = (
    TASK_CREATE,
    TASK_PATCH,
    TASK_BATCH,
    USER_CREATE,
    USER_PATCH,
    *(
        TypeAdapter(form)
        for form in (
            TaskPage,
            TaskChangePage,
            TaskBatchResults,
            TaskSort,
            UserPage,
            ExportPage,
            Problem,
            GatewayMessage,
            Health,
            SignInConfiguration,
        )
    ),
)


def component_schemas() -> dict[str, Json]:
    """Return every schema by its name, in the order of names."""
    inputs = [(number, "validation", adapter) for number, adapter in enumerate(ADAPTERS)]
    # The types of `inputs` in pydantic are too narrow for a list.
    _, definitions = TypeAdapter.json_schemas(cast("Any", inputs), ref_template=REFERENCE + "{model}")
    found = cast("dict[str, Json]", definitions["$defs"])
    names = {name: RENAMES.get(name, name) for name in found}
    renamed = {names[name]: finished(names[name], schema) for name, schema in found.items()}
    return {name: cast("Json", with_renamed_references(renamed[name])) for name in sorted(renamed)}


def finished(name: str, schema: Json) -> Json:
    """Return a schema without pydantic's titles, which repeat names, and with the descriptions of its fields."""
    done = {key: value for key, value in schema.items() if key not in ("title", "description")}
    if name in SCHEMAS:
        done = {"description": SCHEMAS[name], **done}
    if "properties" in done:
        done["properties"] = {
            field: {
                **{key: value for key, value in form.items() if key != "title"},
                "description": FIELDS[name][field],
            }
            for field, form in cast("dict[str, Json]", done["properties"]).items()
        }
    return done


def with_renamed_references(node: object) -> object:
    match node:
        case dict():
            schema = cast("Json", node)
            renamed = {key: with_renamed_references(value) for key, value in schema.items()}
            if "$ref" in schema:
                name = str(schema["$ref"]).removeprefix(REFERENCE)
                renamed["$ref"] = REFERENCE + RENAMES.get(name, name)
            return renamed
        case list():
            return [with_renamed_references(item) for item in cast("list[object]", node)]
        case _:
            return node
