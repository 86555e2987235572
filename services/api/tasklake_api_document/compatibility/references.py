"""References inside a document, followed."""

from dataclasses import dataclass
from typing import Any

from tasklake_api_document.operation import Json


@dataclass(frozen=True, slots=True)
class References:
    """The references of one document."""

    document: Json

    def follow(self, node: Json) -> Json:
        """Return what a node stands for; members beside the reference come on top (OpenAPI 3.1, "Schema Object").

        Raises:
            KeyError: The reference leads nowhere.
        """
        if "$ref" not in node:
            return node
        found: Any = self.document
        for segment in str(node["$ref"]).removeprefix("#/").split("/"):
            found = found[segment.replace("~1", "/").replace("~0", "~")]
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return {**self.follow(found), **beside}
