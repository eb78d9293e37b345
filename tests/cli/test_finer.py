"""Amounts finer than a penny: whoever adds what is printed is told why it can differ from a total."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.calls import Call, line, write_lines
from tillhouse.cli._output import FINER

TABLES = (
    "statement",
    "statement --by month",
    "metric revenue --by month",
    "metric average_order_value --by month",
    "show monthly_sales --columns month,net_sales",
    "sql select(month,net_sales)from(monthly_sales)",
    "releases show 1",
    "why net_sales",
    "quality ledger",
)


def shop_of(call: Call, folder: Path, price: str) -> None:
    """A lake with one sale of that price in each month of a year."""
    sales = [line(number, number, quantity=1, day=14) for number in range(1, 13)]
    priced = [re.sub(r",(2\.55|18),", f",{price},", sale) for sale in sales]
    write_lines(folder / "year.csv", priced)
    assert call("open", "year.csv", "--decimal", ".", "--yes").code == 0


def words_of(command: str) -> list[str]:
    if command.startswith("sql"):
        return ["sql", "select month, net_sales from monthly_sales"]
    return command.split()


def printed(text: str) -> list[Decimal]:
    """The amount after the month, of each line that has one."""
    return [Decimal(amount) for amount in re.findall(r"2011-\d\d +(\d+\.\d\d)\b", text)]


def test_twelve_months_of_ten_and_a_bit(call: Call, tmp_path: Path) -> None:
    shop_of(call, tmp_path, "10.006")
    months, whole = call("metric", "revenue", "--by", "month"), call("metric", "revenue")
    assert (sum(printed(months.out)), "120.07" in whole.out) == (Decimal("120.12"), True)
    assert FINER in months.out
    exact = [
        Decimal(row["value"]) for row in call("metric", "revenue", "--by", "month", "--json").json["rows"]
    ]
    assert sum(exact) == Decimal("120.072")
    books = call("statement", "--by", "month", "--json").json["statements"]
    assert sum(Decimal(one["received"]["amount"]) for one in books) == Decimal("120.072")
    for command in TABLES:
        assert call(*words_of(command)).out.count(FINER) == 1, command


def test_amounts_that_are_not_rounded_need_no_words(call: Call, tmp_path: Path) -> None:
    shop_of(call, tmp_path, "10.00")
    for command in TABLES:
        assert FINER not in call(*words_of(command)).out, command


def test_a_plan_says_so_too(call: Call, tmp_path: Path) -> None:
    shop_of(call, tmp_path, "10.006")
    write_lines(tmp_path / "more.csv", [line(40, month).replace("2.55", "1.001") for month in (3, 4)])
    assert FINER in call("open", "more.csv", "--decimal", ".", "--plan").out


@pytest.mark.parametrize(
    "command", ["tables ledger", "verify", "releases list", "metric revenue_per_customer"]
)
def test_tables_without_several_such_amounts_do_not(command: str, call: Call, tmp_path: Path) -> None:
    shop_of(call, tmp_path, "10.006")
    assert FINER not in call(*command.split()).out
