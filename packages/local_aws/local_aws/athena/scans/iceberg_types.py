"""Iceberg's types under the names of DuckDB, and made from those of Athena's DDL."""

from pyiceberg.types import DecimalType, IcebergType, ListType, MapType, StructType
from sqlglot import exp

from local_aws.athena.errors import UnsupportedStatementError, UnsupportedTableError
from local_aws.athena.syntax.duckdb_sql import quoted_name

_IN_DUCKDB = {
    "binary": "BLOB",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "double": "DOUBLE",
    "fixed": "BLOB",
    "float": "FLOAT",
    "int": "INTEGER",
    "long": "BIGINT",
    "string": "VARCHAR",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
    "time": "TIME",
    "uuid": "UUID",
}
# Athena's user guide, "Supported data types for Iceberg tables in Athena".
_FROM_DDL = {
    exp.DType.BINARY: "binary",
    exp.DType.BOOLEAN: "boolean",
    exp.DType.DATE: "date",
    exp.DType.DOUBLE: "double",
    exp.DType.FLOAT: "float",
    exp.DType.INT: "int",
    exp.DType.BIGINT: "long",
    exp.DType.TEXT: "string",
    exp.DType.TIMESTAMP: "timestamp",
    exp.DType.TIMESTAMPTZ: "timestamptz",
}
# pyiceberg numbers the fields of a new column anew.
_ANY_ID = -1


def duckdb_type_of(kind: IcebergType) -> str:
    """Return DuckDB's name; a timestamp keeps its microseconds, which is Trino's timestamp(6).

    Raises:
        UnsupportedTableError: DuckDB has no such type.
    """
    match kind:
        case DecimalType():
            return f"DECIMAL({kind.precision}, {kind.scale})"
        case ListType():
            return f"{duckdb_type_of(kind.element_type)}[]"
        case MapType():
            return f"MAP({duckdb_type_of(kind.key_type)}, {duckdb_type_of(kind.value_type)})"
        case StructType():
            fields = (
                f"{quoted_name(field.name)} {duckdb_type_of(field.field_type)}" for field in kind.fields
            )
            return f"STRUCT({', '.join(fields)})"
        case _ if (name := str(kind).partition("[")[0]) in _IN_DUCKDB:
            return _IN_DUCKDB[name]
        case _:
            raise UnsupportedTableError(f"Iceberg's type {kind} is not supported locally")


def iceberg_type_of(kind: exp.DataType) -> IcebergType:
    """Return the type that Athena gives a new column of an Iceberg table.

    Raises:
        UnsupportedStatementError: Athena has no such type for Iceberg tables, or it is nested in another way than
            an array.
    """
    match kind.this:
        case exp.DType.DECIMAL:
            precision, scale = ([int(digits.name) for digits in kind.expressions] + [10, 0])[:2]
            return DecimalType(precision, scale)
        case exp.DType.ARRAY | exp.DType.LIST:
            (element,) = kind.expressions
            return ListType(_ANY_ID, iceberg_type_of(element), element_required=False)
        case known if known in _FROM_DDL:
            return IcebergType.model_validate(_FROM_DDL[known])
        case _:
            raise UnsupportedStatementError(f"a column of type {kind.sql('hive')} cannot be added locally")
