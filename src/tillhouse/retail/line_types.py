"""What a line concerns, by its code: the rules of ``data/line_types.csv``, and those of a feed before them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import narwhals as nw

#: A code with a digit in it looks like a product; codes that do not and are not listed are `other`.
_PRODUCT = "[0-9]"


@cache
def _rules() -> tuple[tuple[str, str, str], ...]:
    text = files("tillhouse").joinpath("data/line_types.csv").read_text()
    return tuple((row["code"], row["match"], row["line_type"]) for row in csv.DictReader(text.splitlines()))


def line_type(stock_code: nw.Expr, extra: Mapping[str, str]) -> nw.Expr:
    """What a line concerns, by its upper-case code: the feed's own codes first, then the listed ones."""
    looks = nw.when(stock_code.str.contains(_PRODUCT)).then(nw.lit("product")).otherwise(nw.lit("other"))
    rules = [*((code.upper(), "exact", kind) for code, kind in extra.items()), *_rules()]
    found = looks
    for kind in sorted({kind for _, _, kind in rules}):
        exact = [code for code, match, k in rules if k == kind and match == "exact"]
        named = stock_code.is_in(exact)
        for code, match, k in rules:
            if k == kind and match == "prefix":
                named = named | stock_code.str.starts_with(code)
        found = nw.when(named).then(nw.lit(kind)).otherwise(found)
    for code, kind in extra.items():
        found = nw.when(stock_code == code.upper()).then(nw.lit(kind)).otherwise(found)
    return found
