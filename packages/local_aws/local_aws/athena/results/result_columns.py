"""What Athena's API tells of a result's columns."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

import pyarrow as pa
import pyarrow.types as kinds

if TYPE_CHECKING:
    from types_boto3_athena.type_defs import ColumnInfoTypeDef

_LONGEST_TEXT: Final = 2_147_483_647
_LONGEST_BYTES: Final = 1_073_741_824

# The name that Athena has for a type of Arrow's, its precision and its scale.
_TYPES: Final[list[tuple[Callable[[pa.DataType], bool], str, int, int]]] = [
    (kinds.is_boolean, "boolean", 0, 0),
    (kinds.is_int8, "tinyint", 3, 0),
    (kinds.is_int16, "smallint", 5, 0),
    (kinds.is_int32, "integer", 10, 0),
    (kinds.is_int64, "bigint", 19, 0),
    (kinds.is_float32, "float", 17, 0),
    (kinds.is_float64, "double", 17, 0),
    (kinds.is_date, "date", 0, 0),
    (kinds.is_time, "time", 3, 0),
    (kinds.is_interval, "interval day to second", 0, 0),
    (kinds.is_binary, "varbinary", _LONGEST_BYTES, 0),
    (kinds.is_list, "array", 0, 0),
    (kinds.is_map, "map", 0, 0),
    (kinds.is_struct, "row", 0, 0),
]


def column_infos(schema: pa.Schema) -> "list[ColumnInfoTypeDef]":
    """Return the descriptions of a result's columns (Athena API Reference, "ColumnInfo")."""
    kinds_of: list[pa.DataType] = schema.types
    return [column_info(name, kind) for name, kind in zip(schema.names, kinds_of, strict=True)]


def column_info(name: str, kind: pa.DataType) -> "ColumnInfoTypeDef":
    athena_type, precision, scale = _described(kind)
    return {
        "CatalogName": "hive",
        "SchemaName": "",
        "TableName": "",
        "Name": name,
        "Label": name,
        "Type": athena_type,
        "Precision": precision,
        "Scale": scale,
        "Nullable": "UNKNOWN",
        "CaseSensitive": athena_type == "varchar",
    }


def _described(kind: pa.DataType) -> tuple[str, int, int]:
    if isinstance(kind, pa.Decimal128Type):
        digits = cast("pa.Decimal128Type[int, int]", kind)
        return "decimal", digits.precision, digits.scale
    if kinds.is_timestamp(kind):
        return ("timestamp with time zone" if "tz=" in str(kind) else "timestamp"), 3, 0
    for is_of, name, precision, scale in _TYPES:
        if is_of(kind):
            return name, precision, scale
    return "varchar", _LONGEST_TEXT, 0
