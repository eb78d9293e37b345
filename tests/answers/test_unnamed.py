"""Money of no named currency: every answer says so, with the command that names one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call, caller
from tests.shops import Shop, open_shop
from tillhouse.answers.metrics.measured import measured
from tillhouse.answers.unnamed import unnamed

_FILE = "Order ID,SKU,Description,Qty,Date,Price\n1,P1,Pen,2,2024-01-15 10:00,5.00\n"
_COMMAND = "config feed shop currency=CODE"


@pytest.fixture
def nameless(tmp_path: Path) -> Shop:
    """A lake whose only file names no currency."""
    (tmp_path / "shop.csv").write_text(_FILE)
    return open_shop(tmp_path / "lake", tmp_path / "shop.csv")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """The program."""
    return caller(capsys)


def test_the_ledger_says_that_none_is_named(nameless: Shop) -> None:
    assert nameless.table("ledger")["currency"].to_list() == ["XXX"]
    assert unnamed(nameless.snapshot) == (_COMMAND,)
    assert measured(nameless.snapshot, "revenue").unnamed == (_COMMAND,)


@pytest.mark.parametrize(
    "words",
    [
        ("statement",),
        ("metric", "revenue"),
        ("why", "net_sales"),
        ("show", "daily_sales"),
        ("explain", "product", "P1"),
    ],
)
def test_every_answer_about_money_says_so(nameless: Shop, call: Call, words: tuple[str, ...]) -> None:
    root = nameless.settings.root
    said = call("--root", root, *words).out
    assert f"No currency named. Name it:  tillhouse --root {root} {_COMMAND}" in said
    assert said.casefold().count("no currency named") == 1
    assert "XXX" not in said


@pytest.mark.parametrize(
    "words",
    [
        ("metric", "revenue", "--by", "month"),
        ("metric", "revenue", "--by", "currency"),
        ("show", "ledger"),
        ("statement", "--by", "month"),
        ("tables", "ledger"),
        ("tables", "fact_sales"),
        ("tables", "statement"),
    ],
)
def test_people_never_see_the_code(nameless: Shop, call: Call, words: tuple[str, ...]) -> None:
    called = call("--root", nameless.settings.root, *words)
    assert called.code == 0, called.err
    assert "XXX" not in called.out


def test_programs_see_the_code(nameless: Shop, call: Call) -> None:
    said = call("--root", nameless.settings.root, "show", "daily_sales", "--json").json
    assert {row["currency"] for row in said} == {"XXX"}


def test_it_is_said_once_where_a_file_is_opened(tmp_path: Path, call: Call) -> None:
    (tmp_path / "shop.csv").write_text(_FILE)
    called = call("--root", tmp_path / "lake", "open", tmp_path / "shop.csv", "--yes")
    assert called.out.casefold().count("no currency named") == 1
    assert "XXX" not in called.out


@pytest.mark.parametrize("words", [("statement",), ("metric", "revenue"), ("why", "net_sales")])
def test_so_do_documents(nameless: Shop, call: Call, words: tuple[str, ...]) -> None:
    said = call("--root", nameless.settings.root, *words, "--json").json
    assert said["no_currency"] == [_COMMAND]


def test_one_command_names_it_later(nameless: Shop, call: Call) -> None:
    root = nameless.settings.root
    call("--root", root, "config", "feed", "shop", "currency=EUR")
    call("--root", root, "run")
    said = call("--root", root, "metric", "revenue").out
    assert "EUR" in said
    assert "no currency named" not in said


def test_a_lake_with_a_currency_says_nothing_of_it(small_lake: Shop) -> None:
    assert unnamed(small_lake.snapshot) == ()
