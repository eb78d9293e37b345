"""Every command on a lake in euro and dollars: no number anywhere is a sum of both."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cases.test_cases import said as ran
from tests.cli.calls import Call, caller

_HEADER = "Order ID,SKU,Description,Qty,Date,Price,Customer ID,Currency,Status"
_FIRST = (
    "1,P1,Pen,1,2024-01-15 10:00,10007.13,K1,EUR,paid",
    "2,P1,Pen,1,2024-01-16 10:00,331.29,K2,USD,paid",
    "3,P2,Cup,1,2024-02-16 10:00,20011.31,K2,EUR,paid",
    "4,P2,Cup,1,yesterday,613.47,K2,USD,paid",
    "5,P1,Pen,1,yesterday,40031.53,K2,EUR,paid",
    "6,P1,Pen,1,2024-02-17 10:00,1277.71,K1,USD,paid",
    "7,P1,Pen,1,2024-02-18 10:00,80071.91,K1,EUR,cancelled",
    "8,P1,Pen,1,2024-02-18 10:00,2539.83,K2,USD,cancelled",
    "9,P2,Cup,-1,2024-02-19 10:00,20011.31,K2,EUR,paid",
)
_SECOND = (
    "11,P1,Pen,1,2024-02-25 10:00,160141.17,K1,EUR,paid",
    "12,P1,Pen,1,2024-02-26 10:00,5077.19,K2,USD,paid",
    *_FIRST[:2],
)
_EUROS = ("10007.13", "20011.31", "40031.53", "80071.91", "160141.17")
_DOLLARS = ("331.29", "613.47", "1277.71", "2539.83", "5077.19")
_NUMBER = re.compile(r"\d[\d,]*\.\d+")
_COMMANDS = (
    "statement",
    "statement --by file",
    "statement --by month",
    "statement --by feed",
    "status",
    "checks",
    "quality",
    "metric revenue",
    "metric quarantined",
    "explain customer K2",
    "explain product P1",
    "show daily_sales",
    "quarantine list",
    "quarantine replay --plan",
    "quarantine discard --month unknown --reason gone --plan",
    "releases list",
    "releases show 1",
    "releases show 2",
    "releases diff 1 2",
    "deliveries list",
    "deliveries show shop.csv",
    "deliveries show more.csv",
    "deliveries retract shop.csv --reason wrong --plan",
    "deliveries retract more.csv --reason wrong --plan",
)


def _reachable(amounts: Iterable[str]) -> set[Decimal]:
    """Each sum in which every amount is added, taken off or left out."""
    found = {Decimal(0)}
    for amount in map(Decimal, amounts):
        found |= {one + amount for one in found} | {one - amount for one in found}
    return found


def _crossed() -> set[Decimal]:
    """Sums of euros and dollars that no sum of one of them equals."""
    euros, dollars = _reachable(_EUROS), _reachable(_DOLLARS)
    sums = {abs(one + other) for one in euros if one for other in dollars if other}
    return sums - {abs(one) for one in euros | dollars}


def _found(text: str, crossed: set[Decimal]) -> list[str]:
    return [one for one in _NUMBER.findall(text) if Decimal(one.replace(",", "")) in crossed]


@pytest.fixture(scope="module")
def crossed() -> set[Decimal]:
    """What no command may say."""
    return _crossed()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two deliveries in two currencies, with quarantined, cancelled and repeated lines."""
    folder = tmp_path_factory.mktemp("two")
    for name, rows in (("shop", _FIRST), ("more", _SECOND)):
        (folder / f"{name}.csv").write_text("\n".join([_HEADER, *rows]) + "\n")
        assert ran(folder, "open", str(folder / f"{name}.csv"), "--yes").exit_code == 0
    return folder / "lake"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """The program."""
    return caller(capsys)


@pytest.mark.parametrize("words", _COMMANDS)
def test_no_command_adds_them(root: Path, call: Call, crossed: set[Decimal], words: str) -> None:
    for form in ((), ("--json",)):
        said = call("--root", root, *words.split(), *form)
        assert said.code == 0, said.err
        assert _found(said.out + said.err, crossed) == []


def test_a_replay_says_the_money_of_each(root: Path, call: Call, crossed: set[Decimal]) -> None:
    lake = ("--root", root)
    for line in ("5", "6"):
        words = ("quarantine", "fix", f"shop.csv:{line}", "sold_at=2024-03-03 10:00", "--reason", "typed")
        assert call(*lake, *words).code == 0
    said = call(*lake, "quarantine", "replay", "--plan")
    assert "2 records (known money 40,031.53 EUR + 613.47 USD) would leave quarantine" in said.out
    assert _found(said.out, crossed) == []
    assert _found(call(*lake, "quarantine", "replay", "--plan", "--json").out, crossed) == []


def test_what_is_said_instead(root: Path, call: Call) -> None:
    lake = ("--root", root)
    shown = call(*lake, "deliveries", "show", "shop.csv").out
    assert "40,031.53 EUR + 613.47 USD" in shown
    said = call(*lake, "releases", "diff", "1", "2", "--table", "monthly_sales", "--json").json
    february = next(one for one in said["changes"] if one["month"] == "2024-02")
    assert february["amount"] == [None, None]
    assert february["currencies"]["USD"] == ["1277.71", "6354.90"]


def test_files_stand_in_the_order_of_their_delivery(root: Path, call: Call) -> None:
    said = call("--root", root, "statement", "--by", "file", "--json").json["statements"]
    assert [one["file"] for one in said] == ["shop.csv", "shop.csv", "more.csv", "more.csv"]


def test_a_sum_of_both_would_be_found(crossed: set[Decimal]) -> None:
    assert _found("loaded  10,338.42", crossed) == ["10,338.42"]
    assert _found('{"amount": "40645.000000"}', crossed) == ["40645.000000"]
    assert _found("10,007.13 EUR + 331.29 USD", crossed) == []
