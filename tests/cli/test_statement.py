"""`tillhouse statement`: the books in words and in JSON, whole and in parts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.calls import Call


def test_json_has_every_part_with_rows_and_exact_money(call: Call, shop: Path) -> None:
    said = call("statement", "--json").json
    assert said["release"] == 1
    assert said["received"]["rows"] == 58
    assert {name: line["rows"] for name, line in said["fates"].items()} == {
        "loaded": 55,
        "duplicate": 0,
        "quarantined": 3,
        "superseded": 0,
        "not_sales": 0,
    }
    assert said["unexplained"] == {"rows": 0, "amount": "0.00", "unknown": 0, "records": 0}
    assert said["fates"]["quarantined"]["unknown"] == 2
    for words in ("events", "line_types"):
        assert sum(line["rows"] for line in said[words].values()) == 55
        amounts = sum(Decimal(line["amount"]) for line in said[words].values())
        assert amounts == Decimal(said["fates"]["loaded"]["amount"])


def test_the_bridge_adds_up_to_the_net(call: Call, shop: Path) -> None:
    call("open", "december.csv", "--yes")
    lines = call("statement").out.partition("products sold")
    table = ("  products sold" + lines[2]).splitlines()
    found = {}
    for text in table:
        name, rows, amount = text.rsplit(maxsplit=2)
        found[name.strip()] = (int(rows.replace(",", "")), Decimal(amount.replace(",", "").replace("−", "-")))
        if name.strip() == "net":
            break
    net = found.pop("net")
    assert found["products cancelled"] == (1, Decimal("-5.10"))
    assert (sum(rows for rows, _ in found.values()), sum(amount for _, amount in found.values())) == net


@pytest.mark.parametrize("by", ["file", "month", "feed"])
def test_parts_add_up_to_the_whole(call: Call, shop: Path, by: str) -> None:
    call("open", "december.csv", "--yes")
    whole = call("statement", "--json").json
    parts = call("statement", "--by", by, "--json").json["statements"]
    for fate in ("loaded", "duplicate", "quarantined"):
        assert sum(part["fates"][fate]["rows"] for part in parts) == whole["fates"][fate]["rows"]
    assert sum(Decimal(part["received"]["amount"]) for part in parts) == Decimal(whole["received"]["amount"])
    names = [part[by] for part in parts]
    assert (
        names
        == {
            "file": ["shop.csv", "december.csv"],
            "month": ["2011-03", "2011-11", "2011-12", "unknown"],
            "feed": ["shop"],
        }[by]
    )
    assert all(name in call("statement", "--by", by).out for name in names)


def test_one_month_one_feed_one_release(call: Call, shop: Path) -> None:
    before = call("statement", "--json").json
    call("open", "december.csv", "--yes")
    assert call("statement", "--release", 1, "--json").json == before
    assert call("statement", "--as-of", before["created_at"], "--json").json == before
    assert call("statement", "--month", "2011-12", "--json").json["received"]["rows"] == 31
    assert call("statement", "--feed", "shop", "--json").json["received"]["rows"] == 90


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--month", "2011-13"], "Did you mean 2011-1"),
        (["--feed", "shpo"], "Did you mean shop?"),
        (["--release", "9"], "No release is named 9"),
        (["--as-of", "yesterday"], "2011-12-09"),
        (["--as-of", "2001-01-01"], "No release"),
    ],
)
def test_names_that_are_not_there(call: Call, shop: Path, words: list[str], said: str) -> None:
    refused = call("statement", *words)
    assert refused.code == 4
    assert said in refused.err
