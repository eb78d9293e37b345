"""What the formats share: rows as a Polars frame, and text that no spreadsheet takes for a formula."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import narwhals as nw

from tillhouse.frame import Frame
from tillhouse.table import Column

if TYPE_CHECKING:
    import polars as pl

#: A cell that begins with one of these may be run as a formula by a program that opens the file.
FORMULA = "=+-@\t\r\n＝＋－＠"


def polars_frame(frame: Frame) -> pl.LazyFrame:
    """The rows as a Polars frame, streamed where the engine is Polars."""
    import polars as pl

    native = nw.to_native(frame)
    if isinstance(native, pl.LazyFrame):
        return native
    collected: pl.DataFrame = nw.to_native(frame.collect(backend="polars"))
    return collected.lazy()


def harmless(columns: Mapping[str, Column]) -> list[pl.Expr]:
    """Text columns with an apostrophe before what could be a formula; numbers are left as they are."""
    import polars as pl

    found = []
    for name, column in columns.items():
        if column.type == "text":
            text = pl.col(name)
            risky = text.str.slice(0, 1).is_in(list(FORMULA))
            found.append(pl.when(risky).then(pl.lit("'") + text).otherwise(text).alias(name))
    return found


def moments(columns: Mapping[str, Column], layout: str) -> list[pl.Expr]:
    """Moments as text; fractions of a second only where there are any."""
    import polars as pl

    named = [name for name, column in columns.items() if column.type == "datetime"]
    return [pl.col(name).dt.to_string(layout) for name in named]
