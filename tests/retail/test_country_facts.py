"""What is known of countries: complete, of the right magnitude, and with its source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tillhouse.errors import UnknownName
from tillhouse.retail.countries import countries
from tillhouse.retail.country_facts import _facts, facts, sources


def test_every_country_has_facts_and_nothing_else_has():
    assert set(_facts()) == {country.code for country in countries() if country.kind == "country"}
    assert [code for code, said in _facts().items() if None in (said.region, said.currency)] == ["AQ"]
    assert all(said.population and said.gdp_ppp for said in _facts().values())


def test_facts_are_of_the_right_magnitude():
    """Against figures that every almanac has: people on Earth, and some of the euro area in 2026."""
    assert 7.9e9 < sum(said.population or 0 for said in _facts().values()) < 8.4e9
    assert {facts(code).currency for code in ("AT", "BG", "DE", "FR", "HR", "IE", "IT", "NL", "SK")} == {
        "EUR"
    }
    assert facts("GB").currency == "GBP"
    assert (facts("IE").region, facts("IE").subregion) == ("Europe", "Northern Europe")
    assert 5e6 < (facts("IE").population or 0) < 6e6


def test_every_column_of_the_facts_says_where_it_is_from_and_of_when():
    assert {source.column for source in sources()} == {
        "region",
        "subregion",
        "currency",
        "population",
        "gdp_ppp",
        "languages",
        "time_zones",
        "latitude",
        "longitude",
    }
    assert {(source.source, source.version) for source in sources()} == {
        ("Unicode CLDR", "48.2.0"),
        ("IANA Time Zone Database", "2025b"),
    }
    assert all(date(2020, 1, 1) < source.published and source.meaning for source in sources())


def test_what_is_no_country_has_no_facts():
    with pytest.raises(UnknownName, match="No country code is named EU"):
        facts("EU")


def test_every_country_but_kosovo_has_time_zones_that_exist_and_a_place():
    known = _facts().items()
    assert [code for code, said in known if not said.time_zones] == [
        code for code, said in known if said.latitude is None
    ]
    assert {code for code, said in known if not said.time_zones} <= {"XK", "BV", "HM"}
    assert all(ZoneInfo(zone) for _, said in known for zone in said.time_zones)
    assert all(abs(said.latitude or 0) <= 90 and abs(said.longitude or 0) <= 180 for _, said in known)


def test_places_and_languages_are_those_that_an_atlas_has():
    assert facts("GB").time_zones == ("Europe/London",)
    assert (facts("GB").latitude, facts("GB").longitude) == (Decimal("51.5083"), Decimal("-0.1253"))
    assert facts("US").time_zones[0] == "America/New_York"
    assert (facts("AU").latitude or 0) < 0 < (facts("AU").longitude or 0)
    assert set(facts("CH").languages) >= {"de", "fr", "it"}
    assert facts("BR").languages == ("pt",)
    assert set(facts("CA").languages) >= {"en", "fr"}
