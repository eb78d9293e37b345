"""Money that several columns hold together, such as a tax by rate: its sum, as text."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from tillhouse.frame import with_decimals
from tillhouse.settings.feed import Feed

c = pl.col


def added_up(batch: pl.DataFrame, feed: Feed, name: str) -> pl.Expr:
    """The sum of the columns of a meaning. Nothing where all are blank; where one is no number, all as they came."""
    headers = [feed.columns[name], *(header for header, meaning in feed.added.items() if meaning == name)]
    there = [header for header in headers if header in batch.columns]
    if not there:
        return pl.lit(None, pl.String)
    places = {f"n{at}": header for at, header in enumerate(there)}
    texts = batch.select(**{f"t{place}": c(header).str.strip_chars() for place, header in places.items()})
    texts = texts.with_columns(pl.when(pl.all() != "").then(pl.all()))
    frame = nw.from_native(texts.lazy())
    read = nw.to_native(
        with_decimals(frame, {place: f"t{place}" for place in places}, feed.decimal, feed.thousands)
    )
    known = [c(place).is_not_null() | c(f"t{place}").is_null() for place in places]
    total = (
        pl.sum_horizontal(*(c(place).fill_null(0) for place in places))
        .cast(pl.Decimal(38, 6))
        .cast(pl.String)
    )
    blank = pl.all_horizontal(*(c(f"t{place}").is_null() for place in places))
    raw = pl.concat_str(*(c(f"t{place}") for place in places), separator=" + ", ignore_nulls=True)
    said = (
        pl.when(blank)
        .then(pl.lit(None, pl.String))
        .when(pl.all_horizontal(*known))
        .then(total.str.replace(".", feed.decimal, literal=True))
        .otherwise(raw)
    )
    return pl.lit(read.select(said.alias(name)).collect()[name])
