"""A suggested command keeps what was typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.calls import Call
from tillhouse.cli._repeated import typed, with_typed
from tillhouse.cli.open import Asked


def asked(name: str | None = None, *, yes: bool = False, plan: bool = False, **decided: Any) -> Asked:
    return Asked("a.csv", name, decided, yes, plan, profile=False)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (asked(), ""),
        (asked("my shop", yes=True), " --name 'my shop' --yes"),
        (asked(plan=True, currency="USD"), " --currency USD --plan"),
        (asked(columns={"quantity": "Pieces", "amount": ""}), " --column quantity=Pieces --without amount"),
        (asked(columns={"sold_at": "Posted on"}), " --column 'sold_at=Posted on'"),
        (
            asked(statuses={"Void": "not_sales"}, kinds={"R": "return"}),
            " --status Void=not_sales --kind R=return",
        ),
        (asked(duplicate_key=("invoice_no", "line")), " --duplicate-key invoice_no,line"),
        (
            asked(delimiter="\t", header_row=5, whole_codes=False),
            r" --delimiter '\t' --header-row 5 --whole-codes false",
        ),
        (asked(dialect="", customers=""), " --dialect none --share customers"),
    ],
)
def test_options_are_repeated_as_they_were_typed(options: Asked, said: str) -> None:
    hint = "Say which:  tillhouse open a.csv --date-order day-first"
    assert with_typed(hint, typed(options)) == hint + said


@pytest.mark.parametrize(
    ("hint", "kept"),
    [
        (
            "Name it:  tillhouse open a.csv --column quantity=Qty",
            "Name it:  tillhouse open a.csv --column quantity=Qty",
        ),
        (
            "Or:  tillhouse open a.csv --name NAME",
            "Or:  tillhouse open a.csv --name NAME --column quantity=Q",
        ),
        ("Read the guide.", "Read the guide."),
        (
            "tillhouse open 'a b.csv' --yes\nOr not.",
            "tillhouse open 'a b.csv' --yes --name shop --column quantity=Q\nOr not.",
        ),
        (None, None),
    ],
)
def test_what_a_command_names_itself_is_not_repeated(hint: str | None, kept: str | None) -> None:
    options = typed(asked("shop", columns={"quantity": "Q"}))
    expected = kept.replace("quantity=Qty", "quantity=Qty --name shop") if kept else kept
    assert with_typed(hint, options) == expected


def test_a_refusal_names_all_that_is_missing_in_one_command_that_keeps_what_was_typed(
    call: Call, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Num,Posted,Thing,Pieces,Each\n1,2024-03-13,Mug,2,12.50\n")
    said = call("open", "a.txt", "--column", "quantity=Pieces", "--currency", "USD", "--yes").err
    assert "no column for sold_at, unit_price (or amount)" in said
    options = "--column quantity=Pieces --column sold_at=Posted --column unit_price=Each --currency USD --yes"
    assert f"tillhouse open a.txt {options}\n" in said
    assert call("open", "a.txt", *options.split()).code == 0
