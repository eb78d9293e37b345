"""What was changed, deleted or added by hand in a warehouse is found, with its table, month and key."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.calls import line
from tests.warehouses.asking import asked, told
from tests.warehouses.conftest import Growing
from tillhouse.errors import FixTheSetup
from tillhouse.warehouses import Check, Place, checked, load


@pytest.fixture
def loaded(lake: Growing, place: Place) -> Place:
    load(lake.settings, place)
    return place


def named(found: Check) -> list[tuple[str, str, str, dict[str, Any]]]:
    return [(one.table, one.month, word, dict(key)) for one in found.differences for word, key in one.keys]


def test_a_changed_value_is_found(lake: Growing, loaded: Place) -> None:
    (line_id,) = asked(loaded, "SELECT min(line_id) FROM @fact_sales WHERE month = '2011-03'")[0]
    told(loaded, f"UPDATE @fact_sales SET invoice_no = '1' WHERE line_id = {line_id}")
    found = checked(lake.settings, loaded)
    assert named(found) == [("fact_sales", "2011-03", "changed", {"line_id": line_id, "part": 0})]


def test_a_deleted_row_is_found(lake: Growing, loaded: Place) -> None:
    (line_id,) = asked(loaded, "SELECT max(line_id) FROM @fact_sales WHERE month = '2011-02'")[0]
    told(loaded, f"DELETE FROM @fact_sales WHERE line_id = {line_id}")
    found = checked(lake.settings, loaded)
    assert named(found) == [("fact_sales", "2011-02", "missing", {"line_id": line_id, "part": 0})]


def test_a_row_added_by_hand_is_found_in_whatever_month(lake: Growing, loaded: Place) -> None:
    told(loaded, "INSERT INTO @fact_sales (line_id, part, month) VALUES (7, 0, '2031-01'), (8, 0, '2011-01')")
    assert named(checked(lake.settings, loaded)) == [
        ("fact_sales", "2011-01", "added", {"line_id": 8, "part": 0}),
        ("fact_sales", "2031-01", "added", {"line_id": 7, "part": 0}),
    ]


def test_null_is_not_an_empty_text(lake: Growing, loaded: Place) -> None:
    (code,) = asked(loaded, "SELECT min(customer_id) FROM @dim_customer WHERE country IS NULL")[0]
    told(loaded, f"UPDATE @dim_customer SET country = '' WHERE customer_id = '{code}'")
    (found,) = checked(lake.settings, loaded).differences
    assert (found.table, found.changed, found.missing, found.added) == ("dim_customer", 1, 0, 0)


def test_a_hundredth_of_a_penny_is_found(lake: Growing, loaded: Place) -> None:
    step = "1" if loaded.to == "sqlite" else "0.000001"
    told(loaded, f"UPDATE @monthly_sales SET net_sales = net_sales + {step} WHERE month = '2011-02'")
    (found,) = checked(lake.settings, loaded).differences
    assert (found.table, found.month, found.changed) == ("monthly_sales", "2011-02", 1)


def test_of_many_rows_some_are_named_and_all_counted(lake: Growing, loaded: Place) -> None:
    told(loaded, "DELETE FROM @fact_sales WHERE month = '2011-02'")
    (found,) = checked(lake.settings, loaded).differences
    assert found.missing > len(found.keys) == 20


def test_a_warehouse_that_is_behind_is_compared_with_the_release_it_holds(
    lake: Growing, loaded: Place
) -> None:
    lake.deliver("late.csv", [line(300, 4)])
    found = checked(lake.settings, loaded)
    assert (found.release, found.published, found.behind, found.differences) == (1, 2, True, ())


def test_a_warehouse_is_compared_in_pieces_that_fit_in_memory(
    lake: Growing, loaded: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tillhouse.warehouses import _checking

    at_once = checked(lake.settings, loaded)
    monkeypatch.setattr(_checking, "AT_ONCE", 60)
    assert checked(lake.settings, loaded) == at_once
    told(loaded, "INSERT INTO @fact_sales (line_id, part, month) VALUES (7, 0, '1999-01')")
    (found,) = checked(lake.settings, loaded).differences
    assert (found.table, found.month, found.added) == ("fact_sales", "1999-01", 1)


def test_an_empty_warehouse_says_how_to_load_it(lake: Growing, place: Place) -> None:
    with pytest.raises(FixTheSetup, match=r"holds nothing|no warehouse"):
        checked(lake.settings, place)
