"""`tillhouse rates`: exchange rates as a person takes them in and looks at them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call
from tests.rest.source import ok, running, status


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
    usd = call("rates", "show", "--currency", "USD", "--json").json
    assert call("rates", "show", "--currency", "usd", "--json").json == usd
    assert usd["rates"]
    assert call("rates", "show", "--release", "1", "--json").json["rates"] == []


def test_why_no_rates_are_shown_is_said(call: Call, shop: Path) -> None:
    assert "No rates have been taken in" in call("rates", "show", "--currency", "jpy").err
    call("rates", "load", "rates.csv")
    assert "There are no rates of JPY, but of USD." in call("rates", "show", "--currency", "jpy").err


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


def test_what_is_fetched_and_what_is_not_is_said(
    call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = '{"base": "GBP", "date": "2011-03-14", "rates": {"USD": 1.6163}}'
    with running() as source:
        source.script = {
            "/s3cret/2011-03-14": [ok(day.encode())],
            "/s3cret/2011-03-15": [status(500)],
            "/s3cret/2011-03-16": [status(404)],
        }
        monkeypatch.setenv("TILLHOUSE_RATES_FROM", f"{source.address}/s3cret/{{date}}")
        call("config", "set", "rates.wait", "0")
        said = call("rates", "fetch", "--from", "2011-03-14", "--to", "2011-03-16")
    assert said.code == 5
    assert "On 2011-03-14 1 GBP was worth 1.6163 USD." in said.out
    assert "The source has no rates for 2011-03-16." in said.err
    assert "Not fetched: 2011-03-15." in said.err
    assert "its server failed (500)" in said.err
    assert "s3cret" not in said.out + said.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2011-03-14"), "No source of exchange rates is set"),
        (("--to", "2011-03-14"), "--to alone is no span"),
        (("--from", "14/03/2011"), "14/03/2011 is no date"),
        (("--from", "2011-03-14", "--to", "2011-03-13"), "no span of days that have been"),
        (("--from", "2100-01-01"), "no span of days that have been"),
    ],
)
def test_what_cannot_be_fetched_says_why(call: Call, shop: Path, words: tuple[str, ...], said: str) -> None:
    refused = call("rates", "fetch", *words)
    assert (refused.code, said in refused.err) == (4, True)


def test_nothing_is_fetched_for_sales_in_the_currency_of_the_reports(call: Call, shop: Path) -> None:
    assert call("rates", "fetch").out.startswith("Nothing to fetch")
    assert call("rates", "fetch", "--json").json["asked"] == 0
