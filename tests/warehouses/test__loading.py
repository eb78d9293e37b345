"""Every kind of warehouse holds what was published, and only what differs is written again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.cli.calls import line
from tests.histories import shop_at
from tests.shops import analysed
from tests.warehouses.asking import asked, told
from tests.warehouses.conftest import Growing
from tillhouse.errors import WarehouseUnavailable
from tillhouse.lake.releases import Releases, difference
from tillhouse.lake.snapshot import Snapshot
from tillhouse.warehouses import Place, checked, load
from tillhouse.warehouses._postgres import connection
from tillhouse.warehouses._store import kind_of
from tillhouse.warehouses._tables import copied

LATER = [line(number, 4, day=27) for number in range(300, 310)]


def test_an_empty_warehouse_is_filled_and_equals_the_lake(lake: Growing, place: Place) -> None:
    done = load(lake.settings, place)
    release = Releases(lake.root).latest()
    assert release is not None
    assert done.rows == sum(
        release.tables[table.name].rows for table in copied(Snapshot(lake.settings, release))
    )
    found = checked(lake.settings, place)
    assert (found.release, found.published, found.rows) == (1, 1, done.rows)
    assert found.differences == ()


def test_the_loaded_release_is_recorded(lake: Growing, place: Place) -> None:
    release = load(lake.settings, place).release
    assert asked(place, "SELECT release, as_of FROM @loaded_release") == [(1, release.created_at)]


def test_a_second_load_writes_nothing(lake: Growing, place: Place) -> None:
    load(lake.settings, place)
    again = load(lake.settings, place)
    assert (again.before, again.rows, dict(again.replaced)) == (1, 0, {})


def test_only_parts_that_differ_are_replaced(lake: Growing, place: Place) -> None:
    load(lake.settings, place)
    before = Releases(lake.root).load(1)
    after = lake.deliver("late.csv", LATER)
    done = load(lake.settings, place)
    changed = {(c.table, c.month) for c in difference(before, after)}
    names = {table.name for table in copied(Snapshot(lake.settings, after))}
    replaced = {(name, month) for name, months in done.replaced.items() for month in months}
    assert replaced == {(name, month) for name, month in changed if name in names}
    assert done.replaced["fact_sales"] == ("2011-04",)
    assert checked(lake.settings, place).differences == ()


def test_parts_that_do_not_differ_are_not_touched(lake: Growing, place: Place) -> None:
    load(lake.settings, place)
    told(place, "UPDATE @fact_sales SET currency = 'XXX' WHERE month = '2011-01'")
    lake.deliver("late.csv", LATER)
    load(lake.settings, place)
    assert asked(place, "SELECT DISTINCT month FROM @fact_sales WHERE currency = 'XXX'") == [("2011-01",)]


def test_a_new_month_is_added(lake: Growing, place: Place) -> None:
    load(lake.settings, place)
    lake.deliver("may.csv", [line(number, 5) for number in range(400, 420)])
    load(lake.settings, place)
    months = [month for (month,) in asked(place, "SELECT DISTINCT month FROM @fact_sales ORDER BY month")]
    assert months == [f"2011-0{month}" for month in range(1, 6)]
    assert checked(lake.settings, place).differences == ()


def test_going_back_takes_away_what_came_later(lake: Growing, place: Place) -> None:
    load(lake.settings, place)
    lake.deliver("may.csv", [line(number, 5) for number in range(400, 420)])
    load(lake.settings, place)
    lake.go_back(1)
    done = load(lake.settings, place)
    assert (done.before, done.release.number) == (2, 3)
    assert asked(place, "SELECT count(*) FROM @fact_sales WHERE month = '2011-05'") == [(0,)]
    assert checked(lake.settings, place).differences == ()


def test_loading_all_puts_right_what_was_changed_by_hand(lake: Growing, place: Place) -> None:
    load(lake.settings, place)
    told(
        place,
        "UPDATE @fact_sales SET currency = 'XXX' WHERE month = '2011-01'",
        "DELETE FROM @dim_product",
        "UPDATE @monthly_sales SET month = '1999-01' WHERE month = '2011-02'",
    )
    assert checked(lake.settings, place).differences != ()
    load(lake.settings, place, whole=True)
    assert checked(lake.settings, place).differences == ()


def test_money_is_exact(lake: Growing, place: Place) -> None:
    load(lake.settings, place)
    unit = Decimal(1_000_000 if place.to == "sqlite" else 1)
    (found,) = asked(place, "SELECT sum(amount) FROM @fact_sales")[0]
    release = Releases(lake.root).load(1)
    parts = release.tables["fact_sales"].partitions.values()
    assert Decimal(found) / unit == sum(Decimal(part.amount or 0) for part in parts)


def test_what_fails_midway_leaves_what_was_there(lake: Growing, place: Place) -> None:
    load(lake.settings, place)
    lake.deliver("late.csv", LATER)

    def work(store: object) -> None:
        for table in copied(Snapshot(lake.settings, Releases(lake.root).load(1))):
            store.clear(table)  # type: ignore[attr-defined]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kind_of(place.to).written(place.url, work)
    found = checked(lake.settings, place)
    assert (found.release, found.differences, found.behind) == (1, (), True)


def test_two_loaders_exclude_each_other(lake: Growing, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from tillhouse.warehouses import sqlite

    monkeypatch.setattr(sqlite, "_PATIENCE", 0.1)
    monkeypatch.setattr(connection, "TRIES", 2)
    load(lake.settings, place)

    def work(_store: object) -> None:
        with pytest.raises(WarehouseUnavailable):
            load(lake.settings, place)

    kind_of(place.to).written(place.url, work)
    assert checked(lake.settings, place).differences == ()


def test_analytics_are_copied_as_they_are_published(lake: Growing, place: Place) -> None:
    load(lake.settings, place)
    after = analysed(shop_at(lake.root))
    done = load(lake.settings, place)
    filled = {name for name, state in after.release.tables.items() if state.inputs and state.rows}
    assert set(done.replaced) == filled
    assert checked(lake.settings, place).differences == ()
