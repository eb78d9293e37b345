"""No printed total adds money of two currencies."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.calls import Call, caller
from tests.shops import Shop, open_shop
from tillhouse.answers.statement import split, statement

_HEADER = "Order ID,SKU,Description,Qty,Date,Price,Customer ID,Currency"
_ROWS = (
    "1,P1,Pen,1,2024-01-15 10:00,100.00,K1,EUR",
    "2,P1,Pen,1,2024-01-16 10:00,30.00,K2,JPY",
    "3,P1,Pen,1,2024-02-16 10:00,3.00,K2,€",
    "4,P1,Pen,1,yesterday,7.00,K2,JPY",
    "5,P1,Pen,1,yesterday,11.00,K2,EUR",
    "6,P1,Pen,1,2024-02-16 10:00,50.00,K2,",
)
#: Sums that no answer may show: all, those loaded, those in quarantine, those of January, and pairs of them.
_ADDED = ("201.00", "183.00", "133.00", "153.00", "80.00", "18.00", "130.00")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Lines in euro, yen and of no currency; two of them in quarantine. Read it; do not change it."""
    folder = tmp_path_factory.mktemp("several")
    (folder / "shop.csv").write_text("\n".join([_HEADER, *_ROWS]) + "\n")
    return open_shop(folder / "lake", folder / "shop.csv")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """The program."""
    return caller(capsys)


def test_the_books_close_in_each_currency(shop: Shop) -> None:
    found = statement(shop.snapshot).currencies
    sums = {code: (one.received.amount, one.fates["loaded"].amount) for code, one in found.items()}
    assert sums == {
        "EUR": (Decimal("114"), Decimal("103")),
        "JPY": (Decimal("37"), Decimal("30")),
        "XXX": (Decimal("50"), Decimal("50")),
    }
    assert all(one.unexplained.amount == 0 for one in found.values())


def test_documents_have_amounts_by_currency_alone(shop: Shop) -> None:
    said = statement(shop.snapshot).document()
    assert said["received"]["amount"] is None
    assert said["received"]["rows"] == 6
    assert said["currencies"]["JPY"]["fates"]["quarantined"]["amount"] == Decimal(7)
    parts = split(shop.snapshot, "month").document()["statements"]
    assert [(one["month"], one["currency"], one["received"]["amount"]) for one in parts][:2] == [
        ("2024-01", "EUR", Decimal(100)),
        ("2024-01", "JPY", Decimal(30)),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("statement",),
        ("statement", "--by", "month"),
        ("statement", "--by", "file"),
        ("status",),
        ("metric", "revenue"),
        ("metric", "quarantined"),
        ("checks",),
        ("quality",),
        ("quarantine", "list"),
        ("releases", "show", "1"),
        ("explain", "customer", "K2"),
        ("show", "daily_sales"),
    ],
)
def test_what_is_printed_never_adds_them(shop: Shop, call: Call, words: tuple[str, ...]) -> None:
    said = call("--root", shop.settings.root, *words)
    assert said.code == 0, said.err
    assert [sum_ for sum_ in _ADDED if sum_ in said.out] == []


@pytest.mark.parametrize("metric", ["net_sales", "quarantined"])
def test_why_asks_for_one(shop: Shop, call: Call, metric: str) -> None:
    said = call("--root", shop.settings.root, "why", metric)
    assert said.code != 0
    assert "money of two currencies is not added" in said.err
    assert call("--root", shop.settings.root, "why", metric, "--currency", "JPY").code == 0


def test_a_plan_has_a_line_for_each(shop: Shop, call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join([_HEADER, *_ROWS]) + "\n")
    said = call("--root", tmp_path / "lake", "open", tmp_path / "a.csv", "--plan")
    lines = [" ".join(line.split()) for line in said.out.splitlines()]
    assert any(line.startswith("2024-01 net sales EUR 0.00 → 100.00") for line in lines)
    assert any(line.startswith("2024-01 net sales JPY 0.00 → 30.00") for line in lines)
