"""Times in a zone as a result shows them: in the zone that a column is put into, with the digits of their type."""

from collections.abc import Mapping
from typing import Any, Final, Literal
from zoneinfo import available_timezones

import pyarrow as pa
from sqlglot import exp

from local_aws.athena.analysis.scope import Columns
from local_aws.athena.analysis.time_zones import IS_SHOWN, zone_of
from local_aws.athena.analysis.types import ZONED, SqlType, all_types
from local_aws.athena.errors import UnsupportedFunctionError

_DIGITS: Final[dict[int, Literal["s", "ms", "us"]]] = {0: "s", 3: "ms", 6: "us"}


def mark_shown_zones(query: exp.Query) -> dict[int, str]:
    """Return the zones in which a query shows a column's times, by position, and mark what says so for the analysis.

    DuckDB keeps no more of a time than the moment, so a zone is known where it is the last that is done to a column.
    """
    if not isinstance(query, exp.Select) or query.is_star:
        return {}
    zones: dict[int, str] = {}
    for position, each in enumerate(query.expressions):
        value = each.unalias()
        zone = zone_of(value)
        if zone in available_timezones():
            zones[position] = zone
            value.meta[IS_SHOWN] = True
    return zones


def check_shown(columns: Columns) -> None:
    """Check that Arrow has a type with the digits of each column's times.

    Raises:
        UnsupportedFunctionError: It has none.
    """
    for position, (_, kind) in enumerate(columns, start=1):
        for each in all_types(kind):
            if each.name == ZONED and each.numbers[0] not in _DIGITS:
                raise UnsupportedFunctionError(
                    f"column {position}: {each} is not shown locally; cast it to timestamp(3) with time zone"
                )


def with_shown_moments(schema: pa.Schema, columns: Columns, zones: Mapping[int, str]) -> pa.Schema:
    """Return DuckDB's columns, whose times in a zone are UTC with six digits, as they are shown.

    Args:
        schema: What DuckDB gives.
        columns: The same columns with Athena's types.
        zones: The zones of columns that have one, by position.
    """
    given: list[Any] = schema.types
    if not columns:
        return schema
    shown = (
        _shown(each, kind, zones.get(position, "UTC"))
        for position, (each, (_, kind)) in enumerate(zip(given, columns, strict=True))
    )
    return pa.schema(list(zip(schema.names, shown, strict=True)))


def _shown(given: Any, kind: SqlType, zone: str) -> Any:  # noqa: ANN401 - types of Arrow, of which its stubs know little
    if all(each.name != ZONED for each in all_types(kind)):
        return given
    match kind.name:
        case "array":
            return pa.list_(_shown(given.value_type, kind.elements[0], zone))
        case "map":
            key, value = kind.elements
            return pa.map_(_shown(given.key_type, key, zone), _shown(given.item_type, value, zone))
        case "row":
            fields = zip(given, kind.elements, strict=True)
            return pa.struct([field.with_type(_shown(field.type, of, zone)) for field, of in fields])
        case _:
            return pa.timestamp(_DIGITS.get(kind.numbers[0], "ms"), zone)
