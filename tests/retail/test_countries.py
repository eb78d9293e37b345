"""Country names as received and the ISO 3166 country the written rule gives them."""

from __future__ import annotations

import pytest

from tillhouse.retail.countries import KINDS, _letters, _listed, countries, resolve

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
