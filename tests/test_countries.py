"""Country names as received and the ISO 3166 country the written rule gives them."""

from __future__ import annotations

from datetime import date

import pytest

from tillhouse.countries import KINDS, _facts, _letters, _listed, countries, facts, resolve, sources
from tillhouse.errors import UnknownName

REFERENCE = {
    "Australia": "AU",
    "Austria": "AT",
    "Bahrain": "BH",
    "Belgium": "BE",
    "Brazil": "BR",
    "Canada": "CA",
    "Channel Islands": None,
    "Cyprus": "CY",
    "Czech Republic": "CZ",
    "Denmark": "DK",
    "EIRE": "IE",
    "European Community": None,
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Greece": "GR",
    "Hong Kong": "HK",
    "Iceland": "IS",
    "Israel": "IL",
    "Italy": "IT",
    "Japan": "JP",
    "Lebanon": "LB",
    "Lithuania": "LT",
    "Malta": "MT",
    "Netherlands": "NL",
    "Norway": "NO",
    "Poland": "PL",
    "Portugal": "PT",
    "RSA": "ZA",
    "Saudi Arabia": "SA",
    "Singapore": "SG",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "USA": "US",
    "United Arab Emirates": "AE",
    "United Kingdom": "GB",
    "Unspecified": None,
}


def test_the_38_names_of_the_reference_data_resolve():
    assert len(REFERENCE) == 38
    for name, code in REFERENCE.items():
        found = resolve(name)
        assert (found.name, found.code) == (name, code)
        assert found.kind in {"country", "territory group", "group", "unspecified"}
        assert (found.kind == "country") == (code is not None) == (found.alpha3 is not None)


@pytest.mark.parametrize(
    ("name", "code", "standard_name", "kind"),
    [
        ("EIRE", "IE", "Ireland", "country"),
        ("UK", "GB", "United Kingdom", "country"),
        (" u.k. ", "GB", "United Kingdom", "country"),
        ("gbr", "GB", "United Kingdom", "country"),
        ("Korea", "KR", "South Korea", "country"),
        ("Korea, Republic of", "KR", "South Korea", "country"),
        ("THE NETHERLANDS", "NL", "Netherlands", "country"),
        ("St. Lucia", "LC", "Saint Lucia", "country"),
        ("Trinidad & Tobago", "TT", "Trinidad and Tobago", "country"),
        ("COTE D'IVOIRE", "CI", "Ivory Coast", "country"),
        ("Türkiye", "TR", "Turkey", "country"),
        ("Channel Islands", None, "Channel Islands", "territory group"),
        ("Jersey", "JE", "Jersey", "country"),
        ("European Community", None, "European Community", "group"),
        ("unspecified", None, "Unspecified", "unspecified"),
        ("", None, "Unspecified", "unspecified"),
        (" ? ", None, "Unspecified", "unspecified"),
        (" Atlantis ", None, "Atlantis", "unknown"),
    ],
)
def test_a_name_as_received_follows_the_written_rule(name, code, standard_name, kind):
    found = resolve(name)
    assert (found.name, found.code, found.standard_name, found.kind) == (name, code, standard_name, kind)


def test_the_list_is_iso_3166():
    listed = [country for country in countries() if country.kind == "country"]
    codes = {country.code for country in listed}
    assert len(listed) == len(codes) == 250
    assert len(codes - {"XK"}) == 249
    assert len({country.alpha3 for country in listed}) == 250
    assert all(len(c.code or "") == 2 and len(c.alpha3 or "") == 3 for c in listed)
    assert {country.kind for country in countries()} == set(KINDS) - {"unknown"}


def test_no_name_or_code_stands_for_two_countries():
    owners: dict[str, set[str]] = {}
    for country, names in _listed():
        for name in names:
            owners.setdefault(_letters(name), set()).add(country.standard_name)
    assert [name for name, found in owners.items() if len(found) > 1] == []


def test_every_standard_name_resolves_to_itself():
    for country in countries():
        assert resolve(country.standard_name) == country


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
    }
    assert {(source.source, source.version) for source in sources()} == {("Unicode CLDR", "48.2.0")}
    assert all(date(2020, 1, 1) < source.published and source.meaning for source in sources())


def test_what_is_no_country_has_no_facts():
    with pytest.raises(UnknownName, match="No country code is named EU"):
        facts("EU")
