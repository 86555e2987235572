"""Whether an API still has the operations that it had, and whether they still do what they did."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tasklake_devkit.openapi.compatibility.references import References
from tasklake_devkit.openapi.compatibility.schemas import Break, answer_breaks, request_breaks
from tasklake_devkit.openapi.operation import Json

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def breaking_changes(released: Json, current: Json) -> list[Break]:
    """Return what breaks a client of the released API; additions do not.

    A new field, parameter, media type or operation is no break as long as nobody has to send it. A new value in an
    answer's enum is one.
    """
    before, after = References(released), References(current)
    return list(document_breaks(released, current, before, after))


def document_breaks(old: Json, new: Json, before: References, after: References) -> Iterator[Break]:
    for path, old_item in old["paths"].items():
        new_item: Json = new["paths"].get(path, {})
        for method in METHODS:
            if method not in old_item:
                continue
            place = f"{method.upper()} {path}"
            if method not in new_item:
                yield Break(place, "is gone")
                continue
            changes = OperationChanges(place, old_item[method], new_item[method], before, after)
            yield from changes.name_breaks()
            if not needs_token(old_item[method], old) and needs_token(new_item[method], new):
                yield Break(place, "needs a token now")
            yield from changes.parameter_breaks()
            yield from changes.body_breaks()
            yield from changes.answer_breaks()


def needs_token(operation: Json, document: Json) -> bool:
    requirements = operation.get("security", document.get("security", []))
    return bool(requirements) and {} not in requirements


@dataclass(frozen=True, slots=True)
class OperationChanges:
    """One operation, before and after."""

    place: str
    old: Json
    new: Json
    before: References
    after: References

    def name_breaks(self) -> Iterator[Break]:
        if self.old.get("operationId") != self.new.get("operationId"):
            yield Break(self.place, "has another operationId, which generated clients are named after")

    def parameter_breaks(self) -> Iterator[Break]:
        old = parameters(self.old, self.before)
        new = parameters(self.new, self.after)
        for key, parameter in old.items():
            place = f"{self.place} {' '.join(key)}"
            if key not in new:
                yield Break(place, "is no longer taken")
                continue
            if new[key].get("required") and not parameter.get("required"):
                yield Break(place, "must be sent now")
            yield from request_breaks(place, parameter["schema"], new[key]["schema"], self.before, self.after)
        for key in new.keys() - old.keys():
            if new[key].get("required"):
                yield Break(f"{self.place} {' '.join(key)}", "must be sent now")

    def body_breaks(self) -> Iterator[Break]:
        place = f"{self.place} body"
        old = self.before.follow(self.old.get("requestBody", {}))
        new = self.after.follow(self.new.get("requestBody", {}))
        if new.get("required") and not old.get("required"):
            yield Break(place, "must be sent now")
        for media_type, content in old.get("content", {}).items():
            if media_type not in new.get("content", {}):
                yield Break(place, f"{media_type} is no longer taken")
                continue
            schema = new["content"][media_type]["schema"]
            yield from request_breaks(
                f"{place} {media_type} #", content["schema"], schema, self.before, self.after
            )

    def answer_breaks(self) -> Iterator[Break]:
        for status, old_answer in self.old["responses"].items():
            place = f"{self.place} {status}"
            if status not in self.new["responses"]:
                yield Break(place, "is not declared any more")
                continue
            old = self.before.follow(old_answer)
            new = self.after.follow(self.new["responses"][status])
            yield from self._header_breaks(place, old.get("headers", {}), new.get("headers", {}))
            for media_type, content in old.get("content", {}).items():
                if media_type not in new.get("content", {}):
                    yield Break(place, f"{media_type} is not declared any more")
                    continue
                schema = new["content"][media_type]["schema"]
                yield from answer_breaks(
                    f"{place} {media_type} #", content["schema"], schema, self.before, self.after
                )

    def _header_breaks(self, place: str, old: Json, new: Json) -> Iterator[Break]:
        for name, header in old.items():
            if name not in new:
                yield Break(f"{place} {name}", "is not declared any more")
                continue
            before, after = self.before.follow(header), self.after.follow(new[name])
            if before.get("required") and not after.get("required"):
                yield Break(f"{place} {name}", "may be missing now")
            yield from answer_breaks(
                f"{place} {name}", before["schema"], after["schema"], self.before, self.after
            )


def parameters(operation: Json, references: References) -> dict[tuple[str, str], Json]:
    """Return the parameters by place and name; names of headers have no case."""
    found: dict[tuple[str, str], Json] = {}
    for parameter in map(references.follow, operation.get("parameters", [])):
        name = parameter["name"].lower() if parameter["in"] == "header" else parameter["name"]
        found[parameter["in"], name] = parameter
    return found
