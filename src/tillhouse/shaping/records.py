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
    alone = [name for name in LINE if name not in feed.added.values()]
    known = {header: pl.col(name) for name, header in feed.columns.items() if name in alone}
    beside = {name: text for name, text in _extras(own).items() if name not in known}
    if feed.lines:
        beside |= {name: _of_record(text) for name, text in beside.items() if _is_field(name, feed)}
    return own.select(*(text.alias(name) for name, text in {**known, **beside}.items()), *KEPT)


def _extras(lines: pl.DataFrame) -> dict[str, pl.Expr]:
    """Columns that have no name of their own in the lake, out of their JSON."""
    names = sorted({name for text in lines["extra"].drop_nulls().unique() for name in json.loads(text)})
    read = pl.col("extra").str.json_decode(pl.Struct(dict.fromkeys(names, pl.String)))
    return {name: read.struct.field(name) for name in names}


def _is_field(name: str, feed: Feed) -> bool:
    """Whether a column is a field of a record, and neither of one of its lines nor money, which counts once."""
    return not f"{name}.".startswith(f"{feed.lines}.") and name not in feed.columns.values()


def _of_record(text: pl.Expr) -> pl.Expr:
    """What stands only on the first line of a record, for all of its lines."""
    return pl.when(pl.col("problem").is_null()).then(text.first().over("line"))
