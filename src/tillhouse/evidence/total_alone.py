"""Orders that tell their total alone: it is the amount, and what it contains besides goods is not told apart."""

from __future__ import annotations

from dataclasses import replace

from tillhouse.evidence.finding import Finding, Reading
from tillhouse.settings.feed import ORDER_MONEY, PRICES, Feed

#: What is not in a total: it is paid back after it.
_BESIDE = "refund"


def as_amounts(feed: Feed) -> tuple[Feed, Finding | None]:
    """The feed with the total as the amount, where no column has money of lines; what is said of it."""
    columns = dict(feed.columns)
    if "order_total" not in columns or {*PRICES} & columns.keys() != {"order_total"}:
        return feed, None
    total = columns.pop("order_total")
    within = [
        columns.pop(name) for name in ORDER_MONEY if name in columns and name not in (_BESIDE, "order_tax")
    ]
    if "order_tax" in columns:
        columns["tax"] = columns.pop("order_tax")
    columns["amount"] = total
    basis = feed.tax_basis or ("included" if "tax" in columns else "")
    says = f"{total} is the amount of each order: no column has the money of its goods."
    if within:
        says += f" {' and '.join(within)}, within it, {'is' if len(within) == 1 else 'are'} not told apart."
    options = (
        f"--column amount={total}",
        *(f"--without {name}" for name in ORDER_MONEY if feed.columns.get(name) in within),
    )
    found = Finding("total_alone", says, 0, proposed=Reading("it is", options))
    return replace(feed, columns=columns, tax_basis=basis), found
