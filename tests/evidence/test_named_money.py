"""Names that are no products, in a file without codes, are said with their money."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence.test_weighing import said

HEADER = "Date,Order,Item,Qty,Price"
ROWS = (
    "2024-02-01,1,Pen,2,5.00",
    "2024-02-01,1,Discount 10%,1,-1.00",
    "2024-02-01,1,Shipping,1,4.00",
    "2024-02-02,2,Gift card,1,50.00",
    "2024-02-02,3,Ink,1,20.00",
    "2024-02-02,3,Coupon SAVE5,1,-5.00",
)


def test_each_name_is_said_with_its_money_and_a_command(tmp_path: Path) -> None:
    _, findings = said(tmp_path, HEADER, *ROWS)
    (one,) = [one for one in findings if one.name == "named_money"]
    assert (one.lines, str(one.amount), one.is_question) == (4, "48.0", False)
    for name in ("Gift card 50.00", "Coupon SAVE5 -5.00", "Shipping 4.00", "Discount 10% -1.00"):
        assert name in one.says
    assert one.says.endswith("tillhouse config feed shop 'line_types.GIFT CARD=voucher'")


@pytest.mark.parametrize(
    ("name", "is_said"),
    [
        ("Versandkosten", True),
        ("Remise 5%", True),
        ("Trinkgeld", True),
        ("Gutschein #1234", True),
        ("Delivery van toy", False),
        ("Mug with a discount card", False),
        ("Tiptoe socks", False),
        ("Taxi", False),
    ],
)
def test_a_name_is_no_product_only_where_the_word_is_all_of_it(
    tmp_path: Path, name: str, is_said: bool
) -> None:
    _, findings = said(tmp_path, HEADER, ROWS[0], f"2024-02-01,1,{name},1,4.00")
    assert [one.name for one in findings] == ["named_money"] * is_said


def test_a_code_beside_the_name_says_what_a_line_is(tmp_path: Path) -> None:
    rows = ("2024-02-01,1,P1,Pen,2,5.00", "2024-02-01,1,P2,Shipping,1,4.00")
    _, findings = said(tmp_path, "Date,Order,SKU,Item,Qty,Price", *rows)
    assert findings == ()
