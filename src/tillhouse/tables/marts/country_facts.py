"""What is known of the countries that were sold to, beside what they bought."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.in_range import in_range
from tillhouse.checks.not_null import not_null
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like, with_share
from tillhouse.retail import events
from tillhouse.retail.country_facts import facts, sources
from tillhouse.table import Column, table

c = nw.col
_KEY = ("country", "currency")
_MILLION = nw.lit(1_000_000, nw.Int64)
_KNOWN = {
    "code": Column("text", "ISO 3166-1 alpha-2; null for groups and for what names no country."),
    "region": Column("text", "UN M49 region."),
    "subregion": Column("text", "UN M49 subregion, the nearest group that holds the country."),
    "local_currency": Column("text", "ISO 4217, legal tender there when the source was published."),
    "population": Column("integer", "People."),
    "gdp_ppp": Column("integer", "Gross domestic product at purchasing power parity, international dollars."),
    "languages": Column("text", "Official languages, the most used first, joined by a blank; IETF BCP 47."),
    "time_zones": Column("text", "Names of IANA, joined by a blank."),
    "latitude": Column("number", "Degrees north of the place that the first time zone is named after."),
    "longitude": Column("number", "Degrees east of the same place."),
    "place_source": Column("text", "Where time zones and coordinates come from, with its version."),
    "source": Column("text", "Where the other facts come from, with its version."),
    "year": Column("integer", "When the source was published; it does not date the figures."),
}


@table(
    key=_KEY,
    money="net_sales",
    owner="sales",
    computed_from={
        "*": "receipts.country receipts.currency dim_country.country",
        "currency": "receipts.currency",
        "country orders buyers": "dim_country.name",
        "kind": "dim_country.kind",
        "code region subregion local_currency population gdp_ppp languages time_zones latitude longitude "
        "place_source source year sales_per_million": "dim_country.code",
        "orders": "receipts.feed receipts.order_id receipts.sale_lines",
        "buyers": "receipts.customer_id receipts.sale_lines",
        "net_sales sales_per_million": "receipts.amount",
    },
    scope="all",
    columns={
        "country": Column("text", "Standard name of the country; names received that mean one are one."),
        "currency": Column("text", "Of the sales, ISO 4217."),
        "kind": Column("text", "`country`, `territory group`, `group`, `unspecified` or `unknown`."),
        **_KNOWN,
        "net_sales": Column("total", "All loaded lines, whatever they concern."),
        "orders": Column("integer", "Invoices with a sale line."),
        "buyers": Column("integer", "Identified customers with a sale line, in this country."),
        "sales_per_million": Column("total", "Net sales for a million people who live there."),
    },
    checks=[
        unique(*_KEY, on_fail="stop"),
        not_null("country", on_fail="stop"),
        in_range("population", low=1, on_fail="warn"),
    ],
)
def country_facts(receipts: Frame, dim_country: Frame) -> Frame:
    """One row per country that was sold to, and currency of the sales.

    Population, GDP, region and local currency are of the date of their source, not of the sales: see `year`. Groups
    such as the European Community, and sales of no known country, have sales and no facts.
    """
    named = dim_country.select("code", "kind", received=c("country"), country=c("name"))
    lines = (
        receipts.with_columns(received=c("country")).drop("country").join(named, on="received", how="left")
    )
    lines = lines.with_columns(
        c("country").fill_null("Unspecified"), c("kind").fill_null("unspecified"), order=events.order()
    )
    sold = lines.filter(c("sale_lines") > 0)
    known = sold.filter(~c("customer_id").is_null())
    met = lines.group_by(*_KEY, "kind", "code").agg(c("amount").sum().alias("net_sales"))
    for rows, counted, into in ((sold, "order", "orders"), (known, "customer_id", "buyers")):
        counts = rows.group_by(*_KEY).agg(c(counted).n_unique().alias(into))
        met = met.join(counts, on=list(_KEY), how="left").with_columns(c(into).fill_null(0))
    told = met.join(_facts_of(dim_country), on="code", how="left").with_columns(million=_MILLION)
    return with_share(told, "sales_per_million", "net_sales", "million", "population")


def _facts_of(dim_country: Frame) -> Frame:
    found = gathered(dim_country.filter(~c("code").is_null()).select("code").unique())
    codes = sorted(found["code"].to_list())
    said = [facts(code) for code in codes]
    by_column = {one.column: one for one in sources()}
    source, place = by_column["population"], by_column["time_zones"]
    rows = {
        "code": codes,
        "region": [one.region for one in said],
        "subregion": [one.subregion for one in said],
        "local_currency": [one.currency for one in said],
        "population": [one.population for one in said],
        "gdp_ppp": [one.gdp_ppp for one in said],
        "languages": [" ".join(one.languages) or None for one in said],
        "time_zones": [" ".join(one.time_zones) or None for one in said],
        "latitude": [one.latitude for one in said],
        "longitude": [one.longitude for one in said],
        "place_source": [f"{place.source} {place.version}"] * len(codes),
        "source": [f"{source.source} {source.version}"] * len(codes),
        "year": [source.published.year] * len(codes),
    }
    return rows_like(dim_country, rows, {name: column.type for name, column in _KNOWN.items()})
