"""Functions of Polars series as functions of Spark columns: the rows go to them by Arrow, on the executors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from tillhouse.engines import _numbers, _text
from tillhouse.retail.written import decimals as written

if TYPE_CHECKING:
    from pyspark.sql import Column

_STRING, _MOMENT, _TOTAL = pa.string(), pa.timestamp("us"), pa.decimal128(38, 6)
_DECIMAL = pa.decimal128(18, 6)


def datetimes(text: Column, layouts: Sequence[str], time_zone: str) -> Column:
    """See `tillhouse.frame.with_datetime`."""
    read = partial(_text.datetimes, layouts=tuple(layouts), time_zone=time_zone)
    made: Column = _of_text(read, _MOMENT, "timestamp_ntz")(text)
    return made


def decimals(text: Column, decimal: str, thousands: str) -> Column:
    """See `tillhouse.frame.with_decimals`."""
    read = partial(written.decimals, decimal=decimal, thousands=thousands)
    made: Column = _of_text(read, _DECIMAL, "decimal(18,6)")(text)
    return made


def canonical(text: Column, *, identifier: bool, capitals: bool) -> Column:
    """See `tillhouse.frame.with_canonical_text`."""
    clean = partial(_clean, identifier=identifier, capitals=capitals)
    made: Column = _of_text(clean, _STRING, "string")(text)
    return made


def _clean(text: pl.Series, identifier: bool, capitals: bool) -> pl.Series:
    found = _text.identifier(text) if identifier else _text.canonical(text)
    return found.str.to_uppercase() if capitals else found


def standardised(text: Column, standard: Callable[[str], str]) -> Column:
    """See `tillhouse.frame.with_standard_text`."""
    made: Column = _of_text(partial(_text.standardised, standard=standard), _STRING, "string")(text)
    return made


def field(text: Column, name: str) -> Column:
    """See `tillhouse.frame.with_fields`."""
    made: Column = _of_text(partial(_text.field, name=name), _STRING, "string")(text)
    return made


def share(amount: Column, part: Column, whole: Column) -> Column:
    """See `tillhouse.frame.with_share`."""
    from pyspark.sql.functions import arrow_udf

    made: Column = arrow_udf(_share, "decimal(38,6)")(amount, part, whole)
    return made


def _of_text(function: Callable[[pl.Series], pl.Series], kind: pa.DataType, name: str) -> Any:
    from pyspark.sql.functions import arrow_udf

    def read(text: pa.Array) -> pa.Array:
        return _arrow(function(pl.Series(text, dtype=pl.String)), kind)

    return arrow_udf(read, name)


def _share(amount: pa.Array, part: pa.Array, whole: pa.Array) -> pa.Array:
    rows: Any = pl.from_arrow(pa.table({"amount": amount, "part": part, "whole": whole}))
    found = rows.select(share=_numbers.share("amount", "part", "whole", rows.schema))
    return _arrow(found["share"], _TOTAL)


def _arrow(values: pl.Series, kind: pa.DataType) -> pa.Array:
    found = values.rechunk().to_arrow()
    return found if found.type == kind else found.cast(kind)
