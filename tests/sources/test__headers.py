from __future__ import annotations

from itertools import combinations

import polars as pl
import pytest

from tillhouse.errors import UnmappedHeader
from tillhouse.settings.feed import CANONICAL
from tillhouse.sources import _headers
from tillhouse.sources._looks import Looks
from tillhouse.sources._spelling import plain
from tillhouse.sources._synonyms import SHARED, SYNONYMS


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country", "unit_price=Price"),
        ("Order ID,Order Date,Customer ID,Customer Name,Product ID,Quantity,Sales,Region", "amount=Sales"),
        ("Order Number;SKU;Qty;Order Date;Line Total", "amount=Line Total"),
        ("Transaction ID,Item,Units,Timestamp,Unit Price,Customer Name", "customer_id=Customer Name"),
        ("N° facture,Référence,Quantité,Date facture,Prix unitaire,Pays", "unit_price=Prix unitaire"),
        ("Número factura,SKU,Cantidad,Fecha,Precio,País", "country=País"),
        ("Rechnungs-Nr.,Artikel-Nr.,Stückzahl,Datum,Einzelpreis,Währung", "currency=Währung"),
        ("Invoice,Description,Quantity,Date,Price", "stock_code=Description"),
    ],
)
def test_ing_03_names_of_many_exports(header: str, expected: str) -> None:
    names = header.split(";" if ";" in header else ",")
    mapped = _headers.mapping("f.csv", names, {})
    assert _headers.missing(mapped) == []
    canonical, name = expected.split("=")
    assert mapped[canonical] == name


def test_the_better_name_wins_and_equal_ones_are_asked_about() -> None:
    mapped = _headers.mapping("f.csv", ["Invoice", "Order ID", "SKU"], {})
    assert mapped["invoice_no"] == "Invoice"
    header = ["Day", "Price", "Sale Price"]
    looks = Looks(pl.DataFrame([["2024-01-31", "3.00", "2.00"]], header, orient="row"), header)
    with pytest.raises(
        UnmappedHeader, match="2 columns that could be unit_price: Price and Sale Price"
    ) as refusal:
        _headers.mapping("f.csv", header, {"sold_at": "Day"}, looks)
    assert refusal.value.hint == (
        "Say which:  tillhouse open f.csv --column sold_at=Day --column unit_price=Price\n"
        "Or:  tillhouse open f.csv --column sold_at=Day --column unit_price='Sale Price'"
    )


def test_what_a_person_names_rules() -> None:
    mapped = _headers.mapping("f.csv", ["Price", "Sale Price", "Menge"], {"unit_price": "sale price"})
    assert mapped == {"quantity": "Menge", "unit_price": "Sale Price"}


def test_names_that_batches_use_are_kept_apart() -> None:
    assert _headers.cleaned("f.csv", [" Line ", "line", "", "raw"][1:]) == ("line_", "column 2", "raw_")


def test_names_that_stand_for_several_columns_are_kept_apart() -> None:
    assert _headers.cleaned("a.csv", ["*", "^Total.*$", "^Total", "Rating *"]) == (
        "*_",
        "^Total.*$_",
        "^Total",
        "Rating *",
    )


def test_every_meaning_has_names_and_no_name_two_meanings() -> None:
    assert set(SYNONYMS) >= set(CANONICAL)
    words = {canonical: frozenset().union(*ranks) for canonical, ranks in SYNONYMS.items()}
    words["several"] = frozenset(SHARED)
    for (one, a), (two, b) in combinations(words.items(), 2):
        assert not a & b, (one, two)
    assert all(word == plain(word) for names in words.values() for word in names)
