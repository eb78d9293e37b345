"""What programs are told of a finding."""

from __future__ import annotations

from decimal import Decimal

from tillhouse.evidence import Finding
from tillhouse.evidence.finding import Reading, Watch
from tillhouse.evidence.totals import Watch as Totals
from tillhouse.settings.feed import Feed


def test_a_question_has_both_readings_with_their_money() -> None:
    one = Reading("it is of the line", ("--column amount=Total",), Decimal("77.00"))
    other = Reading("it is of the order", ("--column order_total=Total",))
    said = Finding(
        "order_total", "Total repeats.", 4, Decimal("77.00"), one, other, is_question=True
    ).document()
    assert said == {
        "name": "order_total",
        "says": "Total repeats.",
        "lines": 4,
        "amount": Decimal("77.00"),
        "currencies": {},
        "proposed": {
            "says": "it is of the line",
            "options": ["--column amount=Total"],
            "amount": Decimal("77.00"),
            "currencies": {},
        },
        "instead": {
            "says": "it is of the order",
            "options": ["--column order_total=Total"],
            "amount": None,
            "currencies": {},
        },
        "question": True,
    }


def test_money_of_several_currencies_is_no_amount() -> None:
    each = {"EUR": Decimal(5), "USD": Decimal(7)}
    one = Reading("they are sales", (), Decimal(12), each)
    assert one.money == "5.00 EUR + 7.00 USD"
    assert one.document()["amount"] is None
    said = Finding("status", "Paid.", 2, Decimal(12), one, currencies=each).document()
    assert (said["amount"], said["currencies"]) == (None, each)


def test_money_of_one_currency_is_an_amount() -> None:
    assert Reading("they are sales", (), Decimal(-12)).money == "−12.00"
    assert Reading("they are sales", ()).money == ""


def test_a_finding_alone_proposes_nothing() -> None:
    said = Finding("prefix", "C sells.", 1).document()
    assert (said["proposed"], said["instead"], said["question"]) == (None, None, False)


def test_each_kind_of_evidence_is_a_watch() -> None:
    watch: Watch = Totals(Feed("shop"))
    assert "amount" in watch.wants
