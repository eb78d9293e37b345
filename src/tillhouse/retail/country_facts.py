"""What is known of each country, with its source and when the source was published.

Facts stand in ``data/country_facts.csv``, their sources, column by column, in ``data/country_sources.csv``; both
are written by ``docs/country_facts.py``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from tillhouse.errors import UnknownName


@dataclass(frozen=True)
class Facts:
    """What is known of a country; None where the source says nothing.

    region, subregion: UN M49, in English. currency: ISO 4217, legal tender when the source was published.
    languages: official ones, the most used first, as IETF BCP 47 has them. time_zones: names of IANA. latitude,
    longitude: degrees north and east of the place that the first zone is named after.
    population: people. gdp_ppp: gross domestic product at purchasing power parity, international dollars.
    """

    region: str | None
    subregion: str | None
    currency: str | None
    population: int | None
    gdp_ppp: int | None
    languages: tuple[str, ...] = ()
    time_zones: tuple[str, ...] = ()
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass(frozen=True)
class Source:
    """Where a column of the facts comes from. published: the day on which this version of the source was."""

    column: str
    source: str
    version: str
    published: date
    meaning: str


def facts(code: str) -> Facts:
    """What is known of the country with this ISO 3166-1 alpha-2 code. Raises `UnknownName` for any other."""
    known = _facts()
    if code not in known:
        raise UnknownName("country code", code, known)
    return known[code]


def sources() -> tuple[Source, ...]:
    """Where each column of the facts comes from, and when it was published."""
    return tuple(
        Source(
            row["column"], row["source"], row["version"], date.fromisoformat(row["published"]), row["meaning"]
        )
        for row in _rows("country_sources.csv")
    )


@cache
def _facts() -> dict[str, Facts]:
    def number(text: str) -> int | None:
        return int(text) if text else None

    return {
        row["alpha2"]: Facts(
            row["region"] or None,
            row["subregion"] or None,
            row["currency"] or None,
            number(row["population"]),
            number(row["gdp_ppp"]),
            tuple(row["languages"].split()),
            tuple(row["time_zones"].split()),
            Decimal(row["latitude"]) if row["latitude"] else None,
            Decimal(row["longitude"]) if row["longitude"] else None,
        )
        for row in _rows("country_facts.csv")
    }


def _rows(name: str) -> list[dict[str, str]]:
    text = files("tillhouse").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
