"""What columns mean where their names do not tell, or tell wrongly."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import polars as pl
import pytest

from tillhouse.errors import UnmappedHeader
from tillhouse.settings.feed import Feed
from tillhouse.sources import detect, open_all
from tillhouse.sources._looks import Looks
from tillhouse.sources._meant import meant

GIVEN_AND_EXPECTED = {
    "a code beside its text, coming again within orders": (
        "Invoice,Code,Description,Quantity,Date,Price|1,A,Pen,1,2024-01-15,2.00|1,B,Ink,2,2024-01-15,1.00",
        "stock_code=Code",
    ),
    "a code that is one for each order is the customer's": (
        "Invoice,Code,Article,Description,Quantity,Date,Price|1,K7,A,Pen,1,2024-01-15,2.00|1,K7,B,Ink,2,2024-01-15,1.00"
        "|2,K8,A,Pen,2,2024-01-15,1.00|3,K8,A,Pen,2,2024-01-15,1.00",
        "customer_id=Code stock_code=Article",
    ),
    "two header rows' second": (
        "Ticket,Day,Code,Text,Count,Price|T1,2024-03-13,A-1,Mug,2,12.50",
        "invoice_no=Ticket sold_at=Day stock_code=Code description=Text quantity=Count unit_price=Price",
    ),
    "a blank column beside a full one of the same meaning": (
        "Invoice,SKU,Item Description,Item Name,Qty,Date Paid,Date Issued,Price"
        "|1,,,Coffee,2,,2024-01-13,3.25|2,,,Tea,1,2024-01-20,2024-01-14,3.00",
        "invoice_no=Invoice stock_code=Item Name description=Item Name quantity=Qty sold_at=Date Issued",
    ),
    "the place of a line in its order is no till": (
        "Invoice,Pos.,SKU,Qty,Date,Price|1,1,A,1,2024-01-15,2.00|1,2,B,1,2024-01-15,3.00"
        "|2,1,A,1,2024-01-15,2.00|2,2,C,1,2024-01-15,3.00",
        "invoice_no=Invoice stock_code=SKU quantity=Qty sold_at=Date unit_price=Price",
    ),
    "two moments of one day": (
        "Order,SKU,Qty,created_at,completed_at,Price|1,A,1,2024-01-15 09:10,2024-01-15 09:13,2.00",
        "invoice_no=Order stock_code=SKU quantity=Qty sold_at=created_at unit_price=Price",
    ),
    "masked numbers of cards are no customers": (
        "Receipt,Item,Qty,Date,Price,Card Number|1,Cola,1,2024-01-15,2.50,****1234|2,Cola,1,2024-01-15,2.50,****9876",
        "invoice_no=Receipt stock_code=Item quantity=Qty sold_at=Date unit_price=Price",
    ),
    "no order number": (
        "Sold on,What,How many,Price each|13/03/2024,Mug,2,12.50",
        "description=What stock_code=What quantity=How many unit_price=Price each",
    ),
    "receipts only": ("Till receipt,Date,Sum|1,13/03/2024,49.50", "invoice_no=Till receipt amount=Sum"),
    "a name that is the order's": (
        "Name,SKU,Qty,Price,Created|#1001,A,1,2.00,2024-01-15|#1001,B,1,3.00,2024-01-15",
        "invoice_no=Name",
    ),
    "a name that is the product's": (
        "Order ID,SKU,Name,Qty,Date,Price|1,A,Pen,1,2024-01-15,2.00|1,B,Ink,1,2024-01-15,3.00",
        "description=Name",
    ),
    "a name that is a person's": (
        "Order ID,Name,Email,SKU,Qty,Date,Price|1,Ann Lee,a@x.org,A,1,2024-01-15,2.00"
        "|1,Ann Lee,a@x.org,B,1,2024-01-15,3.00",
        "description= customer_id=Email",
    ),
    "a number of a row is no order": (
        "Id,Order No,SKU,Qty,Date,Price|7,1,A,1,2024-01-15,2.00|8,1,B,1,2024-01-15,3.00",
        "invoice_no=Order No",
    ),
    "an id that rows share is the order's": (
        "Id,SKU,Qty,Date,Price|7,A,1,2024-01-15,2.00|7,B,1,2024-01-15,3.00",
        "invoice_no=Id",
    ),
    "date and time": (
        "Bon,Artikel,Datum,Uhrzeit,Menge,Preis|1,A,13.03.2024,10:15,2,1.00",
        "sold_at=Datum sold_time=Uhrzeit",
    ),
    "a moment named time": (
        "Receipt,Item,Transaction Time,Qty,Price|1,A,2024-03-13 10:15,2,1.00",
        "sold_at=Transaction Time sold_time=",
    ),
    "of two prices, that which multiplies": (
        "Order,SKU,Qty,Date,List Price,Sale Price,Amount|1,A,2,2024-01-15,3.00,2.50,5.00"
        "|2,B,1,2024-01-15,3.00,2.00,2.00",
        "unit_price=Sale Price",
    ),
    "equal columns": (
        "Order,SKU,Qty,Date,Price,Sale Price|1,A,2,2024-01-15,3.00,3.00|2,B,1,2024-01-15,4.00,4.00",
        "unit_price=Price",
    ),
    "a product type is no kind of record": (
        "Order,SKU,Type,Qty,Date,Price|1,A,Food,2,2024-01-15,3.00|2,B,Drinks,1,2024-01-15,4.00",
        "kind=",
    ),
    "a kind of record": (
        "Order,SKU,Type,Qty,Date,Price|1,A,Sale,2,2024-01-15,3.00|2,B,Refund,1,2024-01-15,4.00",
        "kind=Type",
    ),
    "a discount code is no discount": (
        "Order,SKU,Qty,Date,Price,Discount|1,A,2,2024-01-15,3.00,SPRING|2,B,1,2024-01-15,4.00,SPRING",
        "discount=",
    ),
    "a tax that is money comes before a rate": (
        "Order,SKU,Qty,Date,Price,VAT,Tax|1,A,2,2024-01-15,3.00,20,1.20|2,B,1,2024-01-15,40.00,20,8.00",
        "tax=Tax",
    ),
    "a tax in percent, of nobody knows what": (
        "Order,SKU,Qty,Date,Price,VAT|1,A,2,2024-01-15,3.00,20%",
        "tax=VAT",
    ),
    "a tax in percent of what has none": (
        "Order,SKU,Qty,Date,Prix HT,TVA|1,A,2,2024-01-15,3.00,20%",
        "tax=TVA unit_price=Prix HT",
    ),
    "with and without tax": (
        "Rechnung,Artikel,Menge,Datum,Netto,Brutto|1,A,2,15.01.2024,10.00,11.90",
        "amount=Netto amount_with_tax=Brutto",
    ),
    "names with their currency or rate": (
        "Order,SKU,Qty,Date,Unit Price (EUR),Tax 5%,Total EUR|1,A,2,2024-01-15,3.00,0.30,6.30",
        "unit_price=Unit Price (EUR) tax=Tax 5% amount=Total EUR",
    ),
    "names with what they are of": (
        "Order - Number,Item - SKU,Item - Qty,Date - Order Date,Item - Price|1,A,2,2024-01-15,3.00",
        "invoice_no=Order - Number stock_code=Item - SKU quantity=Item - Qty sold_at=Date - Order Date",
    ),
    "subtotal and total of orders": (
        "Order,Date,Subtotal,Shipping,Total|1,2024-01-15,10.00,2.00,12.00",
        "amount=Subtotal shipping=Shipping order_total=Total",
    ),
    "tax that all lines of an order repeat": (
        "Order,SKU,Qty,Date,Price,Tax|1,A,1,2024-01-15,3.00,1.00|1,B,1,2024-01-15,2.00,1.00|2,A,1,2024-01-15,3.00,2.00"
        "|2,B,1,2024-01-15,7.00,2.00",
        "order_tax=Tax tax=",
    ),
    "a price that is quantity times the unit price is the amount": (
        "Order,SKU,Qty,Date,Unit Price,Price|1,A,2,2024-01-15,3.00,6.00|2,B,3,2024-01-15,4.00,12.00",
        "unit_price=Unit Price amount=Price",
    ),
    "of a price that was asked and one that was paid, the second": (
        "Order,SKU,Qty,Date,MRP,Price|1,A,2,2024-01-15,3.00,2.00",
        "unit_price=Price",
    ),
    "a product with a name of its own kind": (
        "Order,Pizza Id,Pizza Name,Server Name,Qty,Date,Price|1,m,Margherita,Kim,1,2024-01-15,9.00"
        "|1,h,Hawaii,Kim,1,2024-01-15,9.50",
        "stock_code=Pizza Id description=Pizza Name",
    ),
    "a refund that is a date": (
        "Order,SKU,Qty,Date,Price,Refund|1,A,1,2024-01-15,3.00,2024-02-01",
        "refund=",
    ),
}


@pytest.mark.parametrize("case", GIVEN_AND_EXPECTED)
def test_values_decide_where_names_do_not(case: str) -> None:
    text, expected = GIVEN_AND_EXPECTED[case]
    columns = _read(text).columns
    for pair in expected.replace(" ", "\0").split("\0"):
        if "=" not in pair:
            continue
        meaning, start = pair.split("=")
        found = columns.get(meaning, "")
        assert found.startswith(start) if start else not found, (meaning, columns)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (
            "Invoice,Text,Quantity,Date,Price,Code|1,Pen,1,2024-01-15,1.00,A|2,Ink,1,2024-01-15,1.00,B",
            "Say which:  tillhouse open f.csv --column stock_code=Code\n"
            "Or:  tillhouse open f.csv --column customer_id=Code",
        ),
        (
            "Order,SKU,Qty,Date,Price,Sale Price|1,A,2,2024-01-15,3.00,2.00",
            "Say which:  tillhouse open f.csv --column unit_price=Price\n"
            "Or:  tillhouse open f.csv --column unit_price='Sale Price'",
        ),
        (
            "Order,SKU,Qty,Date,Unit Price,Net Price|1,A,2,2024-01-15,3.00,2.00",
            "Say which:  tillhouse open f.csv --column unit_price='Unit Price'\n"
            "Or:  tillhouse open f.csv --column unit_price='Net Price'",
        ),
        (
            "Order,SKU,Qty,Day,Price|1,A,2,15,3.00",
            "Name it:  tillhouse open f.csv --column sold_at=HEADER",
        ),
        (
            "Ref,Pieces,Posted,Charged|1,2,13/03/2024,4.50",
            "Name it:  tillhouse open f.csv --column sold_at=Posted --column unit_price=Charged",
        ),
    ],
)
def test_what_nothing_decides_is_asked_with_complete_commands(text: str, hint: str) -> None:
    with pytest.raises(UnmappedHeader) as refusal:
        _read(text)
    assert refusal.value.hint == hint


@pytest.mark.parametrize(
    ("discounts", "expected"),
    [
        (("0.2", "0"), "fraction"),
        (("5.00", "0.25"), "line"),
        (("20%", "0%"), "line"),
        (("0.00", "0.00"), "line"),
    ],
)
def test_a_discount_that_is_a_share_is_taken_as_one(discounts: tuple[str, str], expected: str) -> None:
    rows = "|".join(f"{n},A,2,2024-01-15,30.00,{value}" for n, value in enumerate(discounts))
    assert _read(f"Order,SKU,Qty,Date,Price,Discount|{rows}").discount_as == expected


def test_a_discount_whose_name_says_percent_is_one() -> None:
    assert _read("Order,SKU,Qty,Date,Price,Discount %|1,A,2,2024-01-15,30.00,20").discount_as == "percent"


def test_names_say_whether_tax_is_included() -> None:
    head, row = "Order,SKU,Qty,Date,{},MwSt-Satz|", "1,A,1,2024-01-15,30.00,19"
    without = _read(head.format("Einzelpreis netto") + row)
    assert (without.tax_basis, without.tax_as, without.columns["tax"]) == ("excluded", "percent", "MwSt-Satz")
    assert _read(head.format("Preis brutto") + row).tax_basis == "included"
    unsaid = _read(head.format("Preis") + row)
    assert (unsaid.tax_basis, unsaid.tax_as, unsaid.columns["tax"]) == ("", "percent", "MwSt-Satz")


@pytest.mark.parametrize(
    ("header", "value", "field", "read_as"),
    [
        ("Rabatt %", "10", "discount_as", "percent"),
        ("Rabatt %", "7,50", "discount_as", "percent"),
        ("Discount %", "10", "discount_as", "percent"),
        ("Disc. %", "10", "discount_as", "percent"),
        ("Remise (%)", "10,00", "discount_as", "percent"),
        ("% Sconto", "10", "discount_as", "percent"),
        ("Discount Rate", "0.1", "discount_as", "fraction"),
        ("MwSt %", "19", "tax_as", "percent"),
        ("USt %", "19,00", "tax_as", "percent"),
        ("VAT rate", "0.19", "tax_as", "fraction"),
        ("TVA (%)", "5,50", "tax_as", "percent"),
        ("Taux de TVA", "20", "tax_as", "percent"),
        ("% IVA", "21", "tax_as", "percent"),
        ("GST %", "15", "tax_as", "percent"),
        ("MwSt.-Satz", "19%", "tax_as", "percent"),
        ("BTW %", "21", "tax_as", "percent"),
        ("Tax", "8.00", "tax_as", "amount"),
        ("Steuer", "3.17", "tax_as", "amount"),
    ],
)
def test_columns_of_rates_are_read_as_rates(header: str, value: str, field: str, read_as: str) -> None:
    frame = pl.DataFrame(
        {
            "Order": ["1"],
            "SKU": ["A"],
            "Qty": ["2"],
            "Date": ["2024-01-15"],
            "Price": ["30.00"],
            header: [value],
        }
    )
    found = meant("f.csv", frame.columns, Feed("f"), (), {}, Looks(frame, frame.columns))
    assert found.columns.get(field.removesuffix("_as")) == header
    assert getattr(found, field) == read_as


def test_money_of_orders_that_lines_have_for_themselves() -> None:
    rows = "1,A,1,2024-01-15,3.00,{}|1,B,1,2024-01-15,2.00,{}"
    head = "Order,SKU,Qty,Date,Price,Shipping|"
    assert _read(head + rows.format("1.00", "2.00")).per_line == ("shipping",)
    assert _read(head + rows.format("3.00", "3.00")).per_line == ()
    assert _read(head + rows.format("3.00", "")).per_line == ()


def test_a_charge_to_the_customer_adds_to_the_order() -> None:
    assert _read("Order,SKU,Qty,Date,Price,Service charge|1,A,1,2024-01-15,3.00,0.30").signed == ("fee",)


def _read(text: str) -> Feed:
    frame = pl.read_csv(StringIO(text.replace("|", "\n")), infer_schema=False)
    return meant("f.csv", frame.columns, Feed("f"), (), {}, Looks(frame, frame.columns))


def test_rows_that_are_no_records_are_told_by_what_columns_mean(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("Ticket,Day,Code,Text,Count,Price\nT1,2024-03-13,A-1,Mug,2,12.50\nTotal,,,,2,25.00\n")
    found = detect(open_all(path)[0], Feed("f"))
    assert (found.records, [one.kind for one in found.left_out]) == (1, ["total row"])
