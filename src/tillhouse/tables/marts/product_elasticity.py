"""Price elasticities: by how much a product sells less when its price rises."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like, until_end
from tillhouse.retail import events
from tillhouse.table import Column, table

_KEY = ("stock_code", "currency")
c = pl.col
#: What has to be there, in the order in which it is looked for, and what is said where it is not.
_WEEKS, _SOLD, _AWAY, _CHANGES, _SPREAD, _BY_WEEK = 20, 0.8, 4, 3, 0.05, 0.5
IDENTIFIED = "identified"
_VERDICTS = {
    "not identifiable: sold in fewer than 20 weeks": c("weeks") < _WEEKS,
    "not identifiable: sold in fewer than 80 % of its weeks": c("weeks") < c("span") * _SOLD,
    "not identifiable: one usual price": c("prices") < 2,
    "not identifiable: fewer than 4 weeks away from the usual price": c("away") < _AWAY,
    "not identifiable: fewer than 3 changes of price": c("price_changes") < _CHANGES,
    "not identifiable: price varies by less than 5 %": c("price_spread") < _SPREAD,
    "not identifiable: price depends on the buyer, not on the week": c("of_the_week") < _BY_WEEK,
    "not identifiable: too few other products to tell weeks by": c("elasticity").is_nan(),
    "not identifiable: demand rises with the price": c("elasticity_low") > 0,
}
_COLUMNS = {
    "stock_code": Column("text", "Stock code."),
    "name": Column("text", "Product name."),
    "currency": Column("text", "ISO 4217."),
    "weeks": Column("integer", "Retail weeks in which it was sold."),
    "prices": Column("integer", "Distinct weekly prices, of each week that of most lines."),
    "price_changes": Column(
        "integer", "Times the weekly price was another than that of the week sold before."
    ),
    "price_low": Column("price", "Lowest weekly price."),
    "price_high": Column("price", "Highest weekly price."),
    "price_spread": Column("number", "Standard deviation of the logarithm of the weekly price."),
    "of_the_week": Column(
        "number",
        "How much of the variation of the price paid is of the week, not of the buyer: intraclass correlation, 1 at "
        "most; null where it never varied, or no week has two sales.",
    ),
    "elasticity": Column(
        "number", "Percent by which units change when the price rises by 1 %; null unless identified."
    ),
    "elasticity_low": Column("number", "Lower end of its interval, at 95 %."),
    "elasticity_high": Column("number", "Upper end."),
    "verdict": Column("text", "`identified`, or `not identifiable` and why."),
}


@table(
    key=_KEY,
    owner="products",
    computed_from={
        "*": (
            "ledger.fate ledger.event ledger.line_type ledger.stock_code ledger.quantity "
            "ledger.unit_price ledger.business_date ledger.currency dim_date.date "
            "dim_product.stock_code observation_window.last_day"
        ),
        "stock_code": "ledger.stock_code",
        "currency": "ledger.currency",
        "name": "dim_product.name",
        "weeks price_changes of_the_week elasticity elasticity_low elasticity_high verdict": (
            "ledger.business_date dim_date.retail_year dim_date.retail_week"
        ),
        "prices price_low price_high price_spread": "ledger.unit_price dim_date.retail_year dim_date.retail_week",
        "price_changes of_the_week verdict": "ledger.unit_price",
        "elasticity elasticity_low elasticity_high": "ledger.unit_price ledger.quantity",
    },
    scope="product_sales",
    extra="analytics",
    columns=_COLUMNS,
    checks=[
        unique(*_KEY, on_fail="stop"),
        one_of("verdict", (IDENTIFIED, *_VERDICTS), on_fail="stop"),
        in_range("weeks", low=1, on_fail="stop"),
    ],
)
def product_elasticity(
    ledger: Frame, dim_date: Frame, dim_product: Frame, observation_window: Frame
) -> Frame:
    """One row per product and currency: its own-price elasticity, or why the data cannot tell it.

    The model takes retail weeks in which the product was sold, and explains ln units by ln price. Each product has its
    own level and slope, and all share an effect of each week; see `tillhouse.analytics.elasticity`. Units are all that
    were sold in the week at any price above 0. The price of a week is that of most lines, the lower one of two. Units
    would not do: a large order at a discount would make the price of its week low and its units many.

    What it means: how units follow the price set for a week, with season and shop held fixed. It is no experiment. Who
    lowers the price when demand falls, or advertises what is cheap, is in it. Where buyers pay different prices in
    the same week, the price of a week says who came and not what was asked. Discounts for quantity and a second
    channel do that. Then less than half of the variation of the price is of the week, and there is no answer. Nor is
    there one where demand rises with the price: something else moves both. Weeks without a sale have no logarithm and
    are left out. So products that sell in fewer than 80 % of their weeks have no answer either.
    """
    from tillhouse.analytics.rounded import rounded

    cells: pl.DataFrame = gathered(_cells(until_end(ledger, observation_window), dim_date)).to_native()
    if cells.is_empty():
        return rows_like(ledger, {}, product_elasticity.types)
    names: pl.DataFrame = gathered(dim_product.select("stock_code", "name")).to_native()
    found = pl.concat(map(_estimated, cells.partition_by("currency"))).with_columns(verdict=_verdict())
    met = found.join(names, on="stock_code", how="left").sort(*_KEY)
    told = pl.when(c("verdict") == IDENTIFIED)
    met = met.with_columns(told.then(c("elasticity", "elasticity_low", "elasticity_high")))
    numbers = [name for name, kind in product_elasticity.types.items() if kind == "number"]
    met = met.with_columns(rounded(met[name]).alias(name) for name in numbers)
    return rows_like(ledger, met.to_dict(), product_elasticity.types)


def _cells(ledger: Frame, dim_date: Frame) -> Frame:
    """Lines and units by product, currency, retail week and unit price."""
    n = nw.col
    priced = (n("unit_price") > 0) & (n("quantity") > 0)
    lines = ledger.filter(events.is_product_sale() & priced).select(
        *_KEY, "business_date", "unit_price", n("quantity").cast(nw.Decimal(38, 6)), one=nw.lit(1, nw.Int64)
    )
    by_day = lines.group_by(*_KEY, "business_date", "unit_price").agg(n("one").sum(), n("quantity").sum())
    weeks = dim_date.select(business_date=n("date"), week=n("retail_year") * 100 + n("retail_week"))
    return (
        by_day.join(weeks, on="business_date", how="inner")
        .group_by(*_KEY, "week", "unit_price")
        .agg(n("one").sum().alias("lines"), n("quantity").sum().alias("units"))
        .with_columns(n("lines").cast(nw.Int64))
    )


def _estimated(cells: pl.DataFrame) -> pl.DataFrame:
    """One row per product of one currency: what varies, and the estimate, good or not."""
    from tillhouse.analytics.elasticity import elasticities
    from tillhouse.analytics.intraclass import intraclass

    cells = cells.sort("stock_code", "week", "unit_price").with_columns(
        c("stock_code").rank("dense").cast(pl.Int64).alias("item") - 1,
        c("week").rank("dense").cast(pl.Int64).alias("nth") - 1,
    )
    weekly = cells.group_by("item", "nth").agg(
        c("units").sum(),
        price=c("unit_price").sort_by("lines", "unit_price", descending=[True, False]).first(),
    )
    weekly = weekly.sort("item", "nth").with_columns(log=c("price").cast(pl.Float64).log())
    item, nth = weekly["item"].to_numpy(), weekly["nth"].to_numpy()
    units, price = weekly["units"].cast(pl.Float64).to_numpy(), weekly["log"].exp().to_numpy()
    fitted = elasticities(item, nth, units, price)
    paid = cells["unit_price"].cast(pl.Float64).log().to_numpy()
    of, at, lines = (cells[name].to_numpy() for name in ("item", "nth", "lines"))
    shared = intraclass(of, at, lines, paid)
    return (
        _described(weekly)
        .with_columns(
            elasticity=pl.Series(fitted.estimate),
            elasticity_low=pl.Series(fitted.low),
            elasticity_high=pl.Series(fitted.high),
            of_the_week=pl.Series(shared),
        )
        .join(cells.select("item", *_KEY).unique(), on="item", maintain_order="left")
    )


def _described(weekly: pl.DataFrame) -> pl.DataFrame:
    """One row per product, in order: how its weekly price varies."""
    moved = c("price") != c("price").shift(1).over("item")
    return (
        weekly.with_columns(moved=moved)
        .group_by("item")
        .agg(
            weeks=pl.len().cast(pl.Int64),
            span=c("nth").max() - c("nth").min() + 1,
            prices=c("price").n_unique().cast(pl.Int64),
            price_changes=c("moved").sum().cast(pl.Int64),
            price_low=c("price").min(),
            price_high=c("price").max(),
            price_spread=c("log").std().fill_null(0),
            away=pl.len().cast(pl.Int64)
            - c("price").value_counts().struct.field("count").max().cast(pl.Int64),
        )
        .sort("item")
    )


def _verdict() -> pl.Expr:
    """The first thing that is missing."""
    missing = (pl.when(lacks).then(pl.lit(verdict)) for verdict, lacks in _VERDICTS.items())
    return pl.coalesce(*missing, pl.lit(IDENTIFIED))
