"""What products earn: net sales less what the units cost on the day they were sold."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Context, Decimal
from itertools import pairwise
from typing import Any

import narwhals as nw

from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.refers_to import refers_to
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, once, rows_like, with_canonical_text
from tillhouse.retail.money import quotient
from tillhouse.table import Column, table

c = nw.col
_ONE = nw.lit(1, nw.Int64)
_TOTAL = nw.Decimal(38, 6)
_DEMAND = ["sale", "cancellation", "return", "adjustment"]
_PRODUCT = ("stock_code", "currency")
#: Before and after every day that a sale can have.
_ALWAYS, _NEVER = date(1900, 1, 1), date(2200, 1, 1)
_EXACT = Context(prec=76)
_NOTHING = Decimal(0)
_COLUMNS = {
    "currency": Column("text", "ISO 4217."),
    "product_key": Column("integer", "Product."),
    "stock_code": Column("text", "Stock code."),
    "name": Column("text", "Product name."),
    "billed_lines": Column("integer", "Lines sold, cancelled, returned or adjusted."),
    "lines_without_cost": Column("integer", "Those of a day on which no cost of the product is known."),
    "net_product_sales": Column("total", "Products sold, less what came back, over all time."),
    "sales_without_cost": Column("total", "Part of it that is of the lines without a cost."),
    "cost": Column(
        "total",
        "Units less what came back × the cost in force on the trading day of each line, of the other lines.",
    ),
    "margin": Column("total", "Net sales of the lines with a cost, less that cost; null: no line has one."),
    "verdict": Column("text", "`known`: every line has a cost; `partly`; `no cost`."),
}


@table(
    key=("currency", "stock_code"),
    money="net_product_sales",
    owner="products",
    computed_from={
        "currency": "product_sales.currency",
        "product_key": "product_sales.product_key",
        "stock_code": "product_sales.stock_code",
        "name": "product_sales.name",
        "net_product_sales": "product_sales.net_product_sales",
        "billed_lines lines_without_cost sales_without_cost cost margin verdict": (
            "ledger.fate ledger.event ledger.line_type ledger.stock_code "
            "ledger.currency product_sales.stock_code product_sales.currency"
        ),
        "lines_without_cost sales_without_cost cost margin verdict": (
            "ledger.business_date product_costs.stock_code product_costs.currency product_costs.valid_from"
        ),
        "sales_without_cost": "product_sales.net_product_sales ledger.amount",
        "margin": "ledger.amount",
        "cost margin": "ledger.quantity product_costs.cost product_costs.fetched_at product_costs.source",
    },
    scope="products",
    columns=_COLUMNS,
    checks=[
        unique("currency", "stock_code", on_fail="stop"),
        in_range("lines_without_cost", low=0, on_fail="stop"),
        one_of("verdict", ("known", "partly", "no cost"), on_fail="stop"),
        refers_to("product_key", "dim_product.product_key", on_fail="stop"),
    ],
)
def product_margins(ledger: Frame, product_sales: Frame, product_costs: Frame) -> Frame:
    """One row per currency and product: net sales, cost and margin, and what of the sales has no known cost.

    The cost of a line is the one in force on its trading day: the last `valid_from` at or before it, never a later
    one. What comes back is credited at the cost of the day it came back. Units given away or written off bear no cost
    here. A cost in another currency than the sales is none. Net sales are `sales_without_cost` + `cost` + `margin`.
    """
    costs = _costs(product_costs)
    days = once(_days(ledger))
    lines = {
        row[:2]: row[2] for row in gathered(_summed(days, *_PRODUCT).select(*_PRODUCT, "lines")).iter_rows()
    }
    costed = _costed(days, costs)
    names = ("currency", "product_key", "stock_code", "name", "net_product_sales")
    products = sorted(gathered(product_sales.select(*names)).iter_rows(), key=lambda row: (row[0], row[2]))
    rows = [
        (
            *product[:4],
            *_margin(product[4], lines.get((product[2], product[0]), 0), costed[product[2], product[0]]),
        )
        for product in products
    ]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(_COLUMNS)}
    return rows_like(product_sales, columns, product_margins.types)


def _margin(net: Decimal, lines: int, costed: list[tuple[int, Decimal, Decimal]]) -> tuple[Any, ...]:
    """The figures of a product. costed: lines, net sales and cost of its parts with one."""
    with_cost = sum(part[0] for part in costed)
    if not with_cost:
        return lines, lines, net, net, None, None, "no cost"
    sold, cost = _sum(part[1] for part in costed), _sum(part[2] for part in costed)
    without = lines - with_cost
    margin = _EXACT.subtract(sold, cost)
    verdict = "partly" if without else "known"
    return lines, without, net, _EXACT.subtract(net, sold), cost, margin, verdict


def _sum(amounts: Any) -> Decimal:
    total = _NOTHING
    for amount in amounts:
        total = _EXACT.add(total, amount)
    return total


def _days(ledger: Frame) -> Frame:
    """Each product and trading day, what was sold of it less what came back."""
    demand = (c("fate") == "loaded") & (c("line_type") == "product") & c("event").is_in(_DEMAND)
    lines = ledger.filter(demand).select(
        *_PRODUCT, "business_date", lines=_ONE, units=c("quantity").cast(_TOTAL), net=c("amount").cast(_TOTAL)
    )
    return _summed(lines, *_PRODUCT, "business_date")


def _summed(rows: Frame, *by: str) -> Frame:
    sums = rows.group_by(*by).agg(c("lines").sum(), c("units").sum(), c("net").sum())
    return sums.with_columns(c("lines").cast(nw.Int64), c("units", "net").cast(_TOTAL))


def _costs(product_costs: Frame) -> dict[tuple[str, str], dict[date, Decimal]]:
    """The costs of each product and currency, by the first day on which each holds; of two the later row."""
    received = product_costs.select("fetched_at", "source", *_PRODUCT, "valid_from", "cost")
    known = gathered(with_canonical_text(received, ("stock_code",), (), ("stock_code",)))
    found: dict[tuple[str, str], dict[date, Decimal]] = defaultdict(dict)
    for _, _, code, currency, since, cost in sorted(known.iter_rows(), key=lambda row: [*map(str, row)]):
        found[code, currency][since or _ALWAYS] = Decimal(cost)
    return found


def _costed(
    days: Frame, costs: dict[tuple[str, str], dict[date, Decimal]]
) -> dict[tuple[str, str], list[tuple[int, Decimal, Decimal]]]:
    """Lines, net sales and cost of each product and currency, a part for each of its costs."""
    spans = [
        (*product, begins, ends)
        for product, since in costs.items()
        for begins, ends in pairwise([*sorted(since), _NEVER])
    ]
    types = {"stock_code": "text", "currency": "text", "begins": "date", "ends": "date"}
    columns = {name: [span[place] for span in spans] for place, name in enumerate(types)}
    met = days.join(rows_like(days, columns, types), on=list(_PRODUCT), how="inner")
    held = met.filter((c("business_date") >= c("begins")) & (c("business_date") < c("ends")))
    sums = _summed(held, *_PRODUCT, "begins").select(*_PRODUCT, "begins", "lines", "units", "net")
    found: dict[tuple[str, str], list[tuple[int, Decimal, Decimal]]] = defaultdict(list)
    for code, currency, begins, lines, units, net in gathered(sums).iter_rows():
        cost = quotient(1, costs[code, currency][begins], units)
        found[code, currency].append((lines, net, cost))
    return found
