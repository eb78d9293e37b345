"""`tillhouse rates`: exchange rates as a person takes them in and looks at them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call


def test_a_file_is_taken_in_and_said_in_words(call: Call, shop: Path) -> None:
    said = call("rates", "load", "rates.csv")
    assert said.code == 0
    assert "Release 2: 19 rates from 2011-03-10 to 2011-03-31" in said.out
    assert "On 2011-03-31 1 GBP was worth 1.631 USD." in said.out
    assert "Nothing new: 19 rates" in call("rates", "load", "rates.csv").out


def test_programs_get_numbers(call: Call, shop: Path) -> None:
    assert call("rates", "load", "rates.csv", "--json").json == {
        "release": 2,
        "new": 19,
        "known": 0,
        "first": "2011-03-10",
        "last": "2011-03-31",
    }
    shown = call("rates", "show", "--limit", "1", "--json").json
    assert shown["rates"][0]["rate"] == "1.631"
    assert call("rates", "show", "--currency", "JPY", "--json").json["rates"] == []
    assert call("rates", "show", "--release", "1", "--json").json["rates"] == []


def test_sales_are_reported_in_another_currency(call: Call, shop: Path) -> None:
    call("config", "set", "rates.to", "USD")
    call("config", "set", "rates.base", "GBP")
    call("rates", "load", "rates.csv")
    call("analyse", "converted_sales")
    rows = call("show", "converted_sales", "--limit", "100", "--json").json
    assert {row["verdict"] for row in rows if row["business_date"] < "2011-04"} == {"converted"}
    assert {row["verdict"] for row in rows if row["business_date"] > "2011-10"} == {"no rate"}


def test_the_file_may_be_set(call: Call, shop: Path) -> None:
    assert "It is not said which file" in call("rates", "load").err
    call("config", "set", "rates.from", "rates.csv")
    assert call("rates", "load").code == 0


def test_rates_the_wrong_way_round_are_refused(call: Call, shop: Path) -> None:
    refused = call("rates", "load", "rates.csv", "--base", "USD")
    assert refused.code == 3
    assert "1 USD is worth" in refused.err


@pytest.mark.parametrize("words", [("config",), ("config", "--json")])
def test_no_key_of_a_source_is_shown(call: Call, shop: Path, words: tuple[str, ...]) -> None:
    set_ = call("config", "set", "rates.from", "https://rates.example.org/s3cret/{date}")
    listed = call(*words)
    assert "https://rates.example.org/***" in set_.out
    assert "https://rates.example.org/***" in listed.out
    assert "s3cret" not in set_.out + listed.out
