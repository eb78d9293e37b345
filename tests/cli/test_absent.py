"""A shop without customers, order numbers, products or times gets what its data give, and is told why the rest is not.

One shop stands whole beside four that lack a column each. What does not need the column is equal in all five.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.calls import Call, caller
from tests.shops import Shop, open_shop
from tillhouse.catalog import catalog
from tillhouse.metrics.definitions import METRICS
from tillhouse.runs.analysing import analyse
from tillhouse.telemetry import Telemetry

_COLUMNS = ("Order ID", "SKU", "Description", "Qty", "Date", "Price", "Customer ID", "Country")
_PRICES = {"P1": "5.00", "P2": "3.00", "P3": "7.50", "P4": "12.00"}
_PURCHASES = 60
#: What each shop lacks, and the columns that say it.
LACKS: Mapping[str, Sequence[str]] = {
    "nothing": (),
    "customers": ("Customer ID",),
    "orders": ("Order ID",),
    "products": ("SKU", "Description"),
    "times": (),
}
#: Metrics that have no value where lines lack this, with the reason.
ABSENT: Mapping[str, tuple[str, frozenset[str]]] = {
    "nothing": ("", frozenset()),
    "customers": (
        "no line names a customer",
        frozenset(
            [
                "identified_sales",
                "customers",
                "new_customers",
                "returning_customers",
                "repeat_customers",
                "repeat_rate",
                "revenue_per_customer",
            ]
        ),
    ),
    "orders": (
        "no line has the number of an order",
        frozenset(["orders", "average_order_value", "items_per_order", "repeat_customers", "repeat_rate"]),
    ),
    "products": ("", frozenset()),
    "times": ("", frozenset()),
}
#: Tables without rows where lines lack this.
EMPTY: Mapping[str, Sequence[str]] = {
    "nothing": (),
    "customers": (
        "customer_sales",
        "customer_days",
        "customer_rfm",
        "customer_lifetime_value",
        "purchase_model",
    ),
    "orders": ("product_baskets", "product_recommendations", "basket_sizes"),
    "products": ("product_sales", "product_abc", "product_baskets", "product_lifecycle", "basket_sizes"),
    "times": (),
}
WHY = {
    "customers": "no line names a customer",
    "orders": "no line has the number of an order",
    "products": "no line names a product",
}


def _rows() -> list[list[str]]:
    found = []
    for n in range(_PURCHASES):
        day = date(2024, 1, 2) + timedelta(days=n * 3)
        for item in range(1 + n % 3):
            code = f"P{1 + (n + item) % 4}"
            when = f"{day} {9 + n % 8:02}:{10 + item}"
            found.append(
                [
                    f"{1000 + n}",
                    code,
                    f"Item {code}",
                    f"{1 + n % 5}",
                    when,
                    _PRICES[code],
                    f"K{n % 7}",
                    "France",
                ]
            )
    return found


def _write(path: Path, lacks: str) -> Path:
    kept = [place for place, name in enumerate(_COLUMNS) if name not in LACKS[lacks]]
    rows = [list(_COLUMNS), *_rows()]
    if lacks == "times":
        day = _COLUMNS.index("Date")
        rows = [
            [text.partition(" ")[0] if place == day else text for place, text in enumerate(row)]
            for row in rows
        ]
        rows[0] = list(_COLUMNS)
    path.write_text("\n".join(",".join(row[place] for place in kept) for row in rows) + "\n")
    return path


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shop]:
    """The five shops with their analytics. Read them; do not change them."""
    folder = tmp_path_factory.mktemp("absent")
    found = {}
    for lacks in LACKS:
        shop = open_shop(folder / lacks, _write(folder / f"{lacks}.csv", lacks), duplicates="keep")
        release = analyse(shop.settings, (), Telemetry()).release
        assert release is not None
        found[lacks] = Shop(shop.settings, release)
    return found


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """The program."""
    return caller(capsys)


@pytest.mark.parametrize("lacks", LACKS)
def test_each_metric_has_its_value_or_the_reason_why_it_has_none(
    lacks: str, shops: dict[str, Shop], call: Call
) -> None:
    reason, absent = ABSENT[lacks]
    for one in METRICS:
        words = ("metric", one.name, "--by", "month", "--json")
        whole, said = (call("--root", shops[name].settings.root, *words).json for name in ("nothing", lacks))
        values = [row["value"] for row in said["rows"]]
        if one.name in absent:
            assert values and set(values) == {None}, one.name
            assert said["absent"] == [f"No value for EUR: {reason}."]
        elif lacks == "customers" and one.name == "anonymous_sales":
            assert all(Decimal(value) for value in values)
        else:
            assert values == [row["value"] for row in whole["rows"]], one.name
            assert said["absent"] == whole["absent"]


@pytest.mark.parametrize(
    ("lacks", "name"), [(lacks, name) for lacks in ABSENT for name in sorted(ABSENT[lacks][1])]
)
def test_people_read_the_reason_and_why_gives_it_too(
    lacks: str, name: str, shops: dict[str, Shop], call: Call
) -> None:
    root = shops[lacks].settings.root
    reason, _ = ABSENT[lacks]
    assert f"No value for EUR: {reason}." in call("--root", root, "metric", name, "--by", "month").out
    said = call("--root", root, "why", name, "--month", "2024-03")
    assert said.code == 0 and f"{name} · month=2024-03   –" in said.out and f"No value: {reason}." in said.out
    assert call("--root", root, "why", name, "--month", "2024-03", "--json").json["value"] is None


@pytest.mark.parametrize("lacks", LACKS)
def test_a_table_without_rows_says_why(lacks: str, shops: dict[str, Shop], call: Call) -> None:
    root, snapshot = shops[lacks].settings.root, shops[lacks].snapshot
    for name in EMPTY[lacks]:
        said = call("--root", root, "show", name)
        assert f"0 rows of {name}" in said.out, name
        assert f"{name} has no rows for EUR: {WHY[lacks]}." in said.out, said.out
    stores = call("--root", root, "show", "store_sales")
    assert "store_sales has no rows for EUR: no line names a store or a channel." in stores.out
    whole = call("--root", shops["nothing"].settings.root, "show", "customer_sales")
    assert "has no rows" not in whole.out
    assert snapshot.release.number >= 1


@pytest.mark.parametrize("lacks", LACKS)
def test_what_does_not_need_it_is_as_in_the_whole_shop(lacks: str, shops: dict[str, Shop]) -> None:
    alike = {"daily_sales": ("business_date", "units", "gross_sales", "reversals", "net_sales")}
    if lacks != "times":
        alike["sales_hours"] = ("business_date", "hour", "units", "sales")
    if lacks != "customers":
        alike["customer_days"] = ("customer_key", "business_date", "sold", "net")
        alike["customer_rfm"] = ("customer_key", "recency_days", "frequency", "monetary", "segment")
    if lacks != "products":
        alike["product_sales"] = ("stock_code", "units_sold", "gross_sales")
    for name, columns in alike.items():
        found, whole = (
            shops[one].snapshot.rows(name).select(columns).sort(columns) for one in (lacks, "nothing")
        )
        assert len(whole) and found.equals(whole), name
    totals = [
        shops[one]
        .snapshot.rows("demand_days")
        .filter(split="total")
        .sort("business_date")["amount"]
        .to_list()
        for one in (lacks, "nothing")
    ]
    assert totals[0] == totals[1] and totals[0]


@pytest.mark.parametrize(
    ("lacks", "table", "column", "why"),
    [
        ("orders", "daily_sales", "orders", "no line has the number of an order"),
        ("orders", "monthly_sales", "orders", "no line has the number of an order"),
        ("times", "sales_hours", "hour", "no line has a time of day"),
    ],
)
def test_a_column_without_values_says_why(
    lacks: str, table: str, column: str, why: str, shops: dict[str, Shop], call: Call
) -> None:
    for name, shop in shops.items():
        said = call("--root", shop.settings.root, "show", table)
        assert (f"{column} has no value for EUR: {why}." in said.out) is (name == lacks), said.out
        values = shop.snapshot.rows(table)[column]
        assert values.is_null().all() if name == lacks else values.is_not_null().all()


def test_days_alone_have_no_season_of_hours(shops: dict[str, Shop]) -> None:
    kinds = {name: set(shop.snapshot.rows("sales_seasonality")["kind"]) for name, shop in shops.items()}
    assert kinds["nothing"] - kinds["times"] == {"hour"}
    days = [shops[name].snapshot.rows("sales_trends") for name in ("nothing", "times")]
    assert len(days[0]) and days[0].sort(days[0].columns[:3]).equals(days[1].sort(days[0].columns[:3]))


def test_a_name_that_nobody_can_have_is_refused_with_the_reason(shops: dict[str, Shop], call: Call) -> None:
    for lacks, kind, name in (("customers", "customer", "K1"), ("products", "product", "P1")):
        said = call("--root", shops[lacks].settings.root, "explain", kind, name)
        assert said.code == 4 and f"For EUR: {WHY[lacks]}." in said.err


def test_every_answer_of_every_shop_ends_well(shops: dict[str, Shop], call: Call) -> None:
    """No traceback, and no figure that is a minus of nothing."""
    for lacks, shop in shops.items():
        asked = [("status",), ("quality",), ("checks",), ("statement",), ("forecast",), ("metrics",)]
        asked += [("show", name) for name, one in catalog().tables.items() if one.layer in ("gold", "marts")]
        for words in asked:
            said = call("--root", shop.settings.root, *words)
            assert said.code in (0, 1), (lacks, words, said.err)
            assert "−0 " not in said.out and "error in Tillhouse" not in said.err, (lacks, words)


def test_what_a_shown_table_cannot_say_is_said(shops: dict[str, Shop], call: Call) -> None:
    nobody, alone = shops["customers"].settings.root, shops["orders"].settings.root
    kpis = call("--root", nobody, "show", "kpis", "--where", "metric=customers")
    assert "customers: No value for EUR: no line names a customer." in kpis.out
    assert (
        "buyers has no value for EUR: no line names a customer."
        in call("--root", nobody, "show", "daily_sales").out
    )
    rfm = call("--root", alone, "show", "customer_rfm")
    assert "product_orders counts lines for EUR: no line has the number of an order." in rfm.out
    assert "product_orders" not in call("--root", nobody, "show", "sales_bridge").out
    assert "No line says a store." in call("--root", nobody, "metric", "revenue", "--by", "store").out
