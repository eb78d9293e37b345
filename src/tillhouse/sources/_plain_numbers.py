"""Numbers as people write them, for what is only looked at: no value that is booked is read so."""

from __future__ import annotations

import polars as pl

#: What shows that a mark is the decimal one: after it are not three digits, or the other mark stands before it.
_DECIMAL = {
    ".": r"\.(?:\d{1,2}|\d{4,})\D*$|,\d{3}\.|^\D*0?\.",
    ",": r",(?:\d{1,2}|\d{4,})\D*$|\.\d{3},|^\D*0?,",
}


def plain_numbers(text: pl.Series, decimal: str = "") -> pl.Series:
    """Numbers as text with a point, without signs and groups. decimal: the mark; empty: what most values show."""
    mark = decimal or _mark(text)
    other = "," if mark == "." else "."
    digits = text.str.replace_all("−", "-").str.replace_all(r"[^\d.,+\-()]", "")
    negative = digits.str.contains(r"^\(|-$")
    plain = digits.str.replace_all(r"[()]|-$", "").str.replace_all(other, "", literal=True)
    frame = pl.DataFrame({"text": plain.str.replace(mark, ".", literal=True), "negative": negative})
    signed = pl.when("negative").then("-" + pl.col("text")).otherwise("text")
    return frame.select(signed.alias("text")).to_series()


def _mark(text: pl.Series) -> str:
    shown = {mark: int(text.str.contains(pattern).sum() or 0) for mark, pattern in _DECIMAL.items()}
    return "," if shown[","] > shown["."] else "."
