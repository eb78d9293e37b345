"""What values of statuses and types mean by their words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence.files import net, question
from tillhouse.evidence._words import cancels, is_open, is_type, lessens, meaning

STATES = {
    "not paid": None,
    "nicht bezahlt": None,
    "noch nicht bezahlt": None,
    "non payé": None,
    "niet betaald": None,
    "isn't paid": None,
    "unshipped - paid": None,
    "paid - not shipped": None,
    "unpaid": "waiting",
    "payment": None,
    "shipping": None,
    "payment accepted": "sale",
    "payment received": "sale",
    "payment error": "not_sales",
    "awaiting bank wire payment": "waiting",
    "refund": "return",
    "refund declined": None,
    "refund pending": None,
    "return requested": None,
    "return not accepted": None,
    "refunded": "refunded",
    "refunded - pending": None,
    "shipped - returned to seller": "refunded",
    "shipped - test passed": None,
    "test order": "not_sales",
    "cancelled by customer": "not_sales",
    "entwurf": "not_sales",
    "brouillon": "not_sales",
    "refusée": "not_sales",
    "clôturée": "sale",
    "pago": "sale",
    "deposited": "sale",
    "fully applied": "sale",
    "devolución finalizada. te dimos el dinero al comprador": "refunded",
    "devolución en proceso": None,
    "devolução concluída. o dinheiro foi devolvido ao comprador": "refunded",
    "return completed": "refunded",
    "rechnung": "sale",
}
TYPES = {
    "refunded": "return",
    "chargeback": "return",
    "sales return": "return",
    "refund declined": None,
    "payment": "not_sales",
    "payment received": "sale",
    "payment refund": None,
    "sales invoice": "sale",
    "shipping": "postage",
    "promotion": "discount",
    "custom": "product",
    "void": "not_sales",
    "commissie": "fee",
    "correctie commissie": "fee",
    "refund of commission": "fee",
    "verkoopprijs artikel(en)": "sale",
    "facture": "sale",
    "pago": None,
}


@pytest.mark.parametrize(("value", "word"), STATES.items(), ids=STATES)
def test_words_of_types_decide_no_status_and_a_negation_decides_nothing(value: str, word: str | None) -> None:
    assert meaning(value) == word


@pytest.mark.parametrize(("value", "word"), TYPES.items(), ids=TYPES)
def test_a_type_is_of_the_row_itself(value: str, word: str | None) -> None:
    assert meaning(value, "kind") == word


def test_values_are_told_apart_by_what_they_take_off() -> None:
    assert [cancels("void"), cancels("declined")] == [True, False]
    assert [is_type("payment"), is_type("void")] == [True, False]
    assert [lessens("partially refunded"), lessens("failed"), lessens("paid")] == [True, True, False]
    assert [is_open("pending"), is_open("not paid"), is_open("paid")] == [True, True, False]


def test_states_of_a_shop_program_are_read(tmp_path: Path) -> None:
    text = (
        "Order,SKU,Qty,Date,Price,Order Status\n1,A,2,2024-02-01,5.00,Payment accepted\n"
        "2,B,1,2024-02-02,20.00,Shipped\n3,B,1,2024-02-02,20.00,Payment error\n"
        "4,B,1,2024-02-02,20.00,Awaiting bank wire payment\n"
    )
    assert net(tmp_path, text) == 30


@pytest.mark.parametrize("word", ["Not paid", "Noch nicht bezahlt", "Refund declined", "Return requested"])
def test_a_state_that_is_denied_or_only_asked_for_is_a_question(tmp_path: Path, word: str) -> None:
    text = f"Order,SKU,Qty,Date,Price,Status\n1,A,2,2024-02-01,5.00,Paid\n2,B,1,2024-02-02,20.00,{word}\n"
    name, both = question(tmp_path, text)
    assert name == "status_unknown"
    assert [amount for _, amount in both] == [20, 0]
