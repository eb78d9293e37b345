"""Names of programs that are not known as a whole: their words say what they mean, and some words forbid it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tillhouse.evidence import weighed
from tillhouse.evidence.currencies import whole
from tillhouse.evidence.net import net_of
from tillhouse.settings.feed import Feed
from tillhouse.sources import detect, open_all
from tillhouse.sources._wordwise import meaning

SAID = {
    "createDate": "sold_at",
    "createTimestamp": "sold_at",
    "order_completed_on": "sold_at",
    "timeClosed": "sold_at",
    "saleOpenedAt": "sold_at",
    "updatedAt": "",
    "orderShippedAt": "",
    "customerCreatedAt": "",
    "dueDate": "",
    "totalNetAmountWithTax": "amount_with_tax",
    "totalNetAmountWithoutTax": "amount",
    "lineTotalExclVat": "amount",
    "line_total_including_gst": "amount_with_tax",
    "menuListPrice": "unit_price",
    "unitPriceInclTax": "unit_price",
    "unitCostPrice": "",
    "discountAmountWithTax": "",
    "orderTotalInclTax": "",
    "taxRatePercentage": "",
    "Tax 1 Amount": "",
    "billingPerson.countryCode": "country",
    "orderCustomer.email": "customer_id",
    "payload.productNumber": "stock_code",
    "productGroupCode": "",
    "currency.isoCode": "currency",
    "shippingOption.shippingRate": "shipping",
    "shippingTaxAmount": "",
    "Datum": "",
}


@pytest.mark.parametrize("name", SAID)
def test_words_say_it_together(name: str) -> None:
    assert meaning(name) == SAID[name]


def opened(folder: Path, records: Any) -> tuple[Feed, Decimal, list[str]]:
    """The feed of JSON records, their net money and what is asked."""
    path = folder / "orders.json"
    path.write_text(json.dumps(records))
    (file,) = open_all(path)
    feed, findings = weighed([file], detect(file, Feed("shop", str(path))).feed)
    return feed, whole(net_of(file, feed)), [one.says for one in findings if one.is_question]


def order(number: int, *lines: tuple[str, int, float], **more: Any) -> dict[str, Any]:
    """An order whose own subtotal, tax and total stand beside those of its lines."""
    items = [
        {"sku": sku, "quantity": count, "price": price, "tax": round(count * price / 10, 2)}
        for sku, count, price in lines
    ]
    subtotal = round(sum(one["quantity"] * one["price"] for one in items), 2)
    tax = round(sum(one["tax"] for one in items), 2)
    return {"id": f"X{number}", "createDate": f"2026-03-0{number} 09:48:00", "createTimestamp": 1772531280 + number,
            "subtotal": subtotal, "tax": tax, "total": round(subtotal + tax + 4.5, 2),
            "shippingOption": {"shippingRate": 4.5}, "items": items, **more}  # fmt: skip


def test_an_order_beside_its_lines_is_read_with_nothing_asked(tmp_path: Path) -> None:
    goods = (("A", 1, 10.0), ("B", 2, 7.5), ("C", 3, 2.5))
    records = [order(n, *goods[: 1 + n % 3], ("D", n, 4.0)) for n in range(1, 7)]
    feed, net, asked = opened(tmp_path, {"total": 6, "items": records})
    sold = sum(Decimal(str(one["subtotal"])) for one in records)
    assert (asked, net) == ([], sold + 6 * Decimal("4.5"))
    assert (feed.columns["sold_at"], "amount" in feed.columns) == ("createDate", False)


def test_lines_with_and_without_tax(tmp_path: Path) -> None:
    lines = [{"sku": f"A{n}", "quantity": "1", "menuListPrice": f"{n}.10", "totalNetAmountWithTax": f"{n}.10",
              "totalNetAmountWithoutTax": f"{n}.00", "taxAmount": "0.10"} for n in range(1, 5)]  # fmt: skip
    records = [
        {"receiptId": f"R{n}", "timeClosed": f"2026-03-0{n}T10:00:00Z", "salesLines": lines} for n in (1, 2)
    ]
    feed, net, asked = opened(tmp_path, {"businessName": "x", "sales": records})
    assert (asked, net) == ([], Decimal("20.00"))
    assert feed.columns["amount_with_tax"] == "salesLines.totalNetAmountWithTax"
