"""A small lake in which every table has rows: what the tables of silver, gold and marts are built from."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tests.answers.lineage.adjusted import adjusted
from tests.answers.lineage.perturbed import Build
from tests.shops import Shop, open_shop
from tillhouse.catalog import catalog
from tillhouse.column_types import dtypes
from tillhouse.retail.calendar import Calendar
from tillhouse.settings.products import Products
from tillhouse.settings.rates import Rates

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,Currency"
_NAMES = (
    "CHRISTMAS BAUBLE",
    "SCENTED CANDLE",
    "RED MUG",
    "LUNCH BAG",
    "GARDEN LAMP",
    "XYZ",
    "TEA TOWEL",
    "PEN",
)
_CODES = tuple(str(10001 + n) for n in range(len(_NAMES)))
_OTHERS = ("POST", "M", "D", "AMAZONFEE", "B", "ODD1")
_COUNTRIES = ("France", "France", "EIRE", "United Kingdom", "United Kingdom", "Germany", "")
_PRICES = (2.55, 4.10, 0.85, 10.0, 3.333, 1.25, 6.0, 0.5)
#: Columns of lines that no money depends on.
_WORDS_OF_LINES = ("category", "unit", "store", "channel", "status")
_LAYERS = ("silver", "gold", "marts", "books")


def builds(folder: Path) -> list[Build]:
    """Each table of silver, gold and marts with its inputs, in the order in which they are built."""
    path = folder / "sales.csv"
    path.write_text("\n".join([HEADER, *_lines(random.Random(5))]) + "\n")
    shop = open_shop(folder / "lake", path, day_ends="04:00")
    given = {
        **shop.settings.given,
        "feed": shop.settings.feed("shop"),
        "calendar": Calendar(country="GB"),
        "rates": Rates(to="GBP", max_age=60),
        "products": Products(categories={"mug": "kitchen"}, brands={"lunch": "Lunch & Co"}),
    }
    rows = _received(shop)
    found = []
    for table in catalog().tables.values():
        if table.written_by == "intake" or table.layer == "bronze":
            continue
        inputs = {name: adjusted(name, table.name, rows[name]) for name in table.inputs}
        build = Build(table, inputs, {k: v for k, v in given.items() if k in table.parameters})
        rows[table.name] = build.whole().sort(table.key)
        found.append(build)
    return [*found, _with_totals(found[0])]


def _with_totals(build: Build) -> Build:
    """The same table of a feed that gives the total of each line."""
    raw, feed = build.inputs["raw_sales"], build.given["feed"]
    known = raw.with_columns(
        amount=pl.col("unit_price"), unit_price=pl.when(pl.int_range(pl.len()) % 5 > 0).then("unit_price")
    )
    totals = replace(feed, name="totals", columns={**feed.columns, "amount": "Total"})
    return replace(build, inputs={**build.inputs, "raw_sales": known}, given={"feed": totals})


def _lines(chance: random.Random) -> Iterator[str]:
    moment, number = datetime(2010, 11, 29, 9), 0
    while moment < datetime(2011, 12, 20):
        moment += timedelta(hours=chance.choice((1, 5, 11, 26, 49)))
        number += 1
        yield from _invoice(chance, moment, number)


def _invoice(chance: random.Random, moment: datetime, number: int) -> Iterator[str]:
    """Some lines of one invoice; a customer keeps to a few products, moves at times, and some leave for good."""
    customer = 70 + chance.randint(0, 24)
    gone = customer % 5 == 0 and moment.month > 6
    prefix = chance.choice(("", "", "", "", "", "", "C", "A" if chance.random() < 0.2 else ""))
    who = "" if gone or chance.random() < 0.1 else str(customer)
    country = _COUNTRIES[(customer + (moment.month > 7) * (customer % 4 == 0)) % len(_COUNTRIES)]
    currency = "EUR" if customer % 6 == 0 else "GBP"
    first = chance.randint(0, 7)
    places = [first, (first + 1) % 8, chance.randint(0, 7)][: chance.randint(1, 3)]
    again = prefix == "" and chance.random() < 0.1
    for place in places:
        back = prefix == "C" or chance.random() < 0.07
        units = chance.randint(1, 9) * (40 if chance.random() < 0.004 else 1) * (-1 if back else 1)
        price = _PRICES[place] * (1 + 0.2 * (moment.month in (3, 4, 9)) + 0.1 * chance.randint(0, 1))
        code = _CODES[place] if chance.random() > 0.06 else chance.choice(_OTHERS)
        date = f"{moment:%Y-%m-%d %H:%M}" if chance.random() > 0.01 else "never"
        shown = f"{price:.3f}" if chance.random() > 0.06 else chance.choice(("0", "0", "free", "-5"))
        shown = "0" if back and chance.random() < 0.15 else shown
        name = _NAMES[place] if chance.random() > 0.03 else ""
        line = f"{prefix}{500000 + number},{code},{name},{units},{date},{shown},{who},{country},{currency}"
        yield line
        if chance.random() < 0.03:
            yield line
        if again:
            yield from _sold_twice(line, number, units, moment)


def _sold_twice(line: str, number: int, units: int, moment: datetime) -> Iterator[str]:
    """The same in another invoice of the same minute, and then something of it comes back."""
    yield line.replace(str(500000 + number), str(700000 + number)).replace(f",{units},", f",{units + 2},")
    later = f"{moment + timedelta(hours=1):%Y-%m-%d %H:%M}"
    back = line.replace(str(500000 + number), f"C{800000 + number}").replace(f",{units},", ",-4,")
    yield back.replace(f"{moment:%Y-%m-%d %H:%M}", later)


def _received(shop: Shop) -> dict[str, pl.DataFrame]:
    """What intake wrote, with corrected lines, costs and rates added."""
    raw = shop.table("raw_sales").sort("delivery", "line")
    twice = raw.with_columns(delivery=pl.col("delivery") + 1).gather_every(9)
    corrected = pl.int_range(pl.len()) % 11 == 0
    raw = pl.concat([raw, twice.select(raw.columns)]).with_columns(
        supersedes=pl.when(corrected).then(pl.col("line") + 7),
        counts_with=pl.when(corrected).then(pl.col("delivery")),
        problem=pl.when(pl.int_range(pl.len()) % 101 == 0).then(pl.lit("too_many_fields")),
        taken_at=pl.lit(datetime(2011, 12, 12)),
        invoice_no=pl.when(pl.int_range(pl.len()) % 101 > 0).then("invoice_no"),
        role=pl.when(pl.int_range(pl.len()) % 41 == 0).then(pl.lit("postage")),
        **{name: _word(name, every) for every, name in enumerate(_WORDS_OF_LINES, 2)},
    )
    lines = shop.table("ledger").sort("line_id")
    decided = pl.concat([lines.filter(fate="quarantined"), lines.gather_every(7)])["line_id"].unique()
    repairs = _rows(
        "repairs",
        {
            "line_id": decided.to_list(),
            "action": [("discarded", "replaced", "completed")[n % 3] for n in range(len(decided))],
        },
    )
    overruled = lines.filter(part=0).gather_every(13)["line_id"].to_list()
    fates = [("superseded", "duplicate")[n % 2] for n in range(len(overruled))]
    return {
        "raw_sales": raw,
        "repairs": repairs,
        "overruled_lines": _rows("overruled_lines", {"line_id": overruled, "fate": fates}),
        "product_costs": _costs(),
        "exchange_rates": _rates(),
    }


def _word(name: str, every: int) -> pl.Expr:
    """One of two words, or none."""
    place = pl.int_range(pl.len()) % (every + 1)
    word = pl.when(place == 0).then(pl.lit(f"{name} a")).when(place == 1).then(pl.lit(f"{name} b"))
    return word.alias(name)


def _costs() -> pl.DataFrame:
    known = [
        (code, day, cur) for code in _CODES[:6] for day in (None, "2011-03-01") for cur in ("GBP", "EUR")
    ] * 2
    fetched = datetime(2012, 1, 1)
    return _rows(
        "product_costs",
        {
            "stock_code": [code for code, _, _ in known],
            "valid_from": [datetime.fromisoformat(day).date() if day else None for _, day, _ in known],
            "currency": [currency for *_, currency in known],
            "cost": [f"{0.4 + n / 10:.2f}" for n in range(len(known))],
            "source": ["prices.csv"] * 24 + ["costs.csv"] * 24,
            "fetched_at": [fetched + timedelta(minutes=n % 3) for n in range(len(known))],
        },
    )


def _rates() -> pl.DataFrame:
    days = [datetime(2010, 11, 1) + timedelta(days=15 * n) for n in range(26)] * 2
    return _rows(
        "exchange_rates",
        {
            "rate_date": [day.date() for day in days],
            "base": ["GBP"] * 52,
            "currency": ["EUR"] * 52,
            "rate": [f"{1.1 + n / 100:.3f}" for n in range(52)],
            "source": ["rates.csv"] * 26 + ["bank.csv"] * 26,
            "fetched_at": [day + timedelta(days=400 + n % 3) for n, day in enumerate(days)],
        },
    )


def _rows(table: str, columns: dict[str, list[Any]]) -> pl.DataFrame:
    """Rows of a table, in its declared types; columns that are not named say the same in each."""
    types = dtypes(catalog()[table].types)
    height = len(next(iter(columns.values())))
    return pl.DataFrame({name: columns.get(name, [None] * height) for name in types}, schema=types)
