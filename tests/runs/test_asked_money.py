"""The money of a question is the net that its command gives."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tillhouse.errors import AmbiguousReading
from tillhouse.evidence import Finding
from tillhouse.evidence.finding import Reading, option
from tillhouse.runs import opening
from tillhouse.runs.asked_money import with_net
from tillhouse.settings.feed import Feed
from tillhouse.sources import open_all

#: The second line was called off: its money is in neither sum.
STATED = """Ticket,Producto,Cantidad,Fecha,Importe,Descuento,IVA,Estado
1,Taza,2,01/02/2024 10:00,20.00,2.00,3.78,Pagado
2,Plato,1,13/02/2024 10:00,10.00,0.00,2.10,Anulado
3,Taza,1,14/02/2024 10:00,10.00,0.00,2.10,Devuelto
4,Taza,3,14/02/2024 10:00,30.00,0.00,6.30,Pagado
"""
#: Shipping is a line of its own: it is in both sums.
SHIPPED = """Order,Date,Product,Qty,Price,Shipping,Total
1,2024-02-01,Pen,2,5.00,4.00,19.00
2,2024-02-02,Ink,1,20.00,4.00,29.00
"""


def asked(folder: Path, text: str) -> str:
    """The question that a file raises."""
    path = folder / "sales.csv"
    path.write_text(text)
    files = open_all(path)
    found = opening.agreed(files, Feed("sales", str(path)))
    with pytest.raises(AmbiguousReading) as raised:
        opening.weighed(files, found, (), str(path))
    return str(raised.value)


def test_what_was_called_off_is_in_no_sum(tmp_path: Path) -> None:
    said = asked(tmp_path, STATED)
    assert "Descuento is taken off Importe: 48.00" in said
    assert "Importe is what was paid: 50.00" in said


def test_lines_of_orders_are_in_both_sums(tmp_path: Path) -> None:
    said = asked(tmp_path, SHIPPED)
    assert "Total is the money of a line: 56.00" in said
    assert "quantity × Price is: 38.00" in said


PAID = """Date,Order,Product,Qty,Price,Gift Card
2024-02-01,1,Pen,2,10.00,0.00
2024-02-02,2,Ink,1,20.00,20.00
"""


def test_what_a_gift_card_takes_off_is_in_one_sum(tmp_path: Path) -> None:
    said = asked(tmp_path, PAID)
    assert "Gift Card is taken off its order: 20.00" in said
    assert "Gift Card says how an order was paid: 40.00" in said


@pytest.mark.parametrize(
    "decided",
    [{"columns": {"order_discount": "Gift Card"}}, {"own": {"Gift Card": "measure:money"}}],
    ids=["taken off", "a measure"],
)
def test_a_gift_card_of_which_a_person_said_what_it_is(tmp_path: Path, decided: dict[str, Any]) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(PAID)
    files = open_all(path)
    found = opening.agreed(files, Feed("sales", str(path), **decided), decided.keys())
    read = opening.weighed(files, found, {*decided, *decided.get("columns", {})}, str(path))
    assert not [one for one in read.findings if one.is_question]


def test_orders_that_add_up_have_nothing_to_take_off(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(PAID.replace("Gift Card", "Gift Card,Order Total").replace("0.00\n", "0.00,20.00\n"))
    files = open_all(path)
    read = opening.weighed(files, opening.agreed(files, Feed("sales", str(path))), (), str(path))
    assert not [one for one in read.findings if one.is_question]


def test_a_sum_that_no_command_gives_stays(tmp_path: Path) -> None:
    """The control: what cannot be read with an option has the sum of its finding."""
    path = tmp_path / "sales.csv"
    path.write_text(SHIPPED)
    files = open_all(path)
    given = Decimal("1.23")
    readings = [Reading(f"{n}", (typed,), given) for n, typed in enumerate(_TYPED)]
    feed = opening.agreed(files, Feed("sales", str(path))).feed

    def read(hints: Feed, fixed: object) -> Feed:
        return opening.agreed(files, hints, ["columns"] if fixed else []).feed

    said = with_net(Finding("total", "?", 1, given, readings[0], readings[1]), files, feed, (), read)
    assert said.proposed is not None
    assert said.instead is not None
    assert (said.proposed.amount, said.instead.amount) == (given, Decimal("56.00"))


#: The amount of one line is not its quantity times its price; what another is over, it is under.
EVEN = """Order,Date,Product,Qty,Price,Amount
1,2024-02-13,Pen,2,5.00,10.50
2,2024-02-13,Ink,1,20.00,19.50
3,2024-02-13,Ink,1,20.00,20.00
"""


@pytest.mark.parametrize(
    ("row", "instead"),
    [("2,2024-02-13", "2,2024-02-14"), ("20.00,20.00", "20.00,20.30")],
    ids=["day", "money"],
)
def test_a_question_whose_readings_differ_in_a_day_or_in_money_is_asked(
    tmp_path: Path, row: str, instead: str
) -> None:
    assert "Amount is the money of a line: 50." in asked(tmp_path, EVEN.replace(row, instead))


def test_a_question_whose_readings_come_to_the_same_is_not_asked(tmp_path: Path) -> None:
    text = EVEN
    path = tmp_path / "sales.csv"
    path.write_text(text)
    files = open_all(path)
    read = opening.weighed(files, opening.agreed(files, Feed("sales", str(path))), (), str(path))
    assert [(one.name, one.is_question) for one in read.findings] == [("total_contradicts", False)]


_TYPED = (option("status", "paid=sale"), option("column", "amount=Total"))
