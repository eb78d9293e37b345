"""A table that is declared otherwise than before is altered or made again, and then holds the release."""

from __future__ import annotations

import json

import pytest

from tests.warehouses.asking import asked, told
from tests.warehouses.conftest import MAY, Growing
from tillhouse.warehouses import Place, checked, load


def test_a_column_more_is_added_and_what_depends_on_the_table_stays(
    lake: Growing, loaded: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(
        loaded,
        "CREATE VIEW @mine AS SELECT date_key FROM @dim_date",
        "ALTER TABLE @dim_date DROP COLUMN holiday",
        "UPDATE @loaded_table SET shape = regexp_replace(shape, '\"holiday\": \"[a-z]*\", ', '') "
        "WHERE table_name = 'dim_date'",
    )
    done = load(lake.settings, loaded)
    assert done.replaced == {"dim_date": ("",)}
    assert checked(lake.settings, loaded).differences == ()
    assert asked(loaded, "SELECT count(*) > 0 FROM @mine") == [(True,)]


def test_a_table_declared_otherwise_is_made_again(lake: Growing, loaded: Place) -> None:
    told(
        loaded,
        "UPDATE @loaded_table SET shape = '{\"columns\": {}, \"rest\": []}' WHERE table_name = 'fact_sales'",
    )
    done = load(lake.settings, loaded)
    assert set(done.replaced) == {"fact_sales"}
    assert checked(lake.settings, loaded).differences == ()
    assert asked(loaded, "SELECT count(*) > 0 FROM @sales_by_product") == [(True,)]


def test_a_feed_that_gives_totals_of_its_own_lifts_that(lake: Growing, loaded: Place) -> None:
    from tillhouse.warehouses import _loading

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_loading, "exact", lambda _release: False)
        load(lake.settings, loaded)
        assert checked(lake.settings, loaded).differences == ()
    told(loaded, "UPDATE @fact_sales SET amount = amount + 0.01 WHERE month = '2011-01'")


def test_columns_in_another_order_are_no_change_of_the_table(lake: Growing, loaded: Place) -> None:
    ((shape,),) = asked(loaded, "SELECT shape FROM @loaded_table WHERE table_name = 'dim_date'")
    before = json.loads(shape)
    before["columns"] = dict(reversed(before["columns"].items()))
    told(loaded, f"UPDATE @loaded_table SET shape = '{json.dumps(before)}' WHERE table_name = 'dim_date'")
    load(lake.settings, loaded)
    assert load(lake.settings, loaded).rows == 0
    assert checked(lake.settings, loaded).differences == ()


def test_a_month_that_is_gone_goes_though_its_table_is_altered_at_once(lake: Growing, loaded: Place) -> None:
    lake.deliver("may.csv", MAY)
    load(lake.settings, loaded)
    query = "SELECT count(*) > 0 FROM @customer_versions WHERE month = '2011-05'"
    assert asked(loaded, query) == [(True,)]
    lake.go_back(1)
    told(
        loaded,
        "ALTER TABLE @customer_versions DROP COLUMN ends",
        "UPDATE @loaded_table SET shape = regexp_replace(shape, ', \"ends\": \"[a-z]*\"', '') "
        "WHERE table_name = 'customer_versions'",
    )
    load(lake.settings, loaded)
    assert asked(loaded, query) == [(False,)]
    assert checked(lake.settings, loaded).differences == ()
