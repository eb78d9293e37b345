"""Money in columns without a meaning: it is in no figure. Where its name says that it lessens others, it is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from decimal import Decimal

from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.settings.feed import Feed
from tillhouse.sources import Reading as FileReading

#: Names of money that a customer need not pay, or has paid before.
_LESSENS = re.compile(
    r"(?i)coupon|voucher|gutschein|gift.?(?:card|cert)|geschenk|store.?credit|promo|rebate|cash.?back|allowance"
    r"|cup[oóõ]n|cupom|carte.?cadeau|bon.?d.achat|tarjeta.?regalo|vale.?regalo|buono|cadeau.?bon|waardebon|rabatkode"
)


def found(readings: Iterable[FileReading], meant: Collection[str] = ()) -> tuple[Finding, ...]:
    """A finding that names each such column with its sum over all files; none where there is no such column.

    meant: columns that values gave a meaning.
    """
    sums: dict[str, Decimal] = {}
    lines = 0
    for reading in readings:
        lines += reading.records
        for name in [name for name in reading.beside if name not in meant]:
            sums[name] = sums.get(name, Decimal(0)) + reading.beside[name]
    if not sums:
        return ()
    named = " · ".join(f"{name} {total:,.2f}" for name, total in sums.items())
    says = (
        f"Money in columns without a meaning, in no figure: {named}."
        " Name one with --column MEANING=HEADER, or declare it with --own HEADER=measure."
    )
    return (Finding("money_beside", says, lines),)


def lessening(readings: Iterable[FileReading], feed: Feed, said: Iterable[Finding]) -> tuple[Finding, ...]:
    """A question for the first such column whose name says that an order costs less by it; none where there is none.

    said: what else is said of the files. Where orders add up to their totals, nothing is still to be taken off.
    """
    sums: dict[str, Decimal] = {}
    for reading in readings:
        for name, total in reading.beside.items():
            sums[name] = sums.get(name, Decimal(0)) + total
    named = [name for name, total in sums.items() if total and _LESSENS.search(name)]
    adds_up = "order_total" in feed.columns and not any(one.name == "order_total_differs" for one in said)
    if not named or adds_up or "order_discount" in feed.columns:
        return ()
    header = named[0]
    says = f"{header} holds {sums[header]:,.2f} that nothing takes off: less money for what is sold, or a payment."
    off = Reading(
        f"{header} is taken off its order", (option("column", f"order_discount={header}"),), Decimal(0)
    )
    kept = Reading(
        f"{header} says how an order was paid", (option("own", f"{header}=measure:money"),), Decimal(0)
    )
    return (Finding("lessens", says, 0, sums[header], off, kept, is_question=True, about=header),)
