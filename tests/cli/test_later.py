"""A later delivery that says something against its saved feed is noticed in the run that brings the first one."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calls import Call

PLAIN = "Order ID,SKU,Qty,Date,Price,Customer ID"
#: Of four codes, each is sold in quantities of 1 to 4 at its own price.
CODES = ("P-A", "P-B", "P-C", "P-D")
PRICES = (2.5, 4.0, 7.0, 1.25)


@dataclass
class Row:
    """One record of a file, which a kind of file may change. more: what further columns say."""

    order: str
    code: str
    quantity: int
    price: float
    more: str = ""

    def text(self, month: int, day: int) -> str:
        told = (
            f"{self.order},{self.code},{self.quantity},2024-{month:02}-{day:02},{self.price:.2f},K{day % 5}"
        )
        return f"{told},{self.more}"


def plain(row: Row, n: int) -> None:
    """As the first file of each feed is."""


def typed(row: Row, n: int) -> None:
    row.more = "Refund" if n % 5 == 0 else "Sale"


def of_line(row: Row, n: int) -> None:
    row.price *= row.quantity


def totalled(row: Row, n: int) -> None:
    row.more = f"{row.price * row.quantity:.2f}"


def not_totalled(row: Row, n: int) -> None:
    row.more = f"{row.price * row.quantity + (1 if n % 3 == 0 else 0):.2f}"


def few_not_totalled(row: Row, n: int) -> None:
    row.more = f"{row.price * row.quantity + (1 if n % 10 == 0 else 0):.2f}"


def lettered(row: Row, n: int) -> None:
    row.order = f"C{row.order}" if n % 6 == 0 else row.order


def damaged(row: Row, n: int) -> None:
    row.code = "5.01142E+12" if n % 5 == 0 else row.code


def levied(row: Row, n: int) -> None:
    row.more = "0.30"


def refunded(row: Row, n: int) -> None:
    row.more = f"{row.price * row.quantity:.2f}" if n % 5 == 0 else "0.00"


def paid(row: Row, n: int) -> None:
    row.more = "paid"


def other_status(row: Row, n: int) -> None:
    row.more = {0: "refunded", 5: "Zurbeln"}.get(n, "paid")


def write(folder: Path, month: int, kind: Any, more: str = "") -> Path:
    """A file of twenty records of a month, with a header of further columns."""
    folder.mkdir(exist_ok=True)
    rows = []
    for n in range(20):
        at = n // 4 % 4
        row = Row(str(1000 * month + n), CODES[at], 1 + n % 4, PRICES[at])
        kind(row, n)
        rows.append(row.text(month, 1 + n))
    path = folder / f"{month}.csv"
    path.write_text("\n".join([PLAIN + more, *(one if more else one.removesuffix(",") for one in rows), ""]))
    return path


def opened(call: Call, folder: Path, kind: Any, more: str = "") -> None:
    """A feed `in` that has taken in two files of a kind, the second by a run that found nothing to say of it."""
    write(folder, 1, kind, more)
    assert call("open", folder, "--yes").code == 0
    write(folder, 2, kind, more)
    ran = call("run", "--json")
    assert ran.code == 0
    assert ran.json["findings"] == []


def commands(called: str) -> list[list[str]]:
    """The commands that a text suggests, as they are typed."""
    found = [line.split("tillhouse ", 1)[1] for line in called.splitlines() if "tillhouse " in line]
    return [shlex.split(one) for one in found]


def net(call: Call) -> str:
    return str(call("statement", "--json").json["fates"]["loaded"]["amount"])


#: What the first file of a feed is, what a later one is, what is said of it, and the net that both readings give.
ASKED = [
    (plain, "", typed, ",Type", "would be read as kind", ("444.5", "517.5")),
    (plain, "", of_line, "", "Price falls with the quantity", ("517.5", "862.5")),
    (plain, "", refunded, ",Refunded Amount", "would be read as refund", ("481", "517.5")),
    (totalled, ",Total", few_not_totalled, ",Total", "in 2 of 20 lines", ("517.5", "519.5")),
]


@pytest.mark.parametrize(
    "case", ASKED, ids=["refunds by type", "price of the line", "refund column", "few lines"]
)
@pytest.mark.parametrize("choice", [0, 1], ids=["as found", "as saved"])
def test_what_would_change_the_money_waits_until_the_printed_command_decides(
    call: Call, tmp_path: Path, case: tuple[Any, str, Any, str, str, tuple[str, str]], choice: int
) -> None:
    first, header, later, more, says, nets = case
    folder = tmp_path / "in"
    opened(call, folder, first, header)
    write(folder, 3, later, more)
    ran = call("run")
    assert ran.code == 3
    assert says in ran.err
    assert float(net(call)) == 345.0
    assert all(f": {float(one) - 345:,.2f}" in ran.err for one in nets)
    assert call(*commands(ran.err)[choice]).code == 0
    assert float(net(call)) == float(nets[choice])
    assert call("run").code == 0


def test_other_files_are_taken_in_while_one_waits(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    opened(call, folder, plain)
    write(folder, 3, of_line)
    write(folder, 4, plain)
    ran = call("run")
    assert ran.code == 3
    assert "Left out whole" in ran.err
    assert float(net(call)) == 517.5
    assert call(*commands(ran.err)[0]).code == 0
    assert float(net(call)) == 690.0


#: The finding's name, its lines and its money.
NAMED = [
    (totalled, ",Order Total", not_totalled, ",Order Total", "order_total_differs", 7, "7.0"),
    (plain, "", lettered, "", "new_values", 4, "23.25"),
    (plain, "", damaged, "", "damaged_codes", 4, "36.5"),
    (plain, "", levied, ",Eco Levy", "money_beside", 20, "6.000000"),
]


@pytest.mark.parametrize("case", NAMED, ids=["totals", "prefix", "damaged codes", "money column"])
def test_what_changes_no_money_is_said_and_stays_a_check(
    call: Call, tmp_path: Path, case: tuple[Any, str, Any, str, str, int, str]
) -> None:
    first, header, later, more, name, lines, amount = case
    folder = tmp_path / "in"
    opened(call, folder, first, header)
    write(folder, 3, later, more)
    planned = call("plan", "--json").json["findings"]
    ran = call("run", "--json")
    assert ran.code == 0
    assert planned == ran.json["findings"]
    (found,) = [one for one in ran.json["findings"] if one["name"] == name]
    assert (found["lines"], found["amount"]) == (lines, amount)
    assert (found["feed"], found["file"]) == ("in", "3.csv")
    assert "as_usual(departs" in call("checks", "--failing").out


def test_the_printed_command_agrees_and_the_next_file_is_not_told(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    opened(call, folder, plain)
    write(folder, 3, damaged)
    ran = call("run")
    assert "To decide" in ran.out
    (agree,) = [one for one in commands(ran.out) if one[0] == "config" and "agreed=damaged_codes" in one]
    assert call(*agree).code == 0
    write(folder, 4, damaged)
    assert call("run", "--json").json["findings"] == []


def test_new_values_of_a_status_wait_in_quarantine_until_the_printed_command(
    call: Call, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    opened(call, folder, paid, ",Status")
    write(folder, 3, other_status, ",Status")
    ran = call("run")
    assert ran.code == 0
    assert float(net(call)) == 517.5 - 2.5 - 8.0
    (one, same) = [one for one in commands(ran.out) if one[0] == "open"]
    assert one == same
    assert call(*one).code == 0
    assert float(net(call)) == 517.5 - 2.5
    assert call("statement", "--json").json["fates"]["quarantined"]["rows"] == 0


def test_the_first_values_of_a_column_that_was_blank_are_asked_about(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    opened(call, folder, plain, ",Status")
    write(folder, 3, other_status, ",Status")
    ran = call("run")
    assert ran.code == 3
    assert "Status says paid: a sale (18, " in ran.err
    assert float(net(call)) == 345.0


def test_open_names_a_departure_before_it_is_taken_in(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    opened(call, folder, plain)
    path = write(folder, 3, levied, ",Eco Levy")
    shown = call("open", path, "--json")
    assert shown.code == 4  # there is no terminal to ask at
    said = call("open", path)
    assert "1 column is new: Eco Levy." in said.out
    assert "in no figure: 6.00" in said.out
    assert float(net(call)) == 345.0


def test_open_takes_no_reading_that_the_values_contradict(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    opened(call, folder, plain)
    path = write(folder, 3, of_line)
    refused = call("open", path, "--yes")
    assert refused.code == 3
    assert "Price is the price of one unit: 517.50" in refused.err
    assert call(*commands(refused.err)[1]).code == 0
    assert float(net(call)) == 862.5
    write(folder, 4, of_line)
    assert call("run").code == 0  # that was agreed to once
