"""Columns of one row add up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from operator import add

import narwhals as nw

from tillhouse.checks import Check, OnFail
from tillhouse.checks._words import call
from tillhouse.errors import FixTheCode


def balances(
    *columns: str,
    minus: Sequence[str] = (),
    equals: int | Decimal = 0,
    on_fail: OnFail = "stop",
    advice: str = "",
) -> Check:
    """In each row the sum of ``columns`` less the sum of ``minus`` is exactly ``equals``.

    ``balances("received", minus=("loaded", "duplicate"))`` says that received = loaded + duplicate. A row
    with a null in any of them breaks it: an unknown amount does not balance. Integers and decimals only.
    Raises `FixTheCode` without columns.
    """
    if not columns:
        raise FixTheCode("balances() names no columns.", "Name the columns whose sum is known.")
    total = reduce(add, map(_exact, columns))
    if minus:
        total = total - reduce(add, map(_exact, minus))
    unknown = nw.any_horizontal(*(nw.col(c).is_null() for c in (*columns, *minus)), ignore_nulls=False)
    return Check(
        name=call("balances", *columns, minus=tuple(minus) or None, equals=equals or None),
        kind="balances",
        dimension="accuracy",
        on_fail=on_fail,
        breaks=unknown | (~unknown & (total != equals)),
        advice=advice or f"See what tillhouse statement leaves unexplained of {columns[0]}.",
    )


def _exact(column: str) -> nw.Expr:
    """The column as a decimal with room for ten of them to be added: engines stop at 38 digits."""
    return nw.col(column).cast(nw.Decimal(28, 6))
