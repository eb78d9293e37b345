"""Metrics by and of the shop's own columns: a dimension cuts every metric, a measure is one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.shops import Shop, open_shop
from tillhouse.answers.metrics.measured import Answer, measured
from tillhouse.answers.metrics.provenance import Slice, explained
from tillhouse.answers.selection import Selection, selected
from tillhouse.catalog import ASKED_BY, catalog
from tillhouse.errors import BadQuery, BadSetting, UnknownName
from tillhouse.metrics.definitions import METRICS

FILE = """\
Order ID,SKU,Description,Qty,Date,Price,Customer ID,Country,Region,Due,Profit
1001,P1,Pen,2,2024-01-15 10:00,5.00,K1,Germany,North,2024-02-01,1.50
1002,P2,Ink,1,2024-01-16 10:00,3.00,K2,Germany,South,2024-02-02,0.75
1003,P1,Pen,4,2024-02-17 10:00,5.00,K1,Germany,North,2024-02-02,abc
1004,P3,Pad,1,2024-02-18 10:00,7.00,K1,Germany,,,
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    root = tmp_path_factory.mktemp("own")
    (root / "sales.csv").write_text(FILE)
    own = {"Region": "dimension", "Profit": "measure", "Due": "dimension:date"}
    return open_shop(root / "lake", root / "sales.csv", own=own)


def cells(answer: Answer, name: str) -> dict[str | None, Decimal | None]:
    return {row.place[name]: row.figure.value for row in answer.rows}


def test_revenue_by_an_own_dimension(shop: Shop) -> None:
    found = cells(measured(shop.snapshot, "revenue", ["region"]), "region")
    assert found == {"North": Decimal(30), "South": Decimal(3), None: Decimal(7)}


@pytest.mark.parametrize(
    ("asked", "command"),
    [
        (Selection(where=("region=North",)), "metric revenue --by region"),
        (Selection(columns=("profit",)), "metric profit"),
        (Selection(order_by=("-region",)), "metric revenue --by region"),
    ],
)
def test_tables_without_an_own_column_name_the_metric(shop: Shop, asked: Selection, command: str) -> None:
    with pytest.raises(BadQuery, match=r"daily_sales has no column (region|profit)") as refused:
        selected(shop.snapshot, "daily_sales", asked)
    assert refused.value.hint == f"Ask a metric:  tillhouse {command}"
    assert len(selected(shop.snapshot, "ledger", asked).collect())


def test_counts_by_an_own_dimension(shop: Shop) -> None:
    assert cells(measured(shop.snapshot, "orders", ["region"]), "region") == {"North": 2, "South": 1, None: 1}
    assert cells(measured(shop.snapshot, "customers", ["due"]), "due") == {
        "2024-02-01": 1, "2024-02-02": 2, None: 1,
    }  # fmt: skip


def test_an_own_dimension_narrows_a_metric(shop: Shop) -> None:
    found = measured(shop.snapshot, "revenue", ["month"], ["region=North"])
    assert cells(found, "month") == {"2024-01": Decimal(10), "2024-02": Decimal(20)}
    with pytest.raises(UnknownName, match=r"No region is named Nord\.\nDid you mean North\?"):
        measured(shop.snapshot, "revenue", (), ["region=Nord"])


def test_an_own_measure_is_a_metric_that_covers_the_lines_that_say_it(shop: Shop) -> None:
    found = measured(shop.snapshot, "profit", ["region"])
    assert cells(found, "region") == {"North": Decimal("1.5"), "South": Decimal("0.75"), None: 0}
    assert (found.metric.unit, found.coverage[0].lines, found.coverage[0].lines_of) == ("money", 2, 4)


def test_an_own_measure_changes_from_month_to_month(shop: Shop) -> None:
    found = cells(measured(shop.snapshot, "profit_month_over_month"), "month")
    assert found == {"2024-01": None, "2024-02": Decimal(-1)}


def test_why_leads_from_an_own_measure_to_its_lines(shop: Shop) -> None:
    found = explained(shop.snapshot, "profit", Slice(where=("region=North",)), 10)
    assert found.value == Decimal("1.5")
    assert found.leaves is not None
    assert (found.leaves.lines, found.leaves.unknown) == (2, 1)


def test_what_metrics_can_be_asked_by_names_no_own_column() -> None:
    from tillhouse.answers.metrics.dimensions import DIMENSIONS

    ledger = catalog()["ledger"].columns
    assert sorted(ASKED_BY) == sorted(one.name for one in DIMENSIONS if one.name not in ledger)


@pytest.mark.parametrize("name", ["Week", "Status", "Extra", "Orders", "Line ID"])
def test_a_name_of_a_dimension_a_column_or_a_metric_is_refused(name: str) -> None:
    with pytest.raises(BadSetting, match="which has a meaning here"):
        catalog(own={"shop": {name: "dimension"}})


def test_no_lake_is_seen_by_another(shop: Shop) -> None:
    assert "region" in shop.snapshot.catalog["ledger"].columns
    assert "region" not in catalog()["ledger"].columns
    assert "profit" not in {one.name for one in METRICS}
    assert catalog(own={"shop": {}}) is catalog()
