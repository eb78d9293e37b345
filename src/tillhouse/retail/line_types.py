"""What a line concerns, by its code, as its feed declares it."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

#: Behind a code: it stands for all codes that begin so.
ANY = "*"


def line_type(stock_code: nw.Expr, declared: Mapping[str, str], unlisted: str) -> nw.Expr:
    """What a line concerns, by its upper-case code.

    declared: code to line type; one that ends with `*` is a prefix, and a whole code wins over prefixes.
    unlisted: the line type of all other codes; `by_digit`: product where there is a digit, else other.
    """
    found = nw.lit(unlisted)
    if unlisted == "by_digit":
        has_digit = stock_code.str.contains("[0-9]")
        found = nw.when(has_digit).then(nw.lit("product")).otherwise(nw.lit("other"))
    for whole in (False, True):
        for kind in dict.fromkeys(declared.values()):
            codes = [code.upper() for code, named in declared.items() if named == kind]
            begins = [code.removesuffix(ANY) for code in codes if code.endswith(ANY)]
            named = _exact(stock_code, codes) if whole else _begins(stock_code, begins)
            if named is not None:
                found = nw.when(named).then(nw.lit(kind)).otherwise(found)
    return found


def _exact(stock_code: nw.Expr, codes: list[str]) -> nw.Expr | None:
    exact = [code for code in codes if not code.endswith(ANY)]
    return stock_code.is_in(exact) if exact else None


def _begins(stock_code: nw.Expr, prefixes: list[str]) -> nw.Expr | None:
    found = None
    for prefix in prefixes:
        one = stock_code.str.starts_with(prefix)
        found = one if found is None else found | one
    return found
