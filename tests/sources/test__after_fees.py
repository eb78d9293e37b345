"""Totals after fees are no amounts of sales: an equation over nearly all rows says so."""

from __future__ import annotations

import polars as pl
import pytest

from tillhouse.settings.feed import Feed
from tillhouse.sources._after_fees import AfterFees, found
from tillhouse.sources._looks import Looks
from tillhouse.sources._meant import meant

SPANISH = """
Pedido,Fecha,SKU,Unidades,Ingresos por productos,Cargo por venta,Ingresos por envío,Costos de envío,Reembolsos,Total
1,2026-03-02,A,1,31990,-4478.6,0,-1200,0,26311.4
2,2026-03-03,B,2,4300,-602,300,-1200,0,2798
3,2026-03-04,B,1,2150,-301,0,0,0,1849
4,2026-03-05,C,1,8900,-1246,0,-1200,-8900,-2446
"""
ENGLISH = """
Order ID,Date,Item,Quantity,Item total,Shipping,Commission,Net Total
1,2026-03-02,A,1,15.00,2.00,1.50,15.50
2,2026-03-03,B,2,8.00,0.00,0.80,7.20
3,2026-03-04,B,1,4.00,0.00,0.40,3.60
"""
PORTUGUESE = """
Pedido;Data;Produto;Quantidade;Receita por produtos;Tarifa de venda;Total
1;2026-03-02;A;1;15.00;-1.50;13.50
2;2026-03-03;B;2;8.00;-0.80;7.20
3;2026-03-04;B;1;4.00;-0.40;3.60
"""
WITHOUT = """
Order ID,Date,Item,Quantity,Unit price,Commission,Total
1,2026-03-02,A,1,15.00,1.50,15.00
2,2026-03-03,B,2,4.00,0.80,8.00
3,2026-03-04,B,1,4.00,0.40,4.00
"""


def looks(text: str) -> Looks:
    """The records of a text, as they are looked at."""
    frame = pl.read_csv(text.strip().encode(), infer_schema=False, separator=";" if ";" in text else ",")
    return Looks(frame, frame.columns)


def said(text: str, **given: str) -> AfterFees:
    """What the equations of a text say."""
    one = looks(text)
    return found(one._header, given, one)


def columns(text: str) -> dict[str, str]:
    """The meanings of a text's columns."""
    one = looks(text)
    return dict(meant("sales.csv", one._header, Feed(name="sales"), (), {}, one).columns)


@pytest.mark.parametrize(
    ("text", "goods", "total"),
    [
        (SPANISH, "Ingresos por productos", "Total"),
        (ENGLISH, "Item total", "Net Total"),
        (PORTUGUESE, "Receita por produtos", "Total"),
    ],
)
def test_a_total_after_fees_is_no_amount_and_goods_are(text: str, goods: str, total: str) -> None:
    one = said(text)
    assert one.goods == goods
    assert total in one.beside
    assert columns(text)["amount"] == goods
    assert total not in columns(text).values()


def test_costs_of_the_shop_are_no_charges_and_shipping_that_adds_is() -> None:
    assert said(SPANISH).beside == {"Cargo por venta", "Costos de envío", "Total"}
    assert columns(SPANISH)["shipping"] == "Ingresos por envío"
    assert columns(ENGLISH)["shipping"] == "Shipping"


def test_a_total_from_which_no_fee_is_taken_stays_the_amount() -> None:
    assert said(WITHOUT) == AfterFees()
    assert columns(WITHOUT)["amount"] == "Total"


def test_an_equation_that_does_not_hold_says_nothing() -> None:
    assert said(ENGLISH.replace("7.20", "7.90")) == AfterFees()


def test_what_a_person_said_of_a_total_stays() -> None:
    assert "Net Total" not in said(ENGLISH, amount="Net Total").beside
