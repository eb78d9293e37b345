"""Money of tables by currency, for what a release records as one sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

import narwhals as nw

from tillhouse.books import is_mixed
from tillhouse.frame import gathered
from tillhouse.lake.releases import Change
from tillhouse.lake.snapshot import Snapshot
from tillhouse.retail.sums import merged

#: Money by currency.
Sums = Mapping[str, Decimal]
c = nw.col


def has_several(snapshot: Snapshot | None) -> bool:
    """Whether a release holds money of several currencies."""
    return snapshot is not None and is_mixed(snapshot.frame("statement"))


def sums_by_month(snapshot: Snapshot | None, name: str) -> dict[str, dict[str, Decimal]]:
    """Money of a table by month and currency; nothing where it has no money, or does not tell currencies apart."""
    if snapshot is None or name not in snapshot.release.tables:
        return {}
    table = snapshot.table(name)
    if table.money is None or "currency" not in table.columns:
        return {}
    month = c("month") if table.by else nw.lit("").alias("month")
    rows = snapshot.frame(name).select(month, "currency", amount=c(table.money).cast(nw.Decimal(38, 6)))
    sums = rows.group_by("month", "currency").agg(c("amount").sum()).sort("month", "currency")
    found: dict[str, dict[str, Decimal]] = {}
    for place, currency, amount in gathered(sums.select("month", "currency", "amount")).iter_rows():
        found.setdefault(place, {})[currency] = amount or Decimal(0)
    return found


def total_by_currency(snapshot: Snapshot, name: str) -> dict[str, Decimal]:
    """Money of a table by currency, over all its months."""
    return merged(*sums_by_month(snapshot, name).values())


def by_currency(change: Change) -> dict[str, dict[str, list[Decimal]]]:
    """For programs, money before and after by currency; nothing where it is not of several."""
    if change.currencies is None:
        return {}
    return {"currencies": {code: list(both) for code, both in change.currencies.items()}}


def in_currencies(
    changes: Iterable[Change], before: Snapshot | None, after: Snapshot | None, is_sure: bool = True
) -> list[Change]:
    """The same changes with money by currency, where either release has several.

    None stands for a release that cannot be read. is_sure: False where one that cannot be read may have several.
    """
    found = list(changes)
    if is_sure and not has_several(before) and not has_several(after):
        return found
    names = {one.table for one in found}
    old, new = ({name: sums_by_month(one, name) for name in names} for one in (before, after))
    return [
        _split(one, old[one.table].get(one.month, {}), new[one.table].get(one.month, {})) for one in found
    ]


def _split(one: Change, old: Sums, new: Sums) -> Change:
    nothing = Decimal(0)
    sums = {code: (old.get(code, nothing), new.get(code, nothing)) for code in sorted({*old, *new})}
    return replace(one, amount_before=None, amount_after=None, currencies=sums)
