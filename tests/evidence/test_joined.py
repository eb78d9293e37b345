"""What files that belong together leave over, with its money: over all batches, and by currency."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tillhouse.evidence import joined
from tillhouse.settings.feed import Feed
from tillhouse.sources import gathered, open_all
from tillhouse.sources import joined as joined_source

ORDERS = "order_id,order_date,customer_id,currency,order_total\n" + "".join(
    f"{number},2024-01-{number - 1000:02} 10:00,K1,{'EUR' if number < 1011 else 'USD'},10.50\n"
    for number in range(1001, 1021)
)
ITEMS = "order_id,sku,name,quantity,unit_price\n" + "".join(
    f"{number},{sku},Pen,1,5.25\n" for number in range(1001, 1020) for sku in ("P1", "P2")
)
LOST = "".join(f"{number},P3,Ink,2,1.00\n" for number in range(2001, 2008))
PAYMENTS = "order_id,payment_type,payment_value\n" + "".join(
    f"{number},card,{'9.00' if number == 1003 else '10.50'}\n" for number in range(1001, 1020)
)


def findings(folder: Path, **files: str) -> dict[str, tuple[int, Decimal | None, str]]:
    """Lines, money and text of each finding, by its name."""
    for part, text in files.items():
        (folder / f"{part}.csv").write_text(text)
    payments = {"payments": "order_id=payments.order_id"} if "payments" in files else {}
    plain = Feed(
        "shop", records_in="order_items", joins={"orders": "order_id=order_items.order_id"}, payments=payments
    )
    several, _ = gathered(open_all(folder), plain)
    (file,) = several
    feed = joined_source.detect(file, plain).feed
    found = joined.found([file], feed)
    return {one.name: (one.lines, one.amount, one.says) for one in found}


def test_nothing_is_left_over(tmp_path: Path) -> None:
    whole = "\n".join(ORDERS.splitlines()[:-1]) + "\n"
    assert findings(tmp_path, orders=whole, order_items=ITEMS) == {}


def test_lines_without_orders_and_orders_without_lines(tmp_path: Path) -> None:
    found = findings(tmp_path, orders=ORDERS, order_items=ITEMS + LOST)

    assert found["lines_without_order"][:2] == (7, Decimal(14))
    assert "2001, 2002, 2003, 2004, 2005, …" in found["lines_without_order"][2]
    assert found["orders_without_lines"][:2] == (1, Decimal("10.50"))
    assert found["orders_without_lines"][2].endswith("for quarantine: 1020.")


@pytest.mark.parametrize("rows", [1, 7, 1_000])
def test_payments_are_compared_with_their_orders_over_all_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    whole = joined._lines
    monkeypatch.setattr(
        joined,
        "_lines",
        lambda files, feed: (part for lines in whole(files, feed) for part in lines.iter_slices(rows)),
    )
    unpaid = PAYMENTS.replace("1019,card,10.50\n", "")
    found = findings(tmp_path, orders=ORDERS, order_items=ITEMS + LOST, payments=unpaid)

    assert found["payments"][:2] == (18, Decimal("187.50"))
    assert found["payments"][2] == "18 payments of payments, 103.50 EUR + 84.00 USD, are no sales."
    assert found["payments_differ"][:2] == (2, Decimal("12.00"))
    assert found["payments_differ"][2] == (
        "Orders less payments are 1.50 EUR + 10.50 USD in 2 orders: 1003, 1019."
    )
    assert found["lines_without_order"][:2] == (7, Decimal(14))
