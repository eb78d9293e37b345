"""What a line concerns, by its code, as its feed declares it."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

#: Behind a code: it stands for all codes that begin so.
ANY = "*"


def line_type(stock_code: nw.Expr, declared: Mapping[str, str], unlisted: str) -> nw.Expr:
    """What a line concerns, by its upper-case code.

    declared: code to line type; one that ends with `*` is a prefix. A whole code wins over prefixes, a longer prefix
    over a shorter one.
    unlisted: the line type of all other codes; `by_digit`: product where there is a digit, else other.
    """
    found = nw.lit(unlisted)
    if unlisted == "by_digit":
        has_digit = stock_code.str.contains("[0-9]")
        found = nw.when(has_digit).then(nw.lit("product")).otherwise(nw.lit("other"))
    begins = {code.upper().removesuffix(ANY): kind for code, kind in declared.items() if code.endswith(ANY)}
    for prefix in sorted(begins, key=len):
        found = nw.when(stock_code.str.starts_with(prefix)).then(nw.lit(begins[prefix])).otherwise(found)
    for kind in dict.fromkeys(declared.values()):
        exact = [code.upper() for code, named in declared.items() if named == kind and not code.endswith(ANY)]
        if exact:
            found = nw.when(stock_code.is_in(exact)).then(nw.lit(kind)).otherwise(found)
    return found
