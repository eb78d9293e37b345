"""pandas, with Arrow types: for those whose other tools are pandas. All in memory, on one core."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa

from tillhouse.column_types import dtypes
from tillhouse.engines import _frames
from tillhouse.engines._stored import scanned

ON_CLUSTER = False


def scan(files: Sequence[str], types: Mapping[str, str]) -> pd.DataFrame:
    """The rows of Parquet files of one table, in its declared types; no files give no rows."""
    return held(scanned(files, types).collect())


def held(rows: pl.DataFrame) -> pd.DataFrame:
    """Rows in memory as a frame of this engine."""
    return rows.to_arrow().to_pandas(types_mapper=pd.ArrowDtype)


def rows(frame: pd.DataFrame) -> pl.DataFrame:
    """All rows of a frame, in memory."""
    found = pl.from_arrow(pa.Table.from_pandas(frame, preserve_index=False))
    assert isinstance(found, pl.DataFrame)
    return found


def concat(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of several frames of the same columns."""
    return pd.concat(list(frames), ignore_index=True)


def computed(frame: pd.DataFrame, types: Mapping[str, str]) -> pl.DataFrame:
    """All rows of a frame, in declared columns and types; a lossy cast raises."""
    return rows(frame[list(types)]).cast(dtypes(types))


def once(frame: pd.DataFrame) -> pd.DataFrame:
    """See `tillhouse.frame.once`; frames of pandas are always computed."""
    return frame


def from_columns(
    _like: pd.DataFrame, columns: Mapping[str, Sequence[Any]], types: Mapping[str, str]
) -> pd.DataFrame:
    """See `tillhouse.frame.rows_like`."""
    return held(pl.DataFrame(dict(columns), schema=dtypes(types)))


def with_datetime(
    frame: pd.DataFrame, into: str, column: str, layouts: Sequence[str], time_zone: str
) -> pd.DataFrame:
    """See `tillhouse.frame.with_datetime`."""
    return _assigned(
        frame,
        [column],
        lambda found: _frames.with_datetime(found, into, column, layouts, time_zone).select(into),
    )


def with_decimals(frame: pd.DataFrame, read: Mapping[str, str], decimal: str, thousands: str) -> pd.DataFrame:
    """See `tillhouse.frame.with_decimals`."""
    return _assigned(
        frame,
        list(read.values()),
        lambda found: _frames.with_decimals(found, read, decimal, thousands).select(*read),
    )


def with_key(frame: pd.DataFrame, into: str, columns: Sequence[str]) -> pd.DataFrame:
    """See `tillhouse.frame.with_key`."""
    return _assigned(frame, columns, lambda found: _frames.with_key(found, into, columns).select(into))


def with_canonical_text(
    frame: pd.DataFrame, text: Sequence[str], identifiers: Sequence[str], capitals: Sequence[str]
) -> pd.DataFrame:
    """See `tillhouse.frame.with_canonical_text`."""
    return _assigned(
        frame,
        [*text, *identifiers],
        lambda found: _frames.with_canonical_text(found, text, identifiers, capitals),
    )


def with_standard_text(frame: pd.DataFrame, column: str, standard: Callable[[str], str]) -> pd.DataFrame:
    """See `tillhouse.frame.with_standard_text`."""
    return _assigned(frame, [column], lambda found: _frames.with_standard_text(found, column, standard))


def with_fields(frame: pd.DataFrame, read: Mapping[str, str], column: str) -> pd.DataFrame:
    """See `tillhouse.frame.with_fields`."""
    return _assigned(frame, [column], lambda found: _frames.with_fields(found, read, column).select(*read))


def with_share(frame: pd.DataFrame, into: str, amount: str, part: str, whole: str) -> pd.DataFrame:
    """See `tillhouse.frame.with_share`."""
    return _assigned(
        frame,
        [amount, part, whole],
        lambda found: _frames.with_share(found, into, amount, part, whole).select(into),
    )


def looked_up(frame: pd.DataFrame, few: pd.DataFrame, on: Sequence[str]) -> pd.DataFrame:
    """See `tillhouse.frame.looked_up`."""
    # Windows give NumPy columns, which know no null: joined, whole numbers would become floats.
    return frame.merge(held(rows(few)), on=list(on), how="left")


def _assigned(
    frame: pd.DataFrame, columns: Sequence[str], function: Callable[[pl.LazyFrame], pl.LazyFrame]
) -> pd.DataFrame:
    """The frame with the columns that a function of Polars frames makes of some of its own."""
    made = held(function(rows(frame[list(dict.fromkeys(columns))]).lazy()).collect())
    made.index = frame.index
    return frame.assign(**{str(name): made[name] for name in made.columns})


if TYPE_CHECKING:
    from tillhouse.engines import pandas as itself
    from tillhouse.engines._contract import Engine

    _checked: Engine[pd.DataFrame] = itself
