"""Amounts side by side: what one has more than the other is a tax, a discount or fees, of the line or of a unit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from tests.evidence.files import found, net, question
from tillhouse.errors import UnmappedHeader
from tillhouse.sources import _sums
from tillhouse.sources._looks import Looks

_ASIDE = ("invoice_no", "stock_code", "description", "sold_at", "sold_time", "category", "store", "currency")

#: Per kind: the file, what its columns of money mean, fields of the feed, and its net.
READ: Mapping[str, tuple[str, str, str, str]] = {
    "a till's prices are of the line, before and after its discount": (
        """
Date,Order,Menu Item,Gross Price,Discount,Net Price,Qty,Tax
2026-03-13,1,Coffee,6.50,0,6.50,2,0.54
2026-03-13,1,Cake,7.00,0.70,6.30,1,0.52
2026-03-14,2,Coffee,3.25,0,3.25,1,0.27
2026-03-14,2,Cake,14.00,0,14.00,2,1.16
""",
        "quantity=Qty gross_amount=Gross Price discount=Discount tax=Tax amount=Net Price",
        "discount_as=line tax_as=amount",
        "30.05",
    ),
    "prices of the line with and without their tax": (
        """
Date,Receipt,Description,Quantity,Price (Gross),Price (Net),Tax,Tax rate
2026-03-13,S1,Cappuccino,1,3.60,3.03,0.57,19%
2026-03-13,S2,Cappuccino,2,7.20,6.05,1.15,19%
2026-03-14,S3,Bagel,1,1.90,1.60,0.30,19%
2026-03-14,S4,Bagel,3,5.70,4.79,0.91,19%
""",
        "quantity=Quantity tax=Tax amount=Price (Net) amount_with_tax=Price (Gross)",
        "tax_basis=excluded tax_as=amount",
        "15.47",
    ),
    "French prices of the line": (
        """
Date;Ticket;Article;Qté;Prix TTC;Prix HT;TVA
2026-03-13;1;Miel;2;16,80;14,00;2,80
2026-03-13;2;Miel;1;8,40;7,00;1,40
2026-03-14;3;Savon;1;4,80;4,00;0,80
2026-03-14;4;Savon;3;14,40;12,00;2,40
""",
        "quantity=Qté tax=TVA amount=Prix HT amount_with_tax=Prix TTC",
        "tax_basis=excluded",
        "37.00",
    ),
    "prices of a unit and a tax of a unit": (
        """
Date,Order,Item,Qty,Gross Price,Net Price,VAT
2026-03-13,1,Tea,1,2.40,2.00,0.40
2026-03-13,1,Mug,2,12.00,10.00,2.00
2026-03-14,2,Tea,3,2.40,2.00,0.40
2026-03-14,2,Mug,1,12.00,10.00,2.00
""",
        "quantity=Qty unit_price=Net Price tax=VAT",
        "tax_as=unit",
        "38.00",
    ),
    "a discount of each unit": (
        """
Date,Order,Item,Qty,Price,Discount,Net Price
2026-03-13,1,Tea,1,2.00,0,2.00
2026-03-13,1,Mug,2,10.00,1.50,8.50
2026-03-14,2,Tea,3,2.00,0,2.00
2026-03-14,2,Mug,1,10.00,0,10.00
""",
        "quantity=Qty unit_price=Price discount=Discount",
        "discount_as=unit",
        "35.00",
    ),
    "Swedish prices before and after discount": (
        """
Datum,Kvittonummer,Produkt,Antal,Pris (SEK),Rabatt (SEK),Slutpris (SEK),Moms (SEK)
2026-03-13,1,Kaffe,2,70.00,0.00,70.00,7.50
2026-03-13,1,Bulle,1,30.00,3.00,27.00,2.89
2026-03-14,2,Kaffe,1,35.00,0.00,35.00,3.75
2026-03-14,2,Bulle,2,60.00,0.00,60.00,6.43
""",
        "quantity=Antal gross_amount=Pris (SEK) discount=Rabatt (SEK) tax=Moms (SEK) amount=Slutpris (SEK)",
        "discount_as=line",
        "192.00",
    ),
    "a subtotal, its discount and its total": (
        """
Date,Order,Item,Qty,Unit Price,Subtotal,Discount,Total
2026-03-13,1,Tea,1,2.00,2.00,0.50,1.50
2026-03-13,1,Mug,2,10.00,20.00,0,20.00
2026-03-14,2,Mug,1,10.00,10.00,2.00,8.00
""",
        "quantity=Qty unit_price=Unit Price gross_amount=Subtotal discount=Discount amount=Total",
        "discount_as=line",
        "29.50",
    ),
    "an invoice's lines with several taxes": (
        """
Invoice #,Invoice Date,Item Name,Rate,Quantity,Discount Percentage,Line Subtotal,Tax 1 Amount,Tax 2 Amount,Line Total
1,2026-03-13,Oil,12.50,1,10,11.25,0.56,1.12,12.93
1,2026-03-13,Honey,7.20,3,10,19.44,0.97,1.94,22.35
2,2026-03-14,Honey,7.20,1,0,7.20,0.36,0.72,8.28
""",
        "quantity=Quantity unit_price=Rate discount=Discount Percentage amount=Line Subtotal"
        " amount_with_tax=Line Total tax=Tax 1 Amount",
        "discount_as=percent tax_basis=excluded",
        "37.89",
    ),
    "a gross total with two halves of a tax": (
        """
Date,Order,Item,Quantity,Rate,Value,CGST,SGST,Gross Total
2026-03-13,1,Oil,2,10.00,20.00,1.80,1.80,23.60
2026-03-13,2,Salt,1,5.00,5.00,0.13,0.13,5.26
2026-03-14,3,Rice,3,4.00,12.00,0,0,12.00
""",
        "quantity=Quantity unit_price=Rate amount=Value amount_with_tax=Gross Total",
        "tax_basis=excluded",
        "37.00",
    ),
    "net and gross turnover beside prices with tax": (
        """
Rechnungsdatum;Rechnungsnr.;Artikel;Anzahl;Einzelpreis;Umsatz brutto;MwSt.-Satz;MwSt.;Umsatz netto
13.03.2026;1;Saft;1;3,20;3,20;19%;0,51;2,69
13.03.2026;1;Kuchen;2;3,80;7,60;19%;1,21;6,39
14.03.2026;2;Saft;3;3,20;9,60;19%;1,53;8,07
""",
        "quantity=Anzahl unit_price=Einzelpreis tax=MwSt. amount=Umsatz netto amount_with_tax=Umsatz brutto",
        "tax_basis=excluded tax_as=amount",
        "17.15",
    ),
    "a rate of tax beside both sums is no money of the order": (
        """
Rechnungsnummer;Rechnungsdatum;Artikelnummer;Menge;Einzelpreis netto;Steuersatz;Summe netto;Summe brutto
R1;13.03.2026;A;2;10,00;7;20,00;21,40
R1;13.03.2026;B;1;5,00;7;5,00;5,35
R2;14.03.2026;A;1;10,00;7;10,00;10,70
R2;14.03.2026;B;2;5,00;7;10,00;10,70
""",
        "quantity=Menge unit_price=Einzelpreis netto amount=Summe netto amount_with_tax=Summe brutto",
        "tax_basis=excluded",
        "45.00",
    ),
    "a rate of tax beside one sum": (
        """
Datum;Bon-Nr.;Artikel;Menge;Preis;Umsatz;Steuersatz
13.03.2026;500;Brezel;2;1,90;3,80;0,19
13.03.2026;500;Saft;1;3,20;3,20;0,19
14.03.2026;501;Kuchen;1;3,80;3,80;0,19
14.03.2026;501;Saft;2;3,20;6,40;0,19
""",
        "quantity=Menge unit_price=Preis tax=Steuersatz amount=Umsatz",
        "tax_as=fraction tax_basis=",
        "17.20",
    ),
    "what is left after fees was paid out": (
        """
Purchase ID,Purchase Date,Item Name,Quantity,Item Price ($),Subtotal ($),Sale Price ($),Fees ($),Net Total ($)
P1,2026-03-13,Font,1,15.00,15.00,15.00,2.00,13.00
P2,2026-03-13,Font,2,15.00,30.00,30.00,3.50,26.50
P3,2026-03-14,Course,1,79.00,79.00,79.00,8.40,70.60
""",
        "quantity=Quantity amount=Subtotal ($)",
        "",
        "124.00",
    ),
    "a price and a reduced price, one unit a row": (
        """
CHECK,Date,ITEM,PRICE,DISCPRIC,QUANTITY
1,2026-03-13,1001,13.50,12.15,1
2,2026-03-14,1003,4.50,4.50,1
3,2026-03-14,1003,4.50,4.50,1
""",
        "quantity=QUANTITY gross_amount=PRICE amount=DISCPRIC",
        "",
        "21.15",
    ),
    "a tax of a unit beside a total of the line": (
        """
order_id,date_added,name,quantity,price,total,tax
1,2026-03-13,Oil,3,10.00,30.00,2.00
2,2026-03-14,Salt,2,5.00,10.00,1.00
3,2026-03-14,Salt,1,5.00,5.00,1.00
""",
        "quantity=quantity unit_price=price tax=tax amount=total",
        "tax_as=unit",
        "45.00",
    ),
    "a tax of the line, whose rate would be one of a unit's too": (
        """
order_id,date,name,quantity,price,total,tax
1,2026-03-13,Oil,2,10.00,20.00,2.00
2,2026-03-14,Salt,2,5.00,10.00,1.00
""",
        "quantity=quantity unit_price=price tax=tax amount=total",
        "tax_as=amount",
        "30.00",
    ),
}


@pytest.mark.parametrize("kind", READ)
def test_columns_of_money_mean_what_their_sums_show(tmp_path: Path, kind: str) -> None:
    text, columns, fields, total = READ[kind]
    feed, findings = found(tmp_path, text)
    money = {meaning: name for meaning, name in feed.columns.items() if meaning not in _ASIDE}
    expected = dict(one.split("=") for one in _pairs(columns))
    assert money == expected
    assert [one.says for one in findings if one.is_question] == []
    for field, value in (one.split("=") for one in fields.split()):
        assert getattr(feed, field) == value
    assert f"{net(tmp_path, text):.2f}" == total


def _pairs(columns: str) -> list[str]:
    """Meanings with their headers, of which some have blanks."""
    found: list[str] = []
    for word in columns.split(" "):
        found = [*found, word] if "=" in word else [*found[:-1], f"{found[-1]} {word}"]
    return found


def test_two_prices_with_nothing_between_them_that_tells_are_asked(tmp_path: Path) -> None:
    text = "Date,Order,Item,Qty,Gross Price,Net Price\n2026-03-13,1,Tea,1,5.00,3.17\n2026-03-14,2,Mug,2,9.00,8.12"
    with pytest.raises(UnmappedHeader, match="2 columns that could be unit_price"):
        found(tmp_path, text)


def test_prices_with_and_without_tax_that_may_be_of_the_line_or_a_unit_are_asked(tmp_path: Path) -> None:
    text = """
Date,Order,Item,Qty,Gross Price,Net Price,VAT
2026-03-13,1,Tea,2,4.80,4.00,0.80
2026-03-13,1,Mug,3,36.00,30.00,6.00
2026-03-14,2,Cup,1,2.40,2.00,0.40
"""
    with pytest.raises(UnmappedHeader, match="are prices of the line, or of a unit") as raised:
        found(tmp_path, text)
    assert "--column amount='Net Price'" in (raised.value.hint or "")
    assert "--column unit_price='Net Price'" in (raised.value.hint or "")
    assert net(tmp_path, text, columns={"amount": "Net Price"}) == 36
    assert net(tmp_path, text, columns={"unit_price": "Net Price"}) == 100


@pytest.mark.parametrize("header", ["Price,Purchase Price", "Price,Cost Price", "Einzelpreis,Einkaufspreis"])
def test_what_the_shop_paid_is_no_price_without_tax(tmp_path: Path, header: str) -> None:
    rows = [f"2026-03-1{n},{n},Tea {n},{n},{1.2 * n:.2f},{n}.00" for n in range(3, 8)]
    text = "\n".join([f"Date,Order,Item,Qty,{header}", *rows])
    try:
        feed, _ = found(tmp_path, text)
    except UnmappedHeader:
        return
    assert feed.columns["unit_price"] == header.split(",")[0]
    assert "amount" not in feed.columns


def test_a_twentieth_off_is_no_tax(tmp_path: Path) -> None:
    rows = [f"2026-03-1{n},{n},Tea {n},1,{4 * n:.2f},{0.2 * n:.2f},{3.8 * n:.2f}" for n in (3, 5, 7, 9)]
    text = "\n".join(["Date,Order,Item,Qty,Gross Amount,Discount,Net Amount", *rows])
    feed, _ = found(tmp_path, text)
    assert (feed.columns["gross_amount"], feed.columns["amount"]) == ("Gross Amount", "Net Amount")


def test_a_charge_to_the_customer_is_no_fee_of_the_seller(tmp_path: Path) -> None:
    text = """
Date,Order,Item,Qty,Unit Price,Net Total,Service Fee,Total
2026-03-13,1,Tea,1,5.00,5.00,1.00,6.00
2026-03-14,2,Mug,2,9.00,18.00,1.00,19.00
"""
    feed, _ = found(tmp_path, text)
    assert (feed.columns["amount"], feed.columns["fee"]) == ("Net Total", "Service Fee")


def test_taxes_of_lines_are_not_counted_again_as_that_of_their_order(tmp_path: Path) -> None:
    text = """
InvoiceNumber,InvoiceDate,Description,Quantity,UnitAmount,LineAmount,TaxAmount,TaxTotal,Total
1,2026-03-13,Tea,1,9.99,9.99,2.00,3.44,20.63
1,2026-03-13,Honey,1,7.20,7.20,1.44,3.44,20.63
2,2026-03-14,Tea,3,9.99,29.97,5.99,5.99,35.96
"""
    feed, findings = found(tmp_path, text)
    assert "order_tax" not in feed.columns
    assert feed.tax_basis == "excluded"
    assert [one.name for one in findings] == ["tax_basis"]


def test_orders_that_hardly_ever_add_up_are_asked(tmp_path: Path) -> None:
    rows = [f"{n},2026-03-1{n},Tea,2,5.00,{10 + n}.50" for n in range(1, 7)]
    text = "\n".join(["Order,Date,Item,Qty,Unit Price,Order Total", *rows])
    name, readings = question(tmp_path, text)
    assert name == "order_total_differs"
    assert [(options, f"{amount:.2f}") for options, amount in readings] == [
        (("--without order_total",), "60.00"),
        ((), "84.00"),
    ]
    added_up = [f"{n},2026-03-1{n},Tea,2,5.00,10.00" for n in range(1, 5)]
    right = "\n".join([text.splitlines()[0], *added_up, *rows[4:]])
    assert not [one for one in found(tmp_path, right)[1] if one.is_question]


def test_no_price_is_of_the_line_where_a_thing_costs_the_same_at_any_quantity() -> None:
    frame = pl.DataFrame(
        {"what": ["a", "a", "b"], "n": ["1", "2", "1"], "each": ["2", "2", "3"], "all": ["2", "4", "3"]}
    )
    looks, found = Looks(frame, frame.columns), {"quantity": "n", "stock_code": "what"}
    assert _sums.is_of_line("each", looks, found) is False
    assert _sums.is_of_line("all", looks, found) is True
    assert _sums.is_of_line("each", Looks(frame.head(1), frame.columns), {"stock_code": "what"}) is True
