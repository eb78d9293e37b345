"""A further column of states, and flags: what they take off is read or asked, never left out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.files import found, net, question

START = "Order,Date,SKU,Qty,Price"
RIGHT = {
    "a payment that came back or failed": (
        f"{START},Status,Payment Status\n1,2024-02-01,A,2,5.00,Completed,Paid\n"
        "2,2024-02-02,B,1,20.00,Completed,Refunded\n3,2024-02-03,B,1,20.00,Completed,Failed\n",
        "10",
    ),
    "a payment that came back": (
        f"{START},Order Status,Payment Status\n1,2024-02-01,A,2,5.00,Shipped,Paid\n"
        "2,2024-02-02,B,1,20.00,Shipped,Refunded\n3,2024-02-03,B,1,20.00,Shipped,Paid\n",
        "30",
    ),
    "a payment that failed of an order that is cancelled": (
        f"{START},Order Status,Payment Status\n1,2024-02-01,A,2,5.00,Shipped,Paid\n"
        "2,2024-02-02,B,1,20.00,Cancelled,Failed\n",
        "10",
    ),
    "payments alone that are all made": (
        f"{START},Order Status,Payment Status\n1,2024-02-01,A,2,5.00,Shipped,Paid\n",
        "10",
    ),
    "a flag of refunds": (
        "id,date,item,quantity,price,refunded\n1,2024-02-01,Pen,2,5.00,No\n2,2024-02-02,Ink,1,20.00,Yes\n",
        "10",
    ),
    "a mark at returns": (f"{START},Return\n1,2024-02-01,A,2,5.00,\n2,2024-02-02,B,1,20.00,X\n", "10"),
    "two flags": (
        f"{START},Cancelled,Returned\n1,2024-02-01,A,2,5.00,No,No\n2,2024-02-02,B,1,20.00,Yes,No\n"
        "3,2024-02-02,B,1,30.00,No,Yes\n",
        "10",
    ),
    "states of customers": (
        f"{START},Customer Status\n1,2024-02-01,A,2,5.00,Cancelled\n2,2024-02-02,B,1,20.00,Active\n",
        "30",
    ),
    "parcels on their way": (
        f"{START},Status,Shipping Status\n1,2024-02-01,A,2,5.00,Paid,Pending\n",
        "10",
    ),
    "a column of money": (
        f"{START},Status,Refunded\n1,2024-02-01,A,2,5.00,Paid,0.00\n2,2024-02-01,A,2,5.00,Paid,2.50\n",
        "17.5",
    ),
}


@pytest.mark.parametrize(("text", "right"), RIGHT.values(), ids=RIGHT)
def test_what_a_further_column_takes_off_does_not_count(tmp_path: Path, text: str, right: str) -> None:
    assert net(tmp_path, text) == Decimal(right)


SOLD = "1,2024-02-01,A,2,5.00"
OTHER = "2,2024-02-02,B,1,20.00"
OPEN = f"{START},Order Status,Payment Status\n{SOLD},Shipped,Paid\n{OTHER},Shipped,Pending\n"
DELIVERED = f"{START},Status,Fulfillment Status\n{SOLD},Paid,done\n{OTHER},Paid,returned\n"
TYPED = f"{START},Type,Status,Payment Status\n{SOLD},Sale,Paid,Paid\n{OTHER},Sale,Paid,Failed\n"


@pytest.mark.parametrize(
    ("text", "both"),
    [
        (OPEN, ("--column 'kind=Payment Status'", "--without kind")),
        (DELIVERED, ("--column 'kind=Fulfillment Status'", "--without kind")),
        (TYPED, ("--column 'kind=Payment Status'", "--own 'Payment Status=dimension'")),
    ],
    ids=["a payment that is open", "a state of parcels", "no place is left"],
)
def test_what_is_open_is_asked_with_both_sums(tmp_path: Path, text: str, both: tuple[str, str]) -> None:
    name, readings = question(tmp_path, text)
    assert name == "status_column"
    assert readings == [((both[0],), Decimal(10)), ((both[1],), Decimal(30))]


@pytest.mark.parametrize(
    ("decided", "right"),
    [
        ({"columns": {"kind": "Payment Status"}}, 10),
        ({"own": {"Payment Status": "dimension"}}, 30),
    ],
)
def test_both_answers_are_taken(tmp_path: Path, decided: dict[str, Any], right: int) -> None:
    assert net(tmp_path, OPEN, **decided) == right


def test_what_is_left_out_is_agreed_to(tmp_path: Path) -> None:
    feed, findings = found(tmp_path, OPEN, ("kind",))
    assert not any(one.is_question for one in findings)
    assert feed.agreed == ("status_column Payment Status",)


CODES = (
    "VBELN;AUDAT;{};MATNR;ABGRU;KWMENG;NETWR;SHKZG\n1;20260313;C;A;;1;10.00;\n2;20260314;H;A;;1;10.00;X\n"
    "3;20260314;B;A;;5;50.00;\n4;20260315;C;B;10;1;7.00;\n"
)


def test_codes_that_split_money_are_asked_each_with_a_likely_meaning(tmp_path: Path) -> None:
    findings = [one for one in found(tmp_path, CODES.format("VBTYP"))[1] if one.is_question]
    assert {one.about: one.proposed.options for one in findings if one.proposed} == {
        "status": ("--status 10=not_sales",),
        "kind": ("--kind c=sale", "--kind b=not_sales", "--kind h=return"),
    }
    statuses, kinds = {"10": "not_sales"}, {"c": "sale", "b": "not_sales", "h": "return"}
    assert net(tmp_path, CODES.format("VBTYP"), statuses=statuses, kinds=kinds) == 0


UNKNOWN = {
    "a remark that annuls": (
        "Fecha,Ticket,Importe,Observaciones\n2024-02-01,1,12.15,\n2024-02-01,2,66.50,Anulado\n",
        "12.15",
    ),
    "a remark among others": (
        f"{START},Notes\n1,2024-02-01,A,2,5.00,gift wrap\n2,2024-02-02,B,1,20.00,cancelled\n",
        None,
    ),
    "a flag that is no money": (
        "Id,Date,Item,Quantity,Price,Refunded?,Partial Refund ($)\n1,2024-02-01,Pen,1,29.00,0,0\n"
        "2,2024-02-02,Pen,1,29.00,1,5.00\n",
        "53",
    ),
    "sizes of one letter": (
        f"{START},Size\n1,2024-02-01,A,2,5.00,S\n2,2024-02-02,B,1,20.00,M\n3,2024-02-03,B,1,20.00,L\n",
        "50",
    ),
    "a payment that is open of an order": (
        f"{START},Order Payment State\n1,2024-02-01,A,2,5.00,Paid\n2,2024-02-02,B,1,20.00,Open\n",
        "10",
    ),
    "types of products": (
        f"{START},Item Type\n1,2024-02-01,A,2,5.00,B\n2,2024-02-02,B,1,20.00,W\n3,2024-02-03,B,1,20.00,W\n",
        "50",
    ),
}


@pytest.mark.parametrize(("text", "right"), UNKNOWN.values(), ids=UNKNOWN)
def test_columns_that_no_name_tells_are_read_by_their_words(
    tmp_path: Path, text: str, right: str | None
) -> None:
    if right is None:
        assert question(tmp_path, text)[0] == "status_column"
    else:
        assert net(tmp_path, text) == Decimal(right)
