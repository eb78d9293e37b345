"""What the columns of one of several tables mean, before it is joined to any other."""

from __future__ import annotations

import polars as pl

from tillhouse.errors import UnmappedHeader
from tillhouse.sources import _headers
from tillhouse.sources._joined.tables import Table
from tillhouse.sources._looks import Looks

_DATE = r"^\d{4}-\d\d-\d\d|^\d{1,2}[./]\d{1,2}[./]\d{2,4}"


def of_table(table: Table) -> dict[str, str]:
    """What the columns of one table mean by their names and first values."""
    if table.sample.is_empty():
        return {}
    whole = table.sample.filter(pl.col("problem").is_null())
    try:
        found = _headers.mapping(table.name, table.header, {}, Looks(whole, table.header))
    except UnmappedHeader:
        found = _headers.mapping(table.name, table.header, {})
    dates = [name for name in table.header if _is_date(whole[name])]
    return found if "sold_at" in found or len(dates) != 1 else {**found, "sold_at": dates[0]}


def _is_date(values: pl.Series) -> bool:
    """Whether all values of a column begin like a date."""
    said = values.drop_nulls()
    return said.len() > 0 and bool(said.str.contains(_DATE).all())
