"""What names the currency and the country of a file."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from tillhouse.sources._naming import Named, NamingTally

MAPPED = {"unit_price": "Price", "country": "Country", "currency": "Cur"}


def named(price: list[str | None], header: str = "Price", **other: list[str | None]) -> Named:
    """What these columns name, given in two batches."""
    mapped = {"unit_price": header} | {name: name for name in other}
    tally = NamingTally(mapped)
    frame = pl.DataFrame({header: price, **other}, schema=dict.fromkeys((header, *other), pl.String))
    tally.add(frame.head(1))
    tally.add(frame.slice(1))
    return tally.named


@pytest.mark.parametrize(
    ("found", "code", "why"),
    [
        (named(["2.50", "3"]), "", ""),
        (named(["R$ 2,50", "R$3"]), "BRL", "R$ in 2 amounts"),
        (named(["2.50 €", "-3 €", "1"]), "EUR", "€ in 2 amounts"),
        (named(["2.50", "3"], "Price (EUR)"), "EUR", "the column Price (EUR)"),
        (named(["2.50", "3"], country=["UK", "GB"]), "GBP", "100% of the lines with a country are of United Kingdom"),
        (named(["$2.50", "$3"], country=["US", "USA"]), "USD", "$ in 2 amounts"),
        (named(["$2.50", "$3"]), "", "$ stands for several currencies"),
        (named(["$2.50", "$3"], country=["UK", "GB"]), "", "$ stands for several currencies"),
        (named(["$2.50", "$3"], "Price (CAD)"), "CAD", "the column Price (CAD)"),
        (named(["€2.50", "€3"], country=["UK", "GB"]), "EUR", "€ in 2 amounts"),
        (named(["2.50", "3"], country=["UK", "FR"]), "", ""),
        (named(["2.50", "3"], country=["nowhere", "nowhere"]), "", ""),
        (named(["2.50", "3"], country=[None, "DE"]), "EUR", "100% of the lines with a country are of Germany"),
        (named(["1", "2", "3"], currency=["eur", None, "EUR"]), "EUR", "the currency column, EUR in 2 lines"),
        (named(["1", "2"], currency=["EUR", "USD"], country=["US", "US"]), "", ""),
        (named(["$1"], currency=["USD"], country=["CA"]), "USD", "the currency column, USD in 1 line"),
        (named(["US$2.50", "$3"]), "USD", "US$ in 1 amount"),
        (named(["$1", "€2"], currency=["USD", "EUR"]), "", "$ stands for several currencies"),
        (named(["kr 1", "$3"], currency=["SEK", "USD"]), "", "kr stands for several currencies"),
        (named(["1 kg", "2 kg"]), "", ""),
        (named(["abc", "n/a"]), "", ""),
    ],
)  # fmt: skip
def test_a_currency_follows_from_what_names_it(found: Named, code: str, why: str) -> None:
    decided = found.currency
    assert (decided.currency, decided.split) == (code, "")
    assert decided.why == why


@pytest.mark.parametrize(
    "found",
    [
        named(["€2.50", "£3"]),
        named(["€5.00", "$20.00", "$20.00", "$20.00"]),
        named(["€5.00", "$20.00", "€20.00"]),
        named(["kr 5", "$20"]),
        named(["¥500", "$20", "$20"]),
        named(["$5", "$20"], currency=["EUR", "EUR"]),
        named(["kr 5", "$20"], currency=["USD", "EUR"]),
        named(["$5", "20"], "Price (EUR)"),
        named(["kr 5", "$20"], country=["SE", "SE"]),
        named(["€2.50", "3"], "Price (USD)"),
        named(["€2.50", "3"], currency=["USD", "USD"]),
        named(["€2.50", "3"], currency=["USD", "GBP"]),
        named(["1"], "Price (EUR)", currency=["USD"]),
    ],
)
def test_what_names_several_decides_nothing(found: Named) -> None:
    assert found.currency.currency == ""
    assert found.currency.split.endswith("name different currencies")


def test_nine_lines_of_ten_make_a_country() -> None:
    assert Named(countries=Counter({"UK": 5, "GB": 4, "France": 1})).country == ("GB", "United Kingdom", 0.9)
    assert Named(countries=Counter({"UK": 89, "France": 11})).country[:2] == ("", "")


def test_files_are_counted_together() -> None:
    both = named(["1"], country=["UK"]) + named(["1 €"], country=["France"])
    assert both.currency.currency == "EUR"
    assert both.country[0] == ""
    assert both.words == "€"
    assert both.stated == {"EUR"}


def test_a_column_of_anything_keeps_the_tally_small() -> None:
    tally = NamingTally({"country": "Country"})
    for part in range(3):
        tally.add(pl.DataFrame({"Country": [f"place {part}-{n}" for n in range(4_000)]}))
    assert len(tally.named.countries) <= 5_000
