"""What analytics are about: how many of the lines, and how much of the money."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.in_range import in_range
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.retail import events
from tillhouse.table import Column, table

c = nw.col
_ONE = nw.lit(1, nw.Int64)
_TOTAL = nw.Decimal(38, 6)


@table(
    key=("scope", "currency"),
    money="amount",
    owner="finance",
    computed_from={
        "*": (
            "ledger.fate ledger.event ledger.line_type ledger.customer_id ledger.currency "
            "basket_sizes.currency basket_sizes.counted"
        ),
        "currency": "ledger.currency basket_sizes.currency",
        "lines_in_scope percent_of_lines": "basket_sizes.lines_sold",
        "amount percent_of_money": "ledger.amount basket_sizes.amount",
        "amount_of": "ledger.amount",
    },
    scope="all",
    columns={
        "scope": Column("text", "`all`, `products`, `product_sales`, `baskets` or `customers`."),
        "currency": Column("text", "ISO 4217."),
        "lines_in_scope": Column("integer", "Loaded lines in scope."),
        "lines_of": Column("integer", "All loaded lines."),
        "percent_of_lines": Column("total", "Lines in scope, of 100 loaded lines."),
        "amount": Column("total", "Money of the lines in scope, signed."),
        "amount_of": Column("total", "Money of all loaded lines."),
        "percent_of_money": Column(
            "total",
            "Money of the lines in scope, of 100 of all: more than 100 where what is out of scope costs, such as "
            "returns. Null where all together is not above 0.",
        ),
    },
    checks=[unique("scope", "currency", on_fail="stop"), in_range("percent_of_lines", low=0, high=100)],
)
def coverage(ledger: Frame, basket_sizes: Frame) -> Frame:
    """One row per scope and currency: the loaded lines that an analytic of this scope is about.

    `all`: every loaded line. `products`: lines of products, whatever happened. `product_sales`: products sold.
    `baskets`: those of them in baskets that are counted (`basket_sizes`).
    `customers`: lines of products of identified customers; anonymous sales are revenue, but nobody's.
    """
    lines = ledger.filter(c("fate") == "loaded").select(
        "currency",
        "event",
        "line_type",
        known=~c("customer_id").is_null(),
        amount=c("amount").cast(_TOTAL),
        one=_ONE,
    )
    kinds = lines.group_by("currency", "event", "line_type", "known").agg(
        c("one").sum().alias("lines_in_scope"), c("amount").sum()
    )
    product = events.is_goods()
    scopes = {
        "all": c("one") == 1,
        "products": product,
        "product_sales": product & (c("event") == "sale"),
        "customers": product & c("known"),
    }
    parts = [
        kinds.with_columns(one=_ONE)
        .filter(which)
        .with_columns(scope=nw.lit(name))
        .group_by("scope", "currency")
        .agg(c("lines_in_scope").sum(), c("amount").sum())
        for name, which in scopes.items()
    ]
    counted = basket_sizes.filter(c("counted")).with_columns(
        c("amount").cast(_TOTAL), scope=nw.lit("baskets")
    )
    parts.append(
        counted.group_by("scope", "currency").agg(
            c("lines_sold").sum().alias("lines_in_scope"), c("amount").sum()
        )
    )
    whole = kinds.group_by("currency").agg(
        c("lines_in_scope").sum().alias("lines_of"), c("amount").sum().alias("amount_of")
    )
    return _with_percents(nw.concat(parts).join(whole, on="currency", how="left"))


def _with_percents(met: Frame) -> Frame:
    from tillhouse.analytics.quotients import quotients

    counts = met.with_columns(
        c("lines_in_scope", "lines_of").cast(nw.Int64)
    )  # some databases add integers as decimals
    found = gathered(counts).sort("scope", "currency").to_dict(as_series=False)
    percents = {
        f"percent_of_{kind}": quotients(found[part], found[whole], times=100)
        for kind, part, whole in (("lines", "lines_in_scope", "lines_of"), ("money", "amount", "amount_of"))
    }
    return rows_like(met, found | percents, coverage.types)
