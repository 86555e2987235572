"""Whether an operation still takes what it took, and still answers what it answered."""

from collections.abc import Iterator
from dataclasses import dataclass

from tasklake_api_document.compatibility.references import References
from tasklake_api_document.compatibility.schemas import Break, answer_breaks, request_breaks
from tasklake_api_document.operation import Json
from tasklake_api_document.problem_answers import PROBLEM_JSON


@dataclass(frozen=True, slots=True)
class OperationChanges:
    """One operation, before and after."""

    place: str
    old: Json
    new: Json
    before: References
    after: References

    def breaks(self) -> Iterator[Break]:
        if self.old.get("operationId") != self.new.get("operationId"):
            yield Break(self.place, "has another operationId, which generated clients are named after")
        yield from self._parameter_breaks()
        yield from self._body_breaks()
        for status, old_answer in self.old["responses"].items():
            place = f"{self.place} {status}"
            if status not in self.new["responses"]:
                yield Break(place, "is not declared any more")
                continue
            old, new = self.before.follow(old_answer), self.after.follow(self.new["responses"][status])
            yield from self._header_breaks(place, old, new)
            yield from self._content_breaks(place, old, new)
            yield from link_breaks(place, old.get("links", {}), new.get("links", {}))

    def _parameter_breaks(self) -> Iterator[Break]:
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

    def _body_breaks(self) -> Iterator[Break]:
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

    def _header_breaks(self, place: str, old_answer: Json, new_answer: Json) -> Iterator[Break]:
        names = {name.lower(): name for name in new_answer.get("headers", {})}
        for name, old_header in old_answer.get("headers", {}).items():
            if name.lower() not in names:
                yield Break(f"{place} {name}", "is not declared any more")
                continue
            old = self.before.follow(old_header)
            new = self.after.follow(new_answer["headers"][names[name.lower()]])
            if old.get("required") and not new.get("required"):
                yield Break(f"{place} {name}", "may be missing now")
            yield from answer_breaks(f"{place} {name}", old["schema"], new["schema"], self.before, self.after)

    def _content_breaks(self, place: str, old_answer: Json, new_answer: Json) -> Iterator[Break]:
        for media_type, old in old_answer.get("content", {}).items():
            if media_type not in new_answer.get("content", {}):
                yield Break(place, f"{media_type} is not declared any more")
                continue
            new = new_answer["content"][media_type]
            schema_place = f"{place} {media_type} #"
            yield from answer_breaks(schema_place, old["schema"], new["schema"], self.before, self.after)
            if media_type == PROBLEM_JSON:
                lost = problem_types(old, self.before) - problem_types(new, self.after)
                yield from (Break(f"{place} {name}", "is not declared any more") for name in sorted(lost))


def parameters(operation: Json, references: References) -> dict[tuple[str, str], Json]:
    """Return the parameters by place and name; names of headers have no case."""
    found: dict[tuple[str, str], Json] = {}
    for parameter in map(references.follow, operation.get("parameters", [])):
        name = parameter["name"].lower() if parameter["in"] == "header" else parameter["name"]
        found[parameter["in"], name] = parameter
    return found


def problem_types(content: Json, references: References) -> set[str]:
    """Return the types of problem of which an answer has an example; the schema leaves the type open."""
    return {references.follow(example)["value"]["type"] for example in content.get("examples", {}).values()}


def link_breaks(place: str, old: Json, new: Json) -> Iterator[Break]:
    for name, link in old.items():
        place_of_link = f"{place} link {name}"
        if name not in new:
            yield Break(place_of_link, "is gone")
        elif any(link.get(key) != new[name].get(key) for key in ("operationId", "operationRef")):
            yield Break(place_of_link, "leads to another operation")
        else:
            given: Json = new[name].get("parameters", {})
            for parameter, expression in link.get("parameters", {}).items():
                if given.get(parameter) != expression:
                    yield Break(place_of_link, f"gives another {parameter}")
