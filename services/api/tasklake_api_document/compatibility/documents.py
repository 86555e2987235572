"""Whether an API still has the operations that it had, for the same callers."""

from collections.abc import Iterator
from typing import Final

from tasklake_api_document.compatibility.operations import OperationChanges
from tasklake_api_document.compatibility.references import References
from tasklake_api_document.compatibility.schemas import Break
from tasklake_api_document.operation import Json

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def breaking_changes(released: Json, current: Json) -> list[Break]:
    """Return what breaks a client of the released API; additions do not.

    A new field, parameter, status, type of problem, media type or operation is no break as long as nobody has to send
    it. A new value in an answer's enum is one.

    Raises:
        NotComparableError: A schema says something in a way that the comparison does not know.
    """
    return list(document_breaks(released, current))


def document_breaks(old: Json, new: Json) -> Iterator[Break]:
    before, after = References(old), References(new)
    for path, old_item in old["paths"].items():
        new_item: Json = new["paths"].get(path, {})
        for method in METHODS:
            if method not in old_item:
                continue
            place = f"{method.upper()} {path}"
            if method not in new_item:
                yield Break(place, "is gone")
                continue
            old_operation, new_operation = old_item[method], new_item[method]
            yield from credential_breaks(
                place, credentials(old_operation, old), credentials(new_operation, new)
            )
            yield from OperationChanges(place, old_operation, new_operation, before, after).breaks()


def credentials(operation: Json, document: Json) -> list[frozenset[str]]:
    """Return the sets of security schemes of which a caller needs one."""
    requirements = operation.get("security", document.get("security", []))
    return [frozenset(requirement) for requirement in requirements] or [frozenset()]


def credential_breaks(place: str, old: list[frozenset[str]], new: list[frozenset[str]]) -> Iterator[Break]:
    for schemes in old:
        if not any(needed <= schemes for needed in new):
            named = " and ".join(sorted(schemes))
            yield Break(place, f"takes more than {named} now" if schemes else "needs a token now")
