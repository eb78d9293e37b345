"""What statuses mean, and the money that each of them moves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.evidence.files import net, question
from tillhouse.evidence._words import meaning
from tillhouse.evidence.statuses import Watch
from tillhouse.settings.feed import Feed

FEED = Feed("shop", "sales.csv", columns={"status": "Status"})


@pytest.mark.parametrize(
    ("columns", "amount"),
    [
        ({"amount": [5.0]}, "5"),
        ({"gross_amount": [6.0]}, "6"),
        ({"order_total": [7.0]}, "7"),
        ({"amount_with_tax": [7.5]}, "7.5"),
        ({"unit_price": [2.0], "quantity": [4.0]}, "8"),
        ({"unit_price": [2.0]}, "2"),
        ({"unit_price": [2.0], "quantity": [4.0], "amount": [5.0]}, "5"),
        ({}, "0"),
    ],
)
def test_the_money_of_a_status_is_what_the_columns_say(columns: dict[str, list[float]], amount: str) -> None:
    watch = Watch(Feed("shop"))
    watch.add(pl.DataFrame({"status": ["Completed"], **columns}))
    (found,) = watch.found(FEED)
    assert (found.lines, found.amount) == (1, Decimal(amount))
    assert found.feed == {"statuses": {"completed": "sale"}}


def test_an_unknown_value_is_asked_about_only_where_it_moves_money() -> None:
    watch = Watch(Feed("shop"))
    watch.add(pl.DataFrame({"status": ["zorp", "zorp", "blip"], "amount": [1.0, 2.0, 0.0]}))
    (found,) = watch.found(FEED)
    assert found.is_question
    assert "'zorp' (2 lines, 3.00)" in found.says
    assert "blip" not in found.says


@pytest.mark.parametrize(
    ("value", "amounts", "asked"),
    [("0", [1.0, 2.0], False), ("0", [1.0, -2.0], False), ("failed twice", [1.0], True)],
)
def test_one_value_of_all_records_tells_nothing_apart(value: str, amounts: list[float], asked: bool) -> None:
    watch = Watch(Feed("shop"))
    watch.add(pl.DataFrame({"status": [value] * len(amounts), "amount": amounts}))
    (found,) = watch.found(FEED)
    assert found.is_question == asked or found.feed == {"statuses": {value: "not_sales"}}


def test_declared_values_say_nothing_new() -> None:
    watch = Watch(Feed("shop"))
    watch.add(pl.DataFrame({"status": ["zorp"], "amount": [1.0]}))
    assert list(watch.found(replace(FEED, statuses={"zorp": "sale"}))) == []
    assert list(watch.found(replace(FEED, statuses={"*": "sale"}))) == []


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("completed", "sale"),
        ("cancelled", "not_sales"),
        ("shipped - returned to seller", "refunded"),
        ("partially refunded", None),
        ("zorp", None),
    ],
)
def test_a_value_means_what_the_strongest_of_its_words_means(value: str, word: str | None) -> None:
    assert meaning(value) == word


STATES = "Date,SKU,Qty,Price,Status,{}\n2024-02-01,A,2,5.00,Paid,1\n2024-02-02,B,1,20.00,{},2\n"
DRAFT = "2024-02-03,C,1,7.00,Draft,3\n"


@pytest.mark.parametrize(
    ("header", "state", "right"),
    [
        ("Invoice No", "En attente", 30),
        ("Numéro de facture", "En attente", 30),
        ("Núm. Factura", "Pendiente", 30),
        ("Rechnungsnummer", "Offen", 30),
        ("Order", "Pendiente", 10),
        ("Rechnungsnummer", "Entwurf", 10),
    ],
)
def test_an_invoice_is_sold_before_it_is_paid_and_an_order_is_not(
    tmp_path: Path, header: str, state: str, right: int
) -> None:
    assert net(tmp_path, STATES.format(header, state) + DRAFT) == right


def test_a_number_called_that_of_an_invoice_makes_no_invoices_of_orders(tmp_path: Path) -> None:
    assert net(tmp_path, STATES.format("Invoice No", "Pending")) == 10


def test_a_partial_refund_is_no_question_where_a_column_has_its_money(tmp_path: Path) -> None:
    text = (
        "Order,Date,SKU,Qty,Price,Status,Refund Amount\n1,2024-02-01,A,2,5.00,Paid,0.00\n"
        "2,2024-02-02,B,1,20.00,Partially Refunded,2.50\n"
    )
    assert net(tmp_path, text) == Decimal("27.5")
    name, _ = question(tmp_path, text.replace(",Refund Amount", "").replace(",0.00", "").replace(",2.50", ""))
    assert name == "status_unknown"


def test_each_of_several_unknown_values_has_its_own_likely_meaning(tmp_path: Path) -> None:
    text = (
        "Order,Date,SKU,Qty,Price,Type\n1,2024-02-01,A,2,5.00,Sale\n2,2024-02-02,B,1,20.00,Rückläufer\n"
        "3,2024-02-02,B,1,7.00,Zusatz\n"
    )
    assert question(tmp_path, text) == (
        "status_unknown",
        [
            (("--kind 'rückläufer=return'", "--kind zusatz=sale"), Decimal(-13)),
            (("--kind 'rückläufer=sale'", "--kind zusatz=sale"), Decimal(27)),
        ],
    )
