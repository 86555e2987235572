"""Whether a schema still takes, or still promises, what it did.

Both are one question: of a request the new schema must cover the old one, of an answer the old one the new.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tasklake_devkit.errors import DevkitError
from tasklake_devkit.openapi.compatibility.references import References
from tasklake_devkit.openapi.operation import Json

LOWER_BOUNDS: Final = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties")
UPPER_BOUNDS: Final = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties")
SAME_OR_NONE: Final = ("format", "pattern", "multipleOf", "uniqueItems")

UNKNOWN_KEYWORDS: Final = frozenset(
    {"allOf", "not", "if", "contains", "dependentSchemas", "patternProperties", "prefixItems", "$dynamicRef"}
)

WIDER_TYPES: Final = {"integer": "number"}
TYPES: Final = ("string", "integer", "number", "boolean", "object", "array", "null")


@dataclass(frozen=True, slots=True, order=True)
class Break:
    """A change that breaks clients.

    Attributes:
        place: The operation, and where in it.
        change: What a client meets there.
    """

    place: str
    change: str

    def __str__(self) -> str:
        return f"{self.place}: {self.change}"


@dataclass(frozen=True, slots=True)
class Wording:
    """What each kind of change means for a client, in one of the two directions."""

    other_value: str
    required: str
    undeclared: str
    constraint: str


REQUEST: Final = Wording(
    other_value="{} is no longer taken",
    required="must be sent now",
    undeclared="is no longer taken",
    constraint="{} is stricter now",
)
ANSWER: Final = Wording(
    other_value="may be {} now",
    required="may be missing now",
    undeclared="is not declared any more",
    constraint="{} is looser now",
)


class NotComparableError(DevkitError):
    """A schema uses a keyword that the comparison does not know."""


def request_breaks(
    place: str, old: Json, new: Json, before: References, after: References
) -> Iterator[Break]:
    """Yield what a client may send by the old schema and the new one refuses."""
    return Cover(REQUEST, wide=after.follow, narrow=before.follow).breaks(place, new, old)


def answer_breaks(place: str, old: Json, new: Json, before: References, after: References) -> Iterator[Break]:
    """Yield what a client may receive by the new schema and does not expect by the old one."""
    return Cover(ANSWER, wide=before.follow, narrow=after.follow).breaks(place, old, new)


@dataclass(frozen=True, slots=True)
class Cover:
    """Finds values that a narrow schema allows and a wide one does not."""

    wording: Wording
    wide: Callable[[Json], Json]
    narrow: Callable[[Json], Json]
    _seen: tuple[tuple[str, str], ...] = ()

    def breaks(self, place: str, wide: Json, narrow: Json) -> Iterator[Break]:
        references = str(wide.get("$ref")), str(narrow.get("$ref"))
        if "$ref" in wide and references in self._seen:
            return
        inner = Cover(self.wording, self.wide, self.narrow, (*self._seen, references))
        options = list(forms(wide, self.wide))
        for kind, form in forms(narrow, self.narrow):
            matches = [option for other, option in options if other in (kind, WIDER_TYPES.get(kind))]
            found = [list(inner._form_breaks(place, option, form)) for option in matches]
            if found:
                yield from min(found, key=len)
            else:
                yield Break(place, self.wording.other_value.format(kind))

    def _form_breaks(self, place: str, wide: Json, narrow: Json) -> Iterator[Break]:
        yield from self._value_breaks(place, wide, narrow)
        for keyword in (*LOWER_BOUNDS, *UPPER_BOUNDS, *SAME_OR_NONE):
            if keyword in wide and not is_covered(keyword, wide[keyword], narrow.get(keyword)):
                yield Break(place, self.wording.constraint.format(keyword))
        yield from self._property_breaks(place, wide, narrow)
        if "items" in wide:
            yield from self.breaks(f"{place}/items", wide["items"], narrow.get("items", {}))

    def _value_breaks(self, place: str, wide: Json, narrow: Json) -> Iterator[Break]:
        allowed = values(wide)
        if allowed is None:
            return
        possible = values(narrow)
        if possible is None:
            yield Break(place, self.wording.other_value.format("any other value"))
            return
        for value in possible:
            if value not in allowed:
                yield Break(place, self.wording.other_value.format(repr(value)))

    def _property_breaks(self, place: str, wide: Json, narrow: Json) -> Iterator[Break]:
        wide_fields: Json = wide.get("properties", {})
        narrow_fields: Json = narrow.get("properties", {})
        is_closed = wide.get("additionalProperties") is False
        for name, field in narrow_fields.items():
            if name in wide_fields:
                yield from self.breaks(f"{place}/{name}", wide_fields[name], field)
            elif is_closed:
                yield Break(f"{place}/{name}", self.wording.undeclared)
        if is_closed and narrow.get("additionalProperties", True) is not False:
            yield Break(place, self.wording.other_value.format("an unknown field"))
        for name in wide_fields:
            if self.wording is ANSWER and name not in narrow_fields:
                yield Break(f"{place}/{name}", self.wording.undeclared)
            elif name in wide.get("required", ()) and name not in narrow.get("required", ()):
                yield Break(f"{place}/{name}", self.wording.required)


def forms(schema: Json, follow: Callable[[Json], Json]) -> Iterator[tuple[str, Json]]:
    """Yield each type that a schema allows, with the schema that holds for it.

    Raises:
        NotComparableError: The schema uses a keyword that is not known here.
    """
    schema = follow(schema)
    if unknown := UNKNOWN_KEYWORDS & schema.keys():
        raise NotComparableError(
            f"Schemas with {', '.join(sorted(unknown))} cannot be compared; say the same with anyOf and properties."
        )
    options = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    for option in options:
        yield from forms(option, follow)
    if not options:
        named = schema.get("type", TYPES)
        for kind in [named] if isinstance(named, str) else named:
            yield kind, schema


def values(schema: Json) -> list[object] | None:
    """Return the only values that a schema allows, None where it does not name them."""
    if "const" in schema:
        return [schema["const"]]
    return schema.get("enum")


def is_covered(keyword: str, wide: float | str, narrow: float | str | None) -> bool:
    if narrow is None:
        return False
    if keyword in LOWER_BOUNDS:
        return float(wide) <= float(narrow)
    if keyword in UPPER_BOUNDS:
        return float(wide) >= float(narrow)
    return wide == narrow
