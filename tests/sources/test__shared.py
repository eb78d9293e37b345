"""Names of vending machines, marketplaces and ledgers of accounts: what their columns mean, beside which others."""

from __future__ import annotations

import polars as pl
import pytest

from tillhouse.settings.feed import Feed
from tillhouse.sources._looks import Looks
from tillhouse.sources._meant import meant

VENDS = """
Transaction ID,Settlement Value (Vend Price),Product Selection Info,Machine Authorization Time,Machine Settlement Time
1,1.50,Water,3/2/2026 11:07:00 AM,3/2/2026 11:07:03 AM
2,2.50,Cola,3/2/2026 11:09:00 AM,3/2/2026 11:09:03 AM
"""
OFFERS = """
N° de commande;Date de création;SKU offre;Détails;Quantité;Prix unitaire;Client
C1;03/03/2026;FR-2;Savon;1;4,90;Emma
C1;03/03/2026;FR-3;Bougie;2;14,00;Emma
"""
VOUCHERS = """
Date,Particulars,Buyer,Voucher No.,Quantity,Rate,Value
2026-04-03,Linen towel,Sophie,S/100,8,21,168
2026-04-05,Notebook,Luca,S/101,1,4.75,4.75
"""


def columns(text: str) -> dict[str, str]:
    """The meanings of a text's columns."""
    frame = pl.read_csv(text.strip().encode(), infer_schema=False, separator=";" if ";" in text else ",")
    looks = Looks(frame, frame.columns)
    return dict(meant("sales.csv", frame.columns, Feed(name="sales"), (), {}, looks).columns)


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        (VENDS, {"amount": "Settlement Value (Vend Price)", "sold_at": "Machine Authorization Time"}),
        (VENDS, {"description": "Product Selection Info"}),
        (OFFERS, {"stock_code": "SKU offre", "description": "Détails"}),
        (VOUCHERS, {"description": "Particulars", "customer_id": "Buyer"}),
    ],
)
def test_what_columns_of_named_systems_mean(text: str, meanings: dict[str, str]) -> None:
    assert meanings.items() <= columns(text).items()


def test_particulars_are_no_product_where_they_may_say_whom_a_voucher_is_for() -> None:
    assert "description" not in columns(VOUCHERS.replace("Buyer", "Place"))
