"""Products by what they bring in (ABC) and by how much their demand varies (XYZ)."""

from __future__ import annotations

from datetime import date, timedelta

import narwhals as nw
import polars as pl

from tillhouse.analytics import variability
from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.refers_to import refers_to
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, bounds, gathered, rows_like
from tillhouse.retail.money import added
from tillhouse.table import Column, table

c = nw.col
_TOTAL = nw.Decimal(38, 6)
_NOTHING = nw.lit(0).cast(_TOTAL)
_GROUP = ("currency", "basis")
_PRODUCT = ("stock_code", "currency")
_DEMAND = ["sale", "cancellation", "return", "adjustment"]
#: A product is A while those before it have less than 80 % of the whole, B while they have less than 95 %.
_A, _B, _PERCENT = 80, 95, 100
_MONTHS = 12
_COLUMNS = {
    "currency": Column("text", "ISO 4217."),
    "basis": Column("text", "`revenue`, `units`, or `margin` where costs are known."),
    "rank": Column("integer", "1 is the product of the greatest value; ties by stock code."),
    "product_key": Column("integer", "Product."),
    "stock_code": Column("text", "Stock code."),
    "name": Column("text", "Product name."),
    "value": Column("total", "Money, units or margin of products sold, less what came back, over all time."),
    "share": Column(
        "share", "Part of the sum of all values above 0; 0 for others; null where there are none."
    ),
    "cumulative_share": Column("share", "Share of this product and all before it."),
    "abc": Column("text", "A, B or C."),
    "months": Column("integer", "Whole months from its first sale to the end of the data."),
    "variation": Column("number", "Standard deviation of monthly units, by their mean; null: unknown."),
    "xyz": Column("text", "X: variation at most 0.5; Y: at most 1; Z: above; `unknown`."),
}


@table(
    key=("currency", "basis", "stock_code"),
    owner="products",
    computed_from={
        "*": "product_margins.verdict",
        "rank share cumulative_share abc months variation xyz": (
            "product_sales.currency product_margins.currency"
        ),
        "months variation xyz": (
            "product_sales.stock_code product_margins.stock_code product_months.currency "
            "product_months.stock_code product_months.event product_months.month "
            "product_months.units observation_window.last_day"
        ),
        "currency": "product_sales.currency product_margins.currency",
        "product_key": "product_sales.product_key product_margins.product_key",
        "stock_code": "product_sales.stock_code product_margins.stock_code",
        "name": "product_sales.name product_margins.name",
        "rank value share cumulative_share abc": (
            "product_sales.net_product_sales product_sales.units_sold "
            "product_sales.units_reversed product_margins.margin"
        ),
    },
    scope="products",
    columns=_COLUMNS,
    checks=[
        unique("currency", "basis", "stock_code", on_fail="stop"),
        unique("currency", "basis", "rank", on_fail="stop"),
        one_of("abc", ("A", "B", "C"), on_fail="stop"),
        one_of("xyz", variability.CLASSES, on_fail="stop"),
        in_range("cumulative_share", low=0, high=1, on_fail="stop"),
        refers_to("product_key", "dim_product.product_key", on_fail="stop"),
    ],
)
def product_abc(
    product_sales: Frame, product_months: Frame, product_margins: Frame, observation_window: Frame
) -> Frame:
    """One row per currency, basis and product: its share of revenue, units or margin, its class, and how demand varies.

    A: the products that come before 80 % of the whole is reached. B: those before 95 %. C: the rest, and every product
    that came back at least as often as it was sold. The whole is the sum of the values above 0; values of all
    products add up to `product_sales`. Shares are differences of rounded cumulative shares, so they add up to 1. By
    margin only products with a known cost of every line are ranked; `product_margins` has the others, and their money.

    XYZ is from monthly units less what came back. A month without a sale counts as 0. It runs from the month of the
    first sale to the last month that the data cover whole. Fewer than three months, or a mean not above 0, are
    `unknown`.
    """
    values = gathered(_values(product_sales, product_margins)).to_native()
    _, end = bounds(observation_window, "last_day")
    months = gathered(_monthly(product_months)).to_native()
    classed = _classed(values).join(
        _varied(months, end), on=list(_PRODUCT), how="left", maintain_order="left"
    )
    met = classed.with_columns(pl.col("months").fill_null(0), pl.col("xyz").fill_null("unknown"))
    return rows_like(product_sales, met.to_dict(), product_abc.types)


def _values(products: Frame, margins: Frame) -> Frame:
    """Each product once for each basis, with its value; for margin only if all its costs are known."""
    names = ("currency", "product_key", "stock_code", "name")
    units = added(c("units_sold"), c("units_reversed"))
    known = margins.filter(c("verdict") == "known")
    bases = {
        "revenue": (products, c("net_product_sales")),
        "units": (products, units),
        "margin": (known, c("margin")),
    }
    # One type for all: engines differ in what a sum of decimals is.
    parts = [
        rows.select(*names, value=added(value).cast(_TOTAL)).with_columns(basis=nw.lit(basis))
        for basis, (rows, value) in bases.items()
    ]
    return nw.concat(parts)


def _monthly(months: Frame) -> Frame:
    """Units of each product and month, less what came back, and whether any were sold."""
    sold = nw.when(c("event") == "sale").then(c("units")).otherwise(_NOTHING)
    demand = months.filter(c("event").is_in(_DEMAND)).with_columns(sold=sold)
    return demand.group_by(*_PRODUCT, "month").agg(c("units").sum(), c("sold").sum())


def _classed(values: pl.DataFrame) -> pl.DataFrame:
    """The products of each currency and basis in order of value, with shares and classes, in whole numbers."""
    value = pl.col("value").to_physical().cast(pl.Int128)
    ranked = values.sort(*_GROUP, "value", "stock_code", descending=[False, False, True, False]).with_columns(
        rank=pl.int_range(pl.len()).over(*_GROUP) + 1, size=pl.when(value > 0).then(value).otherwise(0)
    )
    summed = ranked.with_columns(
        up_to=pl.col("size").cum_sum().over(*_GROUP), whole=pl.col("size").sum().over(*_GROUP)
    )
    whole, before = pl.col("whole"), pl.col("up_to") - pl.col("size")
    millionths = (pl.col("up_to") * 2_000_000 + whole) // (2 * whole)
    sold = pl.col("size") > 0
    cut = (
        pl.when(sold & (before * _PERCENT < whole * _A))
        .then(pl.lit("A"))
        .when(sold & (before * _PERCENT < whole * _B))
        .then(pl.lit("B"))
        .otherwise(pl.lit("C"))
    )
    met = summed.with_columns(cumulative=pl.when(whole > 0).then(millionths).cast(pl.Int64), abc=cut)
    share = pl.col("cumulative") - pl.col("cumulative").shift(1).over(*_GROUP).fill_null(0)
    return met.with_columns(share=_decimal(share), cumulative_share=_decimal(pl.col("cumulative")))


def _decimal(millionths: pl.Expr) -> pl.Expr:
    """Whole millionths as a share."""
    millionth = pl.lit("0.000001").cast(pl.Decimal(38, 6))
    return (millionths.cast(pl.Decimal(38, 0)) * millionth).cast(pl.Decimal(9, 6))


def _varied(months: pl.DataFrame, end: date | None) -> pl.DataFrame:
    """How the demand of each product varies, over the whole months since its first sale."""
    last = _last_whole_month(end) if end else ""
    begun = pl.col("month").filter(pl.col("sold") > 0).min().over(*_PRODUCT)
    known = months.filter((pl.col("month") >= begun) & (pl.col("month") <= last))
    demand = known.group_by(*_PRODUCT).agg("units", first=pl.col("month").min())
    found = []
    for code, currency, units, first in demand.iter_rows():
        periods = _number(last) - _number(first) + 1
        found.append(
            (code, currency, periods, *variability.variation([int(one.scaleb(6)) for one in units], periods))
        )
    return pl.DataFrame(
        found,
        schema={
            "stock_code": pl.String,
            "currency": pl.String,
            "months": pl.Int64,
            "variation": pl.Decimal(18, 6),
            "xyz": pl.String,
        },
        orient="row",
    )


def _last_whole_month(end: date) -> str:
    """The last month that the data, up to and with this day, have whole."""
    return f"{(end + timedelta(1)).replace(day=1) - timedelta(1):%Y-%m}"


def _number(month: str) -> int:
    return int(month[:4]) * _MONTHS + int(month[5:])
