"""Corrected text is read by the feed that read the rest."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.frames import on_polars
from tests.quarantined import FEED, HEADER, RIGHT
from tillhouse.quarantine.resplit import judged, split

NAMES = json.dumps(HEADER.split(","))
SEMICOLONS = replace(FEED, delimiter=";", decimal=",")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (RIGHT[0], ""),
        (RIGHT[0].replace("HEART", '"HEART, RED"'), ""),
        ("536365,85123A", "too_few_fields"),
        (RIGHT[0] + ",x", "too_many_fields"),
        (RIGHT[0].replace("HEART", '"HEART'), "unclosed_quote"),
        (f"{RIGHT[0]}\n{RIGHT[1]}", "2_records"),
        ("", "0_records"),
    ],
)
def test_a_line_is_one_record_or_it_is_said_why_not(line: str, problem: str) -> None:
    fields, said = split(line, FEED, NAMES)
    assert said == problem
    assert (fields["invoice_no"] == "536365") is (problem == "")


def test_fields_go_by_the_feeds_names_and_the_rest_is_kept() -> None:
    fields, _ = split("1;A1;Café;2;01/12/2010;3,5;;France;7", SEMICOLONS, NAMES)
    assert (fields["description"], fields["unit_price"], fields["customer_id"]) == ("Café", "3,5", None)
    assert (fields["amount"], fields["extra"]) == (None, '{"Till":"7"}')


def test_without_a_header_nothing_is_split() -> None:
    assert split(RIGHT[0], FEED, None)[1] == "header_unknown"


def test_the_ledger_judges_what_was_corrected() -> None:
    like = on_polars({"n": [1]}, {"n": "integer"})
    good, _ = split(RIGHT[0], FEED, NAMES)
    bad = {**good, "quantity": "six", "sold_at": None}
    assert judged([good, bad, good], FEED, like) == [
        ((), Decimal("15.3")),
        (("quantity_unreadable", "sold_at_unreadable"), None),
        ((), Decimal("15.3")),
    ]
