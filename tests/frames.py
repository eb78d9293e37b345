"""Small frames on every engine; a further engine is one more entry in `ENGINES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import duckdb
import narwhals as nw
import polars as pl

from tillhouse.engines.polars import DTYPES
from tillhouse.frame import Frame

Columns = Mapping[str, Sequence[Any]]
Engine = Callable[[Columns, Mapping[str, str]], Frame]


def on_polars(columns: Columns, types: Mapping[str, str]) -> Frame:
    """A frame from Python columns in the declared types of a table."""
    schema = {name: DTYPES[types[name]] for name in columns}
    return nw.from_native(pl.LazyFrame(dict(columns), schema=schema))


def on_duckdb(columns: Columns, types: Mapping[str, str]) -> Frame:
    """The same in DuckDB, by way of Arrow."""
    return nw.from_native(duckdb.from_arrow(on_polars(columns, types).collect().to_arrow()))


ENGINES: dict[str, Engine] = {"polars": on_polars, "duckdb": on_duckdb}


def values(frame: Frame, column: str) -> list[Any]:
    """The values of one column, sorted as text: no engine promises an order."""
    return sorted(frame.select(column).collect().to_arrow()[column].to_pylist(), key=str)
