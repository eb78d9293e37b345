"""Codes that a spreadsheet was told to keep as text: ``'0012`` and ``="0012"`` are the code 0012."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_CODES = ("invoice_no", "stock_code", "customer_id")


def plain(frame: pl.DataFrame, columns: Mapping[str, str]) -> pl.DataFrame:
    """The frame with the text within such codes. An apostrophe before a letter is part of the code."""
    import polars as pl

    out = []
    for name in dict.fromkeys(columns[code] for code in _CODES if columns.get(code) in frame.columns):
        text = frame[name]
        if not (text.str.starts_with("'") | text.str.starts_with('="')).any():
            continue
        bare = (
            pl.when(pl.col(name).str.contains("^'[0-9]"))
            .then(pl.col(name).str.slice(1))
            .otherwise(pl.col(name))
        )
        out.append(pl.coalesce(pl.col(name).str.extract('^="([^"]+)"$'), bare).alias(name))
    return frame.with_columns(out) if out else frame
