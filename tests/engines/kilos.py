"""A shop that sells by weight: sales, returns of parts of them, and a product with more places than a total keeps."""

from __future__ import annotations

from typing import Any

from tests.tables.silver.lines import TAKEN, sale
from tillhouse.settings.feed import Feed

_GIVEN = ("invoice_no", "stock_code", "quantity", "sold_at", "unit_price", "customer_id", "country")
WEIGHED = Feed("shop", "sales.csv", columns={name: name for name in _GIVEN}, currency="EUR")


def record(line: int, **said: Any) -> dict[str, Any]:
    """A record of the shop."""
    return sale(
        line=line,
        **{"currency": "EUR", "country": "Germany", "part": 0, "feed": "shop", "taken_at": TAKEN, **said},
    )


#: The first four lines are those of a till roll: 36.862960 of money, 5.252 units.
SOLD = [
    record(2, invoice_no="1001", stock_code="P1", quantity="0.752", unit_price="3.98", customer_id="K1"),
    record(3, invoice_no="1001", stock_code="P2", quantity="2", unit_price="1.29", customer_id="K1"),
    record(4, invoice_no="1002", stock_code="P3", quantity="1.5", unit_price="20.00", customer_id="K2"),
    record(5, invoice_no="1003", stock_code="P2", quantity="1.000", unit_price="1.29", customer_id="K3"),
]
_LATER = "2024-04-02 10:00:00"
#: Half a kilo of the cheese, then more than is left of it; tomatoes at a price of six places, a part of them back.
KILOS = [
    *SOLD,
    record(6, invoice_no="C1", stock_code="P3", quantity="-0.5", unit_price="20.00", customer_id="K2", sold_at=_LATER),
    record(7, invoice_no="C2", stock_code="P3", quantity="-1.25", unit_price="20.00", customer_id="K2", sold_at=_LATER),
    record(8, invoice_no="1004", stock_code="P1", quantity="0.752123", unit_price="3.987654", customer_id="K1"),
    record(9, invoice_no="C3", stock_code="P1", quantity="-0.333333", unit_price="3.987654", customer_id="K1",
           sold_at=_LATER),
]  # fmt: skip
