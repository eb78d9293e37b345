"""Polars: the default engine. In process, on all cores, nothing to start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from tillhouse.column_types import DTYPES, dtypes
from tillhouse.engines._frames import with_canonical_text as with_canonical_text
from tillhouse.engines._frames import with_datetime as with_datetime
from tillhouse.engines._frames import with_decimals as with_decimals
from tillhouse.engines._frames import with_fields as with_fields
from tillhouse.engines._frames import with_key as with_key
from tillhouse.engines._frames import with_share as with_share
from tillhouse.engines._frames import with_standard_text as with_standard_text
from tillhouse.engines._stored import columns as columns
from tillhouse.engines._stored import scanned

ON_CLUSTER = False


def scan(files: Sequence[str], types: Mapping[str, str]) -> pl.LazyFrame:
    """The rows of Parquet files of one table, in its declared types; no files give no rows."""
    return scanned(files, types)


def held(rows: pl.DataFrame) -> pl.LazyFrame:
    """Rows in memory as a frame of this engine."""
    return rows.lazy()


def rows(frame: pl.LazyFrame) -> pl.DataFrame:
    """All rows of a frame, in memory."""
    return frame.collect()


def concat(frames: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
    """The rows of several frames of the same columns."""
    return pl.concat(frames, how="vertical")


def computed(frame: pl.LazyFrame, types: Mapping[str, str]) -> pl.DataFrame:
    """All rows of a frame, in declared columns and types; a lossy cast raises."""
    return frame.select(pl.col(name).cast(DTYPES[kind]) for name, kind in types.items()).collect()


def once(frame: pl.LazyFrame) -> pl.LazyFrame:
    """See `tillhouse.frame.once`."""
    return frame.collect().lazy()


def from_columns(
    _like: pl.LazyFrame, columns: Mapping[str, Sequence[Any]], types: Mapping[str, str]
) -> pl.LazyFrame:
    """See `tillhouse.frame.rows_like`."""
    return pl.LazyFrame(dict(columns), schema=dtypes(types))


def looked_up(frame: pl.LazyFrame, few: pl.LazyFrame, on: Sequence[str]) -> pl.LazyFrame:
    """See `tillhouse.frame.looked_up`. Where the keys of few rows differ, other columns are not copied for it."""
    found, schema = few.collect(), frame.collect_schema()
    new = {name: kind for name, kind in found.schema.items() if name not in on}
    if not new.keys().isdisjoint(schema) or found.select(on).is_duplicated().any():
        return frame.join(found.lazy(), on=list(on), how="left", maintain_order="left")
    if found.is_empty() or not new:
        return frame.with_columns(pl.lit(None, kind).alias(name) for name, kind in new.items())

    def met(keys: pl.Series) -> pl.Series:
        rows = keys.struct.unnest().join(found, on=list(on), how="left", maintain_order="left")
        return rows.select(list(new)).to_struct()

    both = pl.struct(on).map_batches(met, return_dtype=pl.Struct(new))
    return frame.with_columns(both.struct.unnest())


if TYPE_CHECKING:
    from tillhouse.engines import polars as itself
    from tillhouse.engines._contract import Engine

    _checked: Engine[pl.LazyFrame] = itself
