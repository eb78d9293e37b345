"""Codes that a spreadsheet has changed: they stand for other codes than were meant, and several became one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_MONTHS = "jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez"
#: What happened to a code, and what it looks like then. A code such as 1E5 is one that a shop may use.
DAMAGES: Mapping[str, str] = {
    "written with an exponent": r"^[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2,3}$",
    "rounded to 15 digits": r"^[1-9][0-9]{14}0+$",
    "turned into a date": rf"(?i)^(?:[0-9]{{1,2}}[-. ]+(?:{_MONTHS})|(?:{_MONTHS})[-. ][0-9]{{2}})$",
    "the error of a formula": r"^#(?:N/A|NV|REF!|NAME\?|VALUE!|WERT!|DIV/0!|NULL!|NUM!|BEZUG!)$",
}
#: What nothing of that happened to.
_SOUND = "^[0-9A-Za-z]{0,15}$"
#: Numbers of 16 digits end in a zero by chance, in one of ten: from this share on it is no chance.
_LONG, _NO_CHANCE = 16, 0.5
#: A whole number as a table of floats writes it.
WHOLE = r"^[A-Za-z]?[0-9]+\.0$"


def damaged(codes: pl.Series) -> dict[str, pl.Series]:
    """By what happened to them, the different codes of a column that a spreadsheet has changed."""
    import polars as pl

    text = codes.drop_nulls().unique(maintain_order=True).str.strip_chars()
    text = text.filter(~text.str.contains(_SOUND))
    if text.is_empty():
        return {}
    found = {what: text.filter(text.str.contains(pattern)) for what, pattern in DAMAGES.items()}
    long = text.filter((text.str.len_bytes() >= _LONG) & text.str.contains("^[0-9]+$"))
    rounded = found["rounded to 15 digits"]
    if len(rounded) < max(_NO_CHANCE * len(long), 1):
        found["rounded to 15 digits"] = pl.Series(codes.name, [], dtype=pl.String)
    return {what: values for what, values in found.items() if len(values)}
