"""Whether money that orders say is what their lines say already: then it counts once, on the lines."""

from __future__ import annotations

import polars as pl

from tillhouse.sources._joined.rows import Joining

#: Of orders, the share whose lines have to come to what the order says, to a penny for each line.
_NEARLY, _PENNY = 0.9, 0.01


def is_same_money(joining: Joining, of_lines: str, of_order: str) -> bool:
    """Whether a column of the lines adds up to one of their orders, in the first records; signs do not matter."""
    first = next(joining.pieces(), None)
    if first is None:
        return False
    sums = (
        first.frame.select(line=_number(of_lines), order=_number(of_order))
        .with_columns(key=first.keys)
        .group_by("key")
        .agg(pl.col("line").sum(), pl.col("order").first(), n=pl.len())
        .filter((pl.col("order") != 0) | (pl.col("line") != 0))
    )
    apart = (pl.col("line") - pl.col("order")).abs().round(6)
    same = sums.filter(apart <= (_PENNY * pl.col("n")).round(6))
    return sums.height > 0 and same.height >= _NEARLY * sums.height


def _number(name: str) -> pl.Expr:
    """About what a text says: its last mark is that of decimals where at most two digits follow it."""
    digits = pl.col(name).str.replace_all(r"[^0-9.,]", "")
    marked = digits.str.replace(r"[.,](\d{1,2})$", "_$1").str.replace_all(r"[.,]", "").str.replace("_", ".")
    return marked.cast(pl.Float64, strict=False).fill_null(0.0)
