"""Metrics counted by hand: plain loops over the rows of a ledger, that share nothing with the program but the names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Row = Mapping[str, Any]
Lines = Sequence[Row]
Counted = Callable[[Lines, set[str]], "Decimal | int | None"]

_BACK = ("cancellation", "return")


def _sold(lines: Lines) -> list[Row]:
    return [r for r in lines if r["event"] == "sale" and r["line_type"] == "product"]


def _back(lines: Lines) -> list[Row]:
    return [r for r in lines if r["event"] in _BACK and r["line_type"] == "product"]


def _money(lines: Iterable[Row]) -> Decimal:
    return sum((r["amount"] for r in lines if r["amount"] is not None), Decimal(0))


def _total(column: str, lines: Iterable[Row]) -> Decimal:
    return sum((r[column] for r in lines if r[column] is not None), Decimal(0))


def _discounted(lines: Lines) -> Decimal:
    within = _total("discount", [r for r in lines if r["line_type"] != "discount"])
    return _money(r for r in lines if r["line_type"] == "discount") - within


def _of(column: str, *values: str) -> Counted:
    return lambda lines, _: _money(r for r in lines if r[column] in values)


def _orders(lines: Lines) -> int:
    return len({(r["feed"], r["order_id"]) for r in lines if r["event"] == "sale"})


def _buyers(lines: Lines) -> dict[str, set[Any]]:
    found = defaultdict(set)
    for r in _sold(lines):
        if r["customer_id"] is not None:
            found[r["customer_id"]].add((r["feed"], r["order_id"]))
    return found


def over(above: Any, below: Any) -> Decimal | None:
    """A quotient to the millionth, by whole numbers."""
    if not below:
        return None
    return (Decimal(above) / Decimal(below)).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def _repeat(lines: Lines) -> int:
    return sum(len(invoices) > 1 for invoices in _buyers(lines).values())


#: What a metric is over the loaded lines of a cell; the set are the customers whose first purchase is in the period.
BY_HAND: dict[str, Counted] = {
    "revenue": lambda lines, _: _money(lines),
    "net_sales": lambda lines, _: _money(lines),
    "gross_sales": lambda lines, _: _total("gross_amount", _sold(lines)),
    "returned_sales": lambda lines, _: -_money(_back(lines)),
    "cancellations": _of("event", "cancellation"),
    "returns": _of("event", "return"),
    "adjustments": _of("event", "adjustment"),
    "write_offs": lambda lines, _: sum(r["event"] == "write_off" for r in lines),
    "free": lambda lines, _: sum(r["event"] == "free" for r in lines),
    "postage": _of("line_type", "postage"),
    "fees": _of("line_type", "fee"),
    "discounts": lambda lines, _: _discounted(lines),
    "tax": lambda lines, _: _total("tax", lines),
    "tips": _of("line_type", "tip"),
    "refunds": _of("line_type", "refund"),
    "manual": _of("line_type", "manual"),
    "vouchers": _of("line_type", "voucher"),
    "samples": _of("line_type", "sample"),
    "bad_debt": _of("line_type", "bad_debt"),
    "other": _of("line_type", "other", "test"),
    "anonymous_sales": lambda lines, _: _money(r for r in lines if r["customer_id"] is None),
    "identified_sales": lambda lines, _: _money(r for r in lines if r["customer_id"] is not None),
    "units": lambda lines, _: sum(r["quantity"] for r in lines if r["line_type"] == "product"),
    "units_sold": lambda lines, _: sum(r["quantity"] for r in _sold(lines)),
    "units_returned": lambda lines, _: -sum(r["quantity"] for r in _back(lines)),
    "lines": lambda lines, _: len(lines),
    "orders": lambda lines, _: _orders(lines),
    "customers": lambda lines, _: len(_buyers(lines)),
    "new_customers": lambda lines, new: len(set(_buyers(lines)) & new),
    "returning_customers": lambda lines, new: len(set(_buyers(lines)) - new),
    "repeat_customers": lambda lines, _: _repeat(lines),
    "average_order_value": lambda lines, _: over(_money(lines), _orders(lines)),
    "items_per_order": lambda lines, _: over(sum(r["quantity"] for r in _sold(lines)), _orders(lines)),
    "return_rate": lambda lines, _: over(-_money(_back(lines)), _total("gross_amount", _sold(lines))),
    "unit_return_rate": lambda lines, _: over(
        -sum(r["quantity"] for r in _back(lines)), sum(r["quantity"] for r in _sold(lines))
    ),
    "repeat_rate": lambda lines, _: over(_repeat(lines), len(_buyers(lines))),
    "revenue_per_customer": lambda lines, _: over(
        _money(r for r in lines if r["customer_id"] is not None), len(_buyers(lines))
    ),
}


def _new(
    firsts: Mapping[tuple[str, str], Row], currency: str, when: Any, period: Callable[[Row], Any]
) -> set[str]:
    """Customers whose first purchase in a currency was then."""
    return {who for (who, of), r in firsts.items() if who and of == currency and period(r) == when}


def counted(
    rows: Lines, name: str, cell: Callable[[Row], Any], period: Callable[[Row], Any]
) -> dict[Any, Decimal | int | None]:
    """A metric of the loaded rows by currency and cell. period: the part of the cell that says when."""
    loaded = [r for r in rows if r["fate"] == "loaded"]
    firsts: dict[tuple[str, str], Row] = {}
    for r in sorted(_sold(loaded), key=lambda r: r["sold_at"]):
        firsts.setdefault((r["customer_id"], r["currency"]), r)
    cells = defaultdict(list)
    for r in loaded:
        cells[r["currency"], cell(r)].append(r)
    return {
        key: BY_HAND[name](lines, _new(firsts, key[0], period(lines[0]), period))
        for key, lines in cells.items()
    }
