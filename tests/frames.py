"""Small frames on every engine that computes in this process; a further one is one more file in `engines`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl

from tillhouse import folder
from tillhouse.column_types import DTYPES
from tillhouse.frame import Frame, framed, gathered

Columns = Mapping[str, Sequence[Any]]
Engine = Callable[[Columns, Mapping[str, str]], Frame]


def on_engine(name: str, columns: Columns, types: Mapping[str, str]) -> Frame:
    """A frame from Python columns in the declared types of a table."""
    rows = pl.DataFrame(dict(columns), schema={column: DTYPES[types[column]] for column in columns})
    return framed(folder.entry("tillhouse.engines", name).held(rows))


on_polars: Engine = partial(on_engine, "polars")
#: By name, the engines whose frames live in this process.
ENGINES: dict[str, Engine] = {
    name: partial(on_engine, name) for name in folder.names("tillhouse.engines") if name != "spark"
}


def values(frame: Frame, column: str) -> list[Any]:
    """The values of one column, sorted as text: no engine promises an order."""
    return sorted(gathered(frame.select(column))[column].to_list(), key=str)
