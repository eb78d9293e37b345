"""Gift cards by their names: what is paid for them is owed, until something is bought with it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.evidence.files import found, net, question

HEAD = (
    "Name,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Total"
    ",Payment Method"
)


def orders(card: str, sku: str = "", paid: str = "card") -> str:
    """An order of a card, and one of a plate."""
    first = f"#1,paid,2024-03-05 09:59:00 -0500,1,{card},50.00,{sku},50.00,card"
    return f"{HEAD}\n{first}\n#2,paid,2024-03-06 09:59:00 -0500,1,Plate,10.00,PLT-1,10.00,{paid}"


@pytest.mark.parametrize(
    ("name", "sku"), [("Gift Card", ""), ("Gift Card - $50.00", ""), ("Gift Card - $50.00", "GC")]
)
def test_a_card_by_its_usual_name_is_no_sale(tmp_path: Path, name: str, sku: str) -> None:
    assert net(tmp_path, orders(name, sku)) == 10


def test_a_card_that_pays_takes_nothing_off(tmp_path: Path) -> None:
    assert net(tmp_path, orders("Bowl", paid="gift_card")) == 60


def test_an_order_of_the_test_gateway_is_no_sale(tmp_path: Path) -> None:
    assert net(tmp_path, orders("Bowl", paid="bogus")) == 50


def test_what_its_card_is_sold_in_is_a_product(tmp_path: Path) -> None:
    assert net(tmp_path, orders("Gift card holder")) == 60


@pytest.mark.parametrize("name", ["Birthday gift card 50", "Geschenkgutschein", "Carte-cadeau 50 €"])
def test_another_name_is_asked_with_both_sums(tmp_path: Path, name: str) -> None:
    kind, both = question(tmp_path, orders(name, "X-1"))
    assert kind == "gift_cards"
    assert [options for options, _ in both] == [
        (f"--line-type '{name.upper()}={what}'",) if " " in name else (f"--line-type {name.upper()}={what}",)
        for what in ("not_sales", "product")
    ]


@pytest.mark.parametrize(("means", "right"), [("not_sales", 10), ("product", 60)])
def test_both_answers_are_taken_and_asked_no_more(tmp_path: Path, means: str, right: int) -> None:
    text = orders("Birthday gift card 50", "X-1")
    assert net(tmp_path, text, line_types={"birthday gift card 50": means}) == Decimal(right)


def test_a_word_of_a_person_is_added_to_those_of_the_dialect(tmp_path: Path) -> None:
    feed, _ = found(tmp_path, orders("Gift Card"), line_types={"plate": "sample"})
    assert feed.line_types["gift card"] == "not_sales" and feed.line_types["plate"] == "sample"
