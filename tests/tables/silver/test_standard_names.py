"""One country, one currency and one customer, however they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shops import Shop, open_shop
from tillhouse.answers.metrics.measured import measured
from tillhouse.answers.observations import observations
from tillhouse.books import books_of

_SPELLINGS = ("UK", "GB", "United Kingdom", "united kingdom", "GBR")
_HEADER = "Order ID,SKU,Description,Qty,Date,Price,Customer ID,Country"


def _opened(folder: Path, *rows: str, header: str = _HEADER) -> Shop:
    (folder / "shop.csv").write_text("\n".join([header, *rows]) + "\n")
    return open_shop(folder / "lake", folder / "shop.csv")


@pytest.fixture(scope="module")
def spelled(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A customer whose country is written in five ways."""
    rows = [f"{n},P1,Pen,1,2024-01-{n} 10:00,5.00,K1,{name}" for n, name in enumerate(_SPELLINGS, 15)]
    return _opened(tmp_path_factory.mktemp("spelled"), *rows)


def test_a_country_is_one_however_it_is_written(spelled: Shop) -> None:
    (row,) = measured(spelled.snapshot, "revenue", ["country"]).rows
    assert row.place == {"country": "United Kingdom", "currency": "GBP"}
    assert row.figure.value == 25
    assert spelled.table("raw_sales")["country"].to_list() == list(_SPELLINGS)


def test_nobody_moves_between_spellings(spelled: Shop) -> None:
    customers = spelled.table("dim_customer").filter(customer_id="K1")
    assert customers.select("version", "country").rows() == [(1, "United Kingdom")]
    snapshot = spelled.snapshot
    kinds = {one.kind for one in observations(snapshot, books_of(snapshot.frame("statement"))) if one.rows}
    assert "customers_moving" not in kinds


def test_a_country_that_no_rule_knows_stays_as_received(tmp_path: Path) -> None:
    shop = _opened(
        tmp_path, "1,P1,Pen,1,2024-01-15 10:00,5.00,K1,Narnia", "2,P1,Pen,1,2024-01-15 10:00,5.00,K1,"
    )
    assert shop.table("ledger").sort("line")["country"].to_list() == ["Narnia", None]


def test_an_address_is_one_customer_in_any_case_and_an_id_is_not(tmp_path: Path) -> None:
    ids = ("Ann@Example.org", " ann@example.org", "k1", "K1", "@Ann", "a b@X.org")
    rows = [f"{n},P1,Pen,1,2024-01-15 10:00,5.00,{name},UK" for n, name in enumerate(ids)]
    found = _opened(tmp_path, *rows).table("ledger").sort("line")["customer_id"].to_list()
    assert found == ["ann@example.org", "ann@example.org", "k1", "K1", "@Ann", "a b@X.org"]


def test_signs_in_a_column_of_currencies_become_codes(tmp_path: Path) -> None:
    rows = [
        f"{n},P1,Pen,1,2024-01-15 10:00,5.00,K1,{said}" for n, said in enumerate(("€", "eur", "Euro", ""))
    ]
    shop = _opened(tmp_path, *rows, header=_HEADER.replace("Country", "Currency"))
    assert shop.table("ledger")["currency"].unique().to_list() == ["EUR"]
