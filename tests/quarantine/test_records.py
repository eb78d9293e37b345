"""Quarantine: what is in it, and how one record is found."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.quarantined import HEADER, RIGHT, faults, quarantine, shop
from tests.shops import take_in
from tillhouse.books import Line
from tillhouse.errors import FixTheData, UnknownName
from tillhouse.quarantine.fixes import Scope
from tillhouse.quarantine.records import Quarantine, is_named, located, selects
from tillhouse.quarantine.subjects import subject
from tillhouse.settings.settings import load
from tillhouse.sources import open_all


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarantine]:
    """A date and a price on one line, a price, a quote; and in a second file of the same name, a quantity."""
    root = tmp_path_factory.mktemp("held")
    both = faults(faults(RIGHT[0])["price"][0])["date"][0]
    lines = [both, faults(RIGHT[1])["price"][0], RIGHT[2], faults(RIGHT[3])["quote"][0], *RIGHT[4:]]
    shop(root, lines, [faults(RIGHT[5])["quantity"][0]])
    yield quarantine(root)


def test_a_record_with_two_reasons_counts_under_both_and_once_in_all(held: Quarantine) -> None:
    assert {reason: (line.rows, line.unknown) for reason, line in held.reasons().items()} == {
        "price_unreadable": (2, 2),
        "quantity_unreadable": (1, 1),
        "sold_at_unreadable": (1, 1),
        "unclosed_quote": (1, 1),
    }
    assert held.total() == Line(4, Decimal(0), 4, 4)


def test_known_money_is_told_apart_from_unknown(tmp_path: Path) -> None:
    shop(tmp_path, [faults(RIGHT[0])["date"][0], faults(RIGHT[1])["price"][0], *RIGHT[2:]])
    assert quarantine(tmp_path).total() == Line(2, Decimal("15.3"), 1, 2)


@pytest.mark.parametrize(
    ("scope", "lines"),
    [
        (Scope(), [2, 2, 3, 5]),
        (Scope(reason="price_unreadable"), [2, 3]),
        (Scope(reason="price"), []),
        (Scope(month="unknown"), [2, 5]),
        (Scope(file="sales1.csv"), [2]),
        (Scope(file="elsewhere/sales.csv", line=3), [3]),
        (Scope(feed="other"), []),
        (Scope(reason="price_unreadable", month="2010-12"), [3]),
    ],
    ids=str,
)
def test_a_scope_means_the_same_in_the_table_and_for_one_record(
    held: Quarantine, scope: Scope, lines: list[int]
) -> None:
    found = held.records(scope)
    assert sorted(record.line for record in found) == lines
    assert [record for record in held.records() if selects(scope, record)] == found


def test_records_come_in_the_order_of_their_files_and_can_be_limited(held: Quarantine) -> None:
    assert [(r.file, r.line) for r in held.records()] == [
        ("sales.csv", 2),
        ("sales.csv", 3),
        ("sales.csv", 5),
        ("sales1.csv", 2),
    ]
    assert len(held.records(limit=2)) == 2
    assert held.records(limit=0) == []


def test_a_record_has_its_text_as_received(held: Quarantine) -> None:
    record = subject(held, "sales.csv:3").now
    assert (record.text["unit_price"], record.text["extra"], record.raw) == ("3;39", '{"Till":"1"}', None)
    assert subject(held, str(record.line_id)).now == record
    whole = subject(held, "sales.csv:5").now
    assert (whole.raw, whole.text["invoice_no"]) == (faults(RIGHT[3])["quote"][0], None)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sales.csv:400", "No record was received"),
        ("4", "No record was received"),
        ("sales.csv", "neither FILE:LINE nor a line id"),
        (":4", "neither FILE:LINE nor a line id"),
    ],
)
def test_an_address_that_is_not_one_record(held: Quarantine, address: str, said: str) -> None:
    with pytest.raises(FixTheData, match=said):
        subject(held, address)


def test_a_line_of_a_name_delivered_twice_is_named_by_its_id(tmp_path: Path) -> None:
    shop(tmp_path, [faults(RIGHT[0])["price"][0]])
    again = tmp_path / "monday" / "sales.csv"
    again.parent.mkdir()
    again.write_text(f"{HEADER}\n{faults(RIGHT[1])['price'][0]}\n")
    take_in(load(str(tmp_path)), open_all(again))
    held = quarantine(tmp_path)
    with pytest.raises(FixTheData) as raised:
        subject(held, "sales.csv:2")
    assert all(str(record.line_id) in str(raised.value) for record in held.records())


@pytest.mark.parametrize(
    "scope",
    [Scope(feed="shp"), Scope(file="sale.csv"), Scope(month="2010-11"), Scope(reason="price_unreadible")],
    ids=str,
)
def test_a_name_that_is_not_here_is_refused_with_the_nearest(held: Quarantine, scope: Scope) -> None:
    with pytest.raises(UnknownName) as raised:
        held.checked(scope)
    assert "Did you mean" in str(raised.value)


def test_an_address_is_read_from_its_last_colon() -> None:
    assert located("C:/sales.csv:17") == Scope(file="C:/sales.csv", line=17)
    assert located("17") == Scope(line_id=17)


def test_a_file_is_meant_by_its_name_or_its_path() -> None:
    assert is_named("box.zip/shop.csv", "shop.csv")
    assert is_named("shop.csv", "in/shop.csv")
    assert not is_named("shop.csv", "hop.csv")
