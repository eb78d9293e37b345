"""What is known of a product."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

import polars as pl

from tillhouse.answers.subjects import Account, Section, _names, _sections
from tillhouse.lake.snapshot import Snapshot

_KEYS = ("stock_code", "product_key")
_ABC = "product_abc"
_MONTHS, _PRICES = 12, 10
_BACK = ("cancellation", "return", "adjustment")


def account(snapshot: Snapshot, name: str) -> Account:
    """Sales, months, prices, class, and every analytic about products, of the product of this stock code."""
    code = name.upper()
    _names.require(snapshot, "product", "product_sales", "stock_code", code)
    totals = _own(snapshot, "product_sales", code).sort("currency").collect()
    about = {"stock_code": code, "product_key": totals["product_key"][0], "name": None}
    others = _sections.analytics_of(snapshot.catalog, _KEYS, (_ABC,))
    wanted = (_ABC, *others)
    standing = [_classes(snapshot, code)] if _ABC in snapshot.release.tables else []
    sections = (*_books(snapshot, code, totals), *standing, *_sections.generic(snapshot, others, about))
    where = f"--where {quote(f'stock_code={code}')}"
    return Account(
        "product",
        code,
        sections,
        [table for table in wanted if table not in snapshot.release.tables],
        [table for table in snapshot.stale if table in wanted],
        [
            f"why gross_sales --where {quote(f'product={code}')}",
            f"show price_history {where}",
            f"show ledger {where}",
        ],
    )


def _own(snapshot: Snapshot, table: str, code: str) -> pl.LazyFrame:
    return _sections.rows_of(snapshot, table).filter(pl.col("stock_code") == code)


def _books(snapshot: Snapshot, code: str, totals: pl.DataFrame) -> Iterator[Section]:
    """What the books say: totals, months and prices."""
    told = ("product_key", "stock_code")
    yield _sections.section(
        snapshot.table("product_sales"), totals, without=told, title="Sales over all time"
    )
    back, event = pl.col("event").is_in(_BACK), pl.col("event")
    months = (
        _own(snapshot, "product_months", code)
        .group_by("month", "currency")
        .agg(
            pl.col("units").filter(event == "sale").sum().alias("units_sold"),
            pl.col("units").filter(back).sum().alias("units_reversed"),
            pl.col("amount").sum().alias("net_product_sales"),
        )
    )
    yield _sections.section(
        snapshot.table("product_months"),
        months.sort("month", "currency").collect(),
        title="Months with a line, by the day of each",
        limit=_MONTHS,
    )
    prices = (
        _own(snapshot, "price_history", code)
        .group_by("currency", "unit_price")
        .agg(
            pl.col("lines_sold", "units_sold", "amount").sum(),
            pl.col("first_sold_at").min(),
            pl.col("last_sold_at").max(),
        )
    )
    yield _sections.section(
        snapshot.table("price_history"),
        prices.sort("currency", "units_sold", "unit_price").collect(),
        title="Prices, that of most units last",
        limit=_PRICES,
    )


def _classes(snapshot: Snapshot, code: str) -> Section:
    """The product's rank, share and class by each basis, with the products before and after it."""
    every = _sections.rows_of(snapshot, _ABC)
    own = every.filter(pl.col("stock_code") == code).select("currency", "basis", place="rank")
    near = every.join(own, on=["currency", "basis"]).filter((pl.col("rank") - pl.col("place")).abs() <= 1)
    columns = (
        *("currency", "basis", "rank", "stock_code", "value", "share", "cumulative_share", "abc"),
        *("months", "variation", "xyz"),
    )
    rows = near.sort("currency", "basis", "rank").select(columns).collect()
    said = ["A: before 80 % of the whole is reached, B: before 95 %. X: variation at most 0.5, Y: at most 1."]
    title = "Class by value (ABC) and variability (XYZ), between the products next to it"
    return _sections.section(snapshot.table(_ABC), rows, title=title, said=said)
