"""Country names as received, and the ISO country the written rule gives them."""

from __future__ import annotations

from tests.tables.rows import built, given


def test_each_name_received_once_with_its_country() -> None:
    names = ("EIRE", "United Kingdom", "EIRE", "RSA", "Channel Islands", "European Community", "Unspecified")
    receipts = given("receipts", *({"country": name} for name in (*names, "Atlantis", None)))
    assert built("dim_country", "country", "code", "alpha3", "kind", receipts=receipts) == [
        ("Atlantis", None, None, "unknown"),
        ("Channel Islands", None, None, "territory group"),
        ("EIRE", "IE", "IRL", "country"),
        ("European Community", None, None, "group"),
        ("RSA", "ZA", "ZAF", "country"),
        ("United Kingdom", "GB", "GBR", "country"),
        ("Unspecified", None, None, "unspecified"),
    ]


def test_two_names_of_one_country_keep_their_own_keys() -> None:
    receipts = given("receipts", {"country": "EIRE"}, {"country": "Ireland"})
    found = built("dim_country", "name", "country_key", receipts=receipts)
    assert [name for name, _ in found] == ["Ireland", "Ireland"]
    assert len({key for _, key in found}) == 2


def test_no_names_no_countries() -> None:
    assert built("dim_country", "country", receipts=given("receipts", {"country": None})) == []
