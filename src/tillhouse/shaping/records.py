"""Lines as stored, turned into records again, for a feed that is read otherwise and for corrected records."""

from __future__ import annotations

import json

import polars as pl

from tillhouse.settings.feed import LINE, Feed

#: What a line keeps of its record besides the text of its fields.
KEPT = ("line", "part", "raw", "problem")


def records_of(lines: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """The records of stored lines under the header names of the file, as the feed read them.

    lines: `LINE`, ``extra`` and `KEPT`. Lines of money are left out: their text stands in ``extra`` of the record.
    """
    own = lines.filter(pl.col("part") >= 0)
    known = {header: pl.col(name) for name, header in feed.columns.items() if name in LINE}
    beside = {name: text for name, text in _extras(own).items() if name not in known}
    return own.select(*(text.alias(name) for name, text in {**known, **beside}.items()), *KEPT)


def _extras(lines: pl.DataFrame) -> dict[str, pl.Expr]:
    """Columns that have no name of their own in the lake, out of their JSON."""
    names = sorted({name for text in lines["extra"].drop_nulls().unique() for name in json.loads(text)})
    read = pl.col("extra").str.json_decode(pl.Struct(dict.fromkeys(names, pl.String)))
    return {name: read.struct.field(name) for name in names}
