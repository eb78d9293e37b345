"""JSON records that hold their lines in a list, from the bytes to the ledger."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.shops import Shop, open_shop
from tests.sources.files import HINTS, one
from tillhouse import sources
from tillhouse.sources import Reading

WOO = """[{"id": 727, "date_created": "2024-03-22T16:28:02", "status": "processing", "currency": "USD",
  "customer_id": 0, "total": "28.00",
  "line_items": [{"id": 315, "name": "Single", "quantity": 2, "sku": "WS-1", "price": 3.00, "total": "6.00"},
                 {"id": 316, "name": "Poster", "quantity": 1, "sku": "SH-2", "price": 12.00, "total": "12.00"}],
  "shipping_lines": [{"total": "10.00"}], "refunds": []}]"""
ORDERS: list[dict[str, Any]] = [
    {
        "id": "A1",
        "order_date": "2024-01-15T10:00:00",
        "customer": {"id": "K1"},
        "total": "13.00",
        "items": [
            {"id": 1, "sku": "P1", "qty": 2, "price": "5.00"},
            {"id": 2, "sku": "P2", "qty": 1, "price": 3.00},
        ],
    },
    {"id": "A2", "order_date": "2024-01-16T11:00:00", "customer": {"id": "K2"}, "total": "5.00", "items": []},
    {
        "id": "A3",
        "order_date": "2024-01-17T12:00:00",
        "customer": {"id": "K2"},
        "total": "5.00",
        "items": [{"id": 3, "sku": "P1", "qty": 1, "price": "5.00"}],
        "tags": [{"name": "gift"}],
    },
]


def array(orders: list[dict[str, Any]]) -> str:
    return json.dumps(orders)


def lines(orders: list[dict[str, Any]]) -> str:
    return "\n".join(map(json.dumps, orders))


def booked(shop: Shop, *names: str) -> list[tuple[Any, ...]]:
    """The loaded lines, in order of the file, goods before money of their order."""
    found = shop.table("ledger")
    loaded = found.filter(found["fate"] == "loaded")
    return loaded.sort("line", "part").select(names).rows()


def detected(path: Path, content: str) -> Reading:
    return sources.detect(one(path, content, "s.json"), HINTS)


def test_an_order_of_woocommerce_is_one_record_with_its_lines_and_its_shipping(tmp_path: Path) -> None:
    (tmp_path / "woo.json").write_text(WOO)
    shop = open_shop(tmp_path / "lake", tmp_path / "woo.json")
    assert booked(shop, "line", "part", "line_type", "stock_code", "amount", "currency") == [
        (1, -1, "postage", None, Decimal("10.000000"), "USD"),
        (1, 0, "product", "WS-1", Decimal("6.000000"), "USD"),
        (1, 1, "product", "SH-2", Decimal("12.000000"), "USD"),
    ]
    assert shop.statement.received.records == 1


@pytest.mark.parametrize("written", [array, lines, lambda orders: json.dumps({"orders": orders})])
def test_lists_of_no_known_system_are_found_by_their_names(tmp_path: Path, written: Any) -> None:
    read = detected(tmp_path, written(ORDERS))
    assert read.feed.lines == "items" and read.records == 3
    assert {
        "invoice_no": "id",
        "sold_at": "order_date",
        "customer_id": "customer.id",
        "stock_code": "items.sku",
        "quantity": "items.qty",
        "unit_price": "items.price",
    }.items() <= read.feed.columns.items()
    assert {one.header for one in read.evidence} == {*read.feed.columns.values()}
    assert "the lines of a record are in items" in read.facts


def test_columns_may_be_named_by_their_path(tmp_path: Path) -> None:
    file = one(tmp_path, array(ORDERS), "s.json")
    columns = {"quantity": "items.id", "invoice_no": "id"}
    hints = HINTS.__class__(name="shop", path="s.json", columns=columns)
    read = sources.detect(file, hints, fixed=("columns",))
    assert (read.feed.columns["quantity"], read.feed.columns["invoice_no"]) == ("items.id", "id")


def test_a_list_of_something_else_leaves_a_record_one_line(tmp_path: Path) -> None:
    flat = [{"invoice": "1", "sku": "A", "qty": 2, "date": "2024-01-31", "price": 5, "tags": [{"name": "x"}]}]
    read = detected(tmp_path, array(flat))
    assert read.feed.lines == "" and read.feed.columns["quantity"] == "qty"


def test_a_person_may_say_that_there_are_no_lines(tmp_path: Path) -> None:
    file = one(tmp_path, array(ORDERS), "s.json")
    read = sources.detect(file, HINTS, fixed=("lines",))
    assert read.feed.lines == "" and "quantity" not in read.feed.columns


def test_later_batches_may_bring_lists_and_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tillhouse.sources._json import records

    monkeypatch.setattr(records, "ROWS", 1)
    later = [
        ORDERS[0],
        ORDERS[2] | {"note": "x", "items": [{"sku": "P9", "qty": 4, "price": "1.25", "gift": 1}]},
    ]
    (tmp_path / "s.json").write_text(array(later))
    shop = open_shop(tmp_path / "lake", tmp_path / "s.json")
    assert booked(shop, "line", "stock_code", "amount") == [
        (1, "P1", Decimal("10.000000")),
        (1, "P2", Decimal("3.000000")),
        (2, "P9", Decimal("5.000000")),
    ]


def test_refunds_that_come_in_a_later_batch_are_booked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tillhouse.sources._json import records

    monkeypatch.setattr(records, "ROWS", 1)
    first = json.loads(WOO)[0]
    second = first | {"id": 728, "refunds": [{"total": "-1.50"}, {"total": "-0.25"}]}
    (tmp_path / "woo.json").write_text(array([first, second]))
    shop = open_shop(tmp_path / "lake", tmp_path / "woo.json")
    assert (2, "refund", Decimal("-1.750000")) in booked(shop, "line", "line_type", "amount")


def test_an_order_without_lines_waits(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(array(ORDERS))
    shop = open_shop(tmp_path / "lake", tmp_path / "s.json")
    ledger = shop.table("ledger")
    assert dict(ledger.select("invoice_no", "fate").unique().rows()) == {
        "A1": "loaded",
        "A2": "quarantined",
        "A3": "loaded",
    }


def test_a_bad_record_among_orders_is_quarantined_alone(tmp_path: Path) -> None:
    (tmp_path / "s.ndjson").write_text(lines([ORDERS[0]]) + "\n{broken\n" + lines([ORDERS[2]]) + "\n")
    shop = open_shop(tmp_path / "lake", tmp_path / "s.ndjson")
    ledger = shop.table("ledger").filter(shop.table("ledger")["fate"] == "quarantined")
    assert ledger.select("line", "reasons").rows() == [(2, "bad_json")]


def test_an_order_with_one_unreadable_line_waits_as_a_whole(tmp_path: Path) -> None:
    bad = ORDERS[0] | {"items": [ORDERS[0]["items"][0], {"sku": "P2", "qty": "some", "price": "3.00"}]}
    (tmp_path / "s.json").write_text(array([bad, ORDERS[2]]))
    shop = open_shop(tmp_path / "lake", tmp_path / "s.json")
    ledger = shop.table("ledger").sort("line", "part")
    assert ledger.select("line", "part", "fate", "reasons").rows() == [
        (1, 0, "quarantined", "order_waits"),
        (1, 1, "quarantined", "quantity_unreadable"),
        (2, 0, "loaded", None),
    ]


@pytest.mark.parametrize(
    ("names", "number"),
    [
        ({"id": "A1"}, "id"),
        ({"number": "A1"}, "number"),
        ({"order_id": "A1"}, "order_id"),
        ({"id": "A1", "number": "7"}, "id"),
    ],
)
def test_the_number_of_an_order_may_have_a_short_name(
    tmp_path: Path, names: dict[str, str], number: str
) -> None:
    plain = names | {"date": "2024-01-15", "items": [{"sku": "P1", "qty": 2, "price": "5.00"}]}
    assert detected(tmp_path, array([plain])).feed.columns["invoice_no"] == number


def shopify(**more: Any) -> dict[str, Any]:
    """An order whose prices contain its tax, as in shops of Europe."""
    item = {"sku": "A", "name": "Mug", "quantity": 2, "price": "10.00", "discount_allocations": []}
    return {
        "id": 1,
        "name": "#1",
        "created_at": "2024-03-05T09:59:00+01:00",
        "currency": "EUR",
        "financial_status": "paid",
        "taxes_included": True,
        "total_price": "24.00",
        "total_tax": "4.00",
        "line_items": [item],
        "shipping_lines": [{"price": "4.00"}],
        "refunds": [],
    } | more


def test_money_is_found_where_the_data_have_it(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(array([shopify()]))
    shop = open_shop(tmp_path / "lake", tmp_path / "s.json")
    assert (-1, "postage", Decimal("4.000000")) in booked(shop, "part", "line_type", "amount")


def test_the_first_place_that_has_money_counts(tmp_path: Path) -> None:
    both = shopify(total_price="23.00", shipping_lines=[{"price": "4.00", "discounted_price": "3.00"}])
    (tmp_path / "s.json").write_text(array([both]))
    shop = open_shop(tmp_path / "lake", tmp_path / "s.json")
    assert (-1, "postage", Decimal("3.000000")) in booked(shop, "part", "line_type", "amount")


def test_an_item_without_a_code_goes_by_its_name(tmp_path: Path) -> None:
    order = json.loads(WOO)[0]
    order["line_items"][0]["sku"] = ""
    (tmp_path / "woo.json").write_text(array([order]))
    shop = open_shop(tmp_path / "lake", tmp_path / "woo.json")
    assert (0, "SINGLE", Decimal("6.000000")) in booked(shop, "part", "stock_code", "amount")
