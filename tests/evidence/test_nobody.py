"""Codes of customers that mean nobody, told by how often they stand there and by what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.evidence.test_weighing import PLAIN, said
from tests.shops import open_shop


def lines(*codes: str) -> list[str]:
    """One order of a line for each code."""
    return [f"{n},A,2,2024-01-{n % 28 + 1:02},5.00,{code}" for n, code in enumerate(codes, 1)]


def found(folder: Path, *codes: str, **decided: Any) -> tuple[Any, list[Any]]:
    """The feed, and what is said of codes that mean nobody."""
    feed, findings = said(folder, PLAIN, *lines(*codes), **decided)
    return feed, [one for one in findings if one.name == "nobody"]


OTHERS = ("17", "18", "19", "20", "21", "22")


@pytest.mark.parametrize(
    "code",
    [
        "00000",
        "-1",
        "9999",
        "99999999",
        "C0000",
        "cash",
        "POS Guest",
        "Clientes Varios 1",
        "1111",
        "CASH-SALES 2",
    ],
)
def test_a_code_of_that_kind_on_many_orders_is_nobody(tmp_path: Path, code: str) -> None:
    feed, (one,) = found(tmp_path, *OTHERS, code, code, code, code)
    assert feed.nobody == (code,)
    assert (one.lines, str(one.amount), one.is_question) == (4, "40.0", False)
    assert f"{code} in Customer ID is no customer: on 4 of 10 orders, and any other on 1 at most." == one.says
    assert one.instead.options == ("--nobody none",)


@pytest.mark.parametrize(
    "codes",
    [
        (*OTHERS, "17", "17", "17"),
        (*OTHERS, "9999"),
        (*OTHERS, "9999", "9999", "9999", "9999", "17", "17", "17", "17"),
        (*OTHERS, "10000", "10000", "10000", "10000"),
        (*OTHERS, *["Cash & Carry Ltd", "Diverse Foods", "Passage Hotel", "misc@example.org"] * 4),
        (*OTHERS, "900", "900", "900", "cashmere", "cashmere", "cashmere"),
    ],
    ids=[
        "a number of a customer",
        "one order",
        "no more than another",
        "an ordinary number",
        "names with such a word",
        "a part of a word",
    ],
)
def test_other_codes_are_customers(tmp_path: Path, codes: tuple[str, ...]) -> None:
    feed, findings = found(tmp_path, *codes)
    assert (feed.nobody, findings) == ((), [])


def test_orders_are_counted_and_not_lines(tmp_path: Path) -> None:
    one_order = ["7,A,2,2024-01-09,5.00,9999"] * 9
    feed, findings = said(tmp_path, PLAIN, *lines(*OTHERS), *one_order)
    assert (feed.nobody, findings) == ((), ())


def test_a_person_says_that_it_is_a_customer(tmp_path: Path) -> None:
    feed, findings = found(tmp_path, *OTHERS, "9999", "9999", "9999", nobody=("none",), fixed=("nobody",))
    assert (feed.nobody, findings) == (("none",), [])


def test_codes_that_a_feed_knows_are_not_told_again(tmp_path: Path) -> None:
    feed, findings = found(tmp_path, *OTHERS, "9999", "9999", "9999", nobody=("9999",))
    assert (feed.nobody, findings) == (("9999",), [])


@pytest.mark.parametrize(
    ("nobody", "customers"),
    [((), {"17", "18", "9999"}), (("9999",), {"17", "18"}), (("none",), {"17", "18", "9999", "0"})],
    ids=["words and 0", "and a code", "all numbers are customers"],
)
def test_nobody_is_no_customer_in_any_table(
    tmp_path: Path, nobody: tuple[str, ...], customers: set[str]
) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("\n".join((PLAIN, *lines("17", "18", "9999", "9999.0", "0", "Laufkunde", "contado"), "")))
    shop = open_shop(tmp_path / "lake", path, nobody=nobody)
    named = shop.table("customer_sales")["customer_id"]
    assert {*named.drop_nulls()} == customers
    assert shop.table("ledger")["amount"].sum() == 70
