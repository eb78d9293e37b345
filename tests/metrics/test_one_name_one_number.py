"""One name, one number: a column with the name of a metric holds that metric, in every cell of every table.

Each table is computed a second time: the metric of that name, over the ledger, by the key of the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from tests.shops import Shop, open_shop
from tillhouse.catalog import catalog
from tillhouse.frame import Frame
from tillhouse.metrics import evaluation
from tillhouse.metrics.definitions import METRICS, metric
from tillhouse.metrics.formulas import Change, Count, Sum
from tillhouse.metrics.lines import of_ledger

Cells = Mapping[tuple[Any, ...], Decimal]

NAMES = {one.name for one in METRICS if not isinstance(one.formula, Change)}
COLUMNS = [
    (name, column)
    for name, table in catalog().tables.items()
    for column in table.columns
    if column in NAMES and table.layer != "bronze"
]
#: What the columns of the taxed shop mean, in their order.
MEANINGS = (
    "invoice_no",
    "stock_code",
    "description",
    "quantity",
    "sold_at",
    "unit_price",
    "tax",
    "customer_id",
    "country",
    "store",
    "discount",
)
#: By what the lines of a table are known, where its key is a hash or more than a sum is cut by.
KEYS: Mapping[str, Sequence[str]] = {
    "receipts": ("month", "feed", "order_id", "sold_at", "customer_id", "country", "currency"),
    "price_history": ("month", "stock_code", "currency", "unit_price"),
    "product_months": ("month", "stock_code", "description", "currency", "event"),
    "sales_hours": ("business_date", "hour", "country", "currency"),
    "product_sales": ("stock_code", "currency"),
    "customer_sales": ("customer_id", "currency"),
}


def lines_of(shop: Shop) -> pl.LazyFrame:
    """The ledger with every column that a table is cut by."""
    ledger = nw.to_native(of_ledger(shop.snapshot.frame("ledger")))
    named = shop.table("dim_country").lazy().select("country", standard=pl.coalesce("name", "country"))
    met: pl.LazyFrame = ledger.join(named, on="country", how="left", nulls_equal=True)
    return met.with_columns(hour=pl.col("sold_at").dt.hour().cast(pl.Int64))


def expected(shop: Shop, name: str, by: Sequence[str], table: str) -> Cells:
    """The metric by the key of a table; cells where it is 0 are left out."""
    lines = lines_of(shop)
    if table == "country_facts":
        lines = lines.with_columns(country=pl.col("standard").fill_null("Unspecified"))
    frame: Frame = nw.from_native(lines)
    formula = metric(name).formula
    assert isinstance(formula, Sum | Count), f"{table}.{name} is a quotient: say how it is compared"
    if isinstance(formula, Sum):
        found = evaluation.sums(frame, by, [formula])[formula]
    else:
        assert formula.of == "orders", f"{table}.{name} counts customers: say how it is compared"
        found = evaluation.orders(frame, by, formula.lines)
    return {cell: value for cell, value in found.items() if value}


def stored(shop: Shop, table: str, column: str, by: Sequence[str]) -> Cells:
    """The column by the key of its table; cells where it is 0 are left out."""
    rows = shop.analytic(table) if catalog()[table].is_analytic else shop.table(table)
    found: Counter[tuple[Any, ...]] = Counter()
    for *cell, value in rows.select(*by, column).iter_rows():
        found[tuple(cell)] += Decimal(value or 0)  # type: ignore[assignment]
    return {cell: Decimal(value) for cell, value in found.items() if value}


def differing(shop: Shop, table: str, column: str) -> Iterator[tuple[Any, ...]]:
    """The cells in which a column is not the metric of its name."""
    by = KEYS.get(table, catalog()[table].key)
    told, held = expected(shop, column, by, table), stored(shop, table, column, by)
    assert held, f"{table} has no cell to compare"
    if table == "customer_sales":
        told = {cell: value for cell, value in told.items() if cell[by.index("customer_id")] is not None}
    for cell in told.keys() | held.keys():
        if told.get(cell) != held.get(cell):
            yield cell, told.get(cell), held.get(cell)


@pytest.fixture(scope="module")
def taxed(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop whose files say the tax of each line, and the store."""
    folder = tmp_path_factory.mktemp("taxed")
    lines = [
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,Tax,CustomerID,Country,Store,Discount",
        "536365,85123A,LANTERN,6,2010-12-01 08:26,2.55,3.06,17850,France,Lyon,1.20",
        "536366,71053,MUG,2,2010-12-01 09:02,4.10,1.64,17850,France,Nice,",
        "536367,85123A,LANTERN,1,2010-12-03 11:30,2.55,,13047,United Kingdom,Lyon,",
        "536368,71053,MUG,3,2011-01-05 10:15,4.10,2.46,13047,United Kingdom,Nice,0.30",
        "536369,71053,MUG,-1,2011-01-06 10:15,4.10,-0.82,13047,United Kingdom,Nice,",
    ]
    (folder / "sales.csv").write_text("\n".join(lines) + "\n")
    headers = dict(zip(MEANINGS, lines[0].split(","), strict=True))
    return open_shop(folder / "lake", folder / "sales.csv", columns=headers)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_is_the_metric_of_its_name(small_lake: Shop, taxed: Shop, table: str, column: str) -> None:
    assert not list(
        differing(taxed if column == "tax" or table == "store_sales" else small_lake, table, column)
    )


def test_another_number_under_the_name_is_noticed(small_lake: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gross sales under the name of net sales differ in some cell."""
    other = metric("gross_sales")
    monkeypatch.setattr(f"{__name__}.metric", lambda _name: other)
    assert list(differing(small_lake, "monthly_sales", "net_sales"))
