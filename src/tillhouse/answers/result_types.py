"""What Polars calls the types of DuckDB, and values as those types hold them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from duckdb.sqltypes import DuckDBPyType

Dtype = pl.DataType | type[pl.DataType]
_KNOWN: dict[str, Dtype] = {
    "boolean": pl.Boolean,
    "tinyint": pl.Int8,
    "smallint": pl.Int16,
    "integer": pl.Int32,
    "bigint": pl.Int64,
    "hugeint": pl.Decimal(38, 0),
    "utinyint": pl.UInt8,
    "usmallint": pl.UInt16,
    "uinteger": pl.UInt32,
    "ubigint": pl.UInt64,
    "uhugeint": pl.Decimal(38, 0),
    "float": pl.Float32,
    "double": pl.Float64,
    "varchar": pl.String,
    "enum": pl.String,
    "uuid": pl.String,
    "bit": pl.String,
    "bignum": pl.String,
    "blob": pl.Binary,
    "date": pl.Date,
    "time": pl.Time,
    "time with time zone": pl.String,
    "timestamp": pl.Datetime("us"),
    "timestamp_s": pl.Datetime("us"),
    "timestamp_ms": pl.Datetime("us"),
    "timestamp_ns": pl.Datetime("us"),
    "timestamp with time zone": pl.Datetime("us", "UTC"),
    "interval": pl.Duration("us"),
    "null": pl.Null,
}
_NESTED = {"list", "array", "struct", "map"}
_AS_TEXT = {"uuid", "time with time zone"}


def dtype(kind: DuckDBPyType) -> Dtype | None:
    """The type of Polars; None where it is to be found from the values, as of unions. A map is a list of pairs."""
    if kind.id == "decimal":
        precision, scale = _children(kind).values()
        return pl.Decimal(precision, scale)
    if kind.id not in _NESTED:
        return _KNOWN.get(kind.id)
    inner = _children(kind)
    known = {name: found for name, child in inner.items() if (found := dtype(child)) is not None}
    if len(known) < len(inner):
        return None
    fields = pl.Struct(known)
    return {"struct": fields, "map": pl.List(fields)}.get(kind.id) or pl.List(known["child"])


def rows(kinds: Iterable[DuckDBPyType], found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows of DuckDB with the values that `dtype` asks for."""
    kinds = tuple(kinds)
    if not any(kind.id in _NESTED | _AS_TEXT for kind in kinds):
        return found
    return [tuple(_value(kind, one) for kind, one in zip(kinds, row, strict=True)) for row in found]


def _children(kind: DuckDBPyType) -> dict[str, Any]:
    """What a type is made of, by name: other types, or the digits of a decimal; the size of an array is none."""
    return dict(kind.children[:1] if kind.id == "array" else kind.children)


def _value(kind: DuckDBPyType, found: Any) -> Any:
    if found is None or kind.id not in _NESTED | _AS_TEXT:
        return found
    if kind.id in _AS_TEXT:
        return str(found)
    children = _children(kind)
    if kind.id == "map":
        # DuckDB gives keys that Python cannot hash apart from their values.
        key, value = children["key"], children["value"]
        pairs = zip(found["key"], found["value"], strict=True) if key.id in _NESTED else found.items()
        return [{"key": _value(key, k), "value": _value(value, v)} for k, v in pairs]
    if kind.id == "struct":
        return {n: _value(children[n], v) for n, v in found.items()}
    return [_value(children["child"], one) for one in found]
