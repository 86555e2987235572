"""Links: what a client can do next with an item that an answer holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from tasklake_api_document.operation import Json, Operation

ENTITY_TAG: Final = "$response.header.ETag"


@dataclass(frozen=True, slots=True)
class ItemLinks:
    """The links of all answers that hold one item of a kind.

    Attributes:
        noun: Ends the ids of the kind's operations, such as `Task` for `getTask`.
        path: Where the answer has each parameter of the item's path, as a runtime expression (OpenAPI 3.1, "Runtime
            Expressions").
        more: What each further operation that takes these parameters does, by its id.
    """

    noun: str
    path: Mapping[str, str]
    more: Mapping[str, str] = field(default_factory=dict[str, str])

    def added_to(self, operation: Operation) -> Operation:
        """Return the operation with links in those of its answers that hold an item: the ones with tag and body."""
        answers = [
            replace(answer, links=self._links()) if "ETag" in answer.headers and answer.content else answer
            for answer in operation.answers
        ]
        return replace(operation, answers=answers)

    def _links(self) -> dict[str, Json]:
        return {
            "get": self._link(f"get{self.noun}", "Reads the item."),
            "refresh": self._link(f"get{self.noun}", "Reads the item if it has changed.", "If-None-Match"),
            "update": self._link(f"update{self.noun}", "Changes this version and no other.", "If-Match"),
            "delete": self._link(f"delete{self.noun}", "Deletes this version and no other.", "If-Match"),
            **{operation_id: self._link(operation_id, does) for operation_id, does in self.more.items()},
        }

    def _link(self, operation_id: str, description: str, condition: str | None = None) -> Json:
        headers = {condition: ENTITY_TAG} if condition else {}
        return {
            "operationId": operation_id,
            "description": description,
            "parameters": {**self.path, **headers},
        }
