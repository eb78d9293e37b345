"""A row that lines point to is found by its key, which stands once or says the same each time."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.sources._joined.folders import ORDERS, table
from tillhouse.errors import UnreadableFile
from tillhouse.settings.joins import joined_by
from tillhouse.sources._joined.keys import KEY
from tillhouse.sources._joined.sides import Side

ORDER = joined_by("orders", "order_id=order_items.order_id")


def side(folder: Path, text: str, taken: tuple[str, ...] = ()) -> Side:
    return Side(table(folder, "orders.csv", text), ORDER, taken)


def test_each_row_has_a_key_and_its_fields(tmp_path: Path) -> None:
    found = side(tmp_path, ORDERS).looked_up
    assert found.columns == [KEY, "order_date", "customer_id", "status"]
    assert found[KEY].to_list() == ["1001", "1002"]


def test_a_field_with_a_name_that_is_taken_is_called_by_its_file(tmp_path: Path) -> None:
    assert side(tmp_path, ORDERS, ("status",)).names == {
        "order_date": "order_date",
        "customer_id": "customer_id",
        "status": "orders.status",
    }


def test_keys_are_compared_loosely_where_no_two_become_one(tmp_path: Path) -> None:
    asked = pl.DataFrame({"order_id": ["01001.0"]})
    loose = side(tmp_path, ORDERS)
    assert loose.is_loose
    assert asked.select(loose.key).to_series().to_list() == ["1001"]


def test_keys_that_differ_by_zeros_alone_are_compared_as_written(tmp_path: Path) -> None:
    exact = side(tmp_path, f"{ORDERS}01001,2024-01-18 10:00,K9,completed\n")
    assert not exact.is_loose
    asked = pl.DataFrame({"order_id": ["01001", "1001"]})
    assert asked.select(exact.key).to_series().to_list() == ["01001", "1001"]


def test_a_row_that_is_repeated_is_one_row(tmp_path: Path) -> None:
    found = side(tmp_path, ORDERS + ORDERS.splitlines()[1] + "\n")
    assert (found.repeated, found.rows.height) == (1, 2)


def test_a_row_without_a_key_is_found_by_nobody(tmp_path: Path) -> None:
    assert side(tmp_path, f"{ORDERS},2024-01-17 12:00,K3,completed\n").rows.height == 2


def test_two_rows_that_say_otherwise_of_one_key_are_refused_with_both(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        side(tmp_path, f"{ORDERS}1001,2024-01-15 10:00,K7,cancelled\n")
    assert "1 key more than once" in refused.value.message
    assert "K1 · completed" in refused.value.message
    assert "K7 · cancelled" in refused.value.message


def test_rows_get_the_fields_of_a_further_table(tmp_path: Path) -> None:
    orders = side(tmp_path, ORDERS)
    join = joined_by("customers", "id=orders.customer_id")
    people = Side(table(tmp_path, "customers.csv", "id,country,status\nK1,FR,gold\n"), join, (*orders.names,))
    orders.widen(people)
    assert orders.rows["country"].to_list() == ["FR", None]
    assert orders.rows["customers.status"].to_list() == ["gold", None]
    assert orders.names["customers.country"] == "country"
