"""The types a published column may have, in the words of Polars and of SQL: all engines meet these at the border."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

#: Declared type to the type of a Polars column.
DTYPES: Mapping[str, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "quantity": pl.Decimal(18, 6),
    "price": pl.Decimal(18, 6),
    "money": pl.Decimal(18, 6),
    "total": pl.Decimal(38, 6),
    "share": pl.Decimal(9, 6),
    "number": pl.Decimal(18, 6),
}
#: Declared type to the type of a column in SQL, as DuckDB and Spark spell it.
SQL_TYPES: Mapping[str, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "quantity": "DECIMAL(18,6)",
    "price": "DECIMAL(18,6)",
    "money": "DECIMAL(18,6)",
    "total": "DECIMAL(38,6)",
    "share": "DECIMAL(9,6)",
    "number": "DECIMAL(18,6)",
}


def counts_units(name: str) -> bool:
    """Whether a column of this name holds quantities or sums of them: decimals that are no money."""
    return name in ("quantity", "units") or name.startswith("units_")


def dtypes(types: Mapping[str, str]) -> pl.Schema:
    """The schema of a Polars frame with columns of these declared types."""
    return pl.Schema({name: DTYPES[kind] for name, kind in types.items()})
