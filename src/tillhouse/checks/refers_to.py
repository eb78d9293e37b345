"""A value exists in another table."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from tillhouse.checks import Check, OnFail, Rows
from tillhouse.checks._words import call
from tillhouse.errors import FixTheCode


def refers_to(column: str, target: str, on_fail: OnFail = "stop", advice: str = "") -> Check:
    """Every value of ``column`` occurs in ``target``, written ``table.column``. Null passes, as in SQL.

    Raises `FixTheCode` when ``target`` is not of that form.
    """
    table, dot, key = target.partition(".")
    if not (table and dot and key.isidentifier()):
        raise FixTheCode(f"refers_to({column}) points to {target}.", "Write the target as table.column.")

    def violations(frame: Rows, others: Mapping[str, Rows]) -> Rows:
        known = others[table].select(nw.col(key).alias("__known")).drop_nulls().unique()
        return frame.filter(~nw.col(column).is_null()).join(
            known, left_on=column, right_on="__known", how="anti"
        )

    return Check(
        name=call("refers_to", column, target),
        kind="refers_to",
        dimension="consistency",
        on_fail=on_fail,
        violations=violations,
        needs=(table,),
        advice=advice or f"Rebuild {table}, or find why it lacks these values of {column}.",
    )
