"""Every table is a model, and the models read what the tables read."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tillhouse.catalog import catalog
from tillhouse.dbt._bodies import declared
from tillhouse.dbt._models import IN_PYTHON, model, modelled
from tillhouse.errors import FixTheCode
from tillhouse.retail.calendar import Calendar
from tillhouse.settings.feed import Feed

FEED = Feed("shop", "sales.csv", date_order="month-first")


def _read(text: str) -> set[str]:
    return set(re.findall(r"(?:ref|source)\([^)]*'(\w+)'\)", text))


@pytest.mark.parametrize("name", [table.name for table in modelled()])
def test_a_model_reads_what_the_table_reads(name: str) -> None:
    table = catalog()[name]
    expected = {name} if name in IN_PYTHON else {*table.inputs, *table.past}
    assert _read(model(table, [FEED])) == expected


@pytest.mark.parametrize("name", IN_PYTHON)
def test_a_table_that_is_named_is_no_query(name: str) -> None:
    table = catalog()[name]
    given = {"feed": FEED, "calendar": Calendar(), **{read: declared(read) for read in table.inputs}}
    with pytest.raises(FixTheCode, match="reads rows"):
        table.body(**{parameter: given[parameter] for parameter in table.parameters})


def test_a_model_is_the_same_each_time() -> None:
    table = catalog()["fact_returns"]
    assert model(table, [FEED]) == model(table, [FEED])


def test_what_the_feed_decides_is_in_the_model() -> None:
    table = catalog()["ledger"]
    assert "moment_month_first(sold_at, '')" in model(table, [FEED])
    assert "moment_day_first(sold_at, 'Asia/Tokyo')" in model(
        table, [replace(FEED, date_order="day-first", time_zone="Asia/Tokyo")]
    )
    assert model(table, [FEED, replace(FEED, name="other")]).count("UNION ALL") == 1


def test_own_columns_of_a_lake_are_in_its_models() -> None:
    own = {"Region": "dimension", "Profit": "measure"}
    known = catalog(own={"shop": own})
    text = model(known["ledger"], [replace(FEED, own=own), replace(FEED, name="other")], known)
    assert "text_of_field(extra, 'Region')" in text
    assert ".profit" in model(known["fact_sales"], [FEED], known)
    assert "profit" not in model(catalog()["fact_sales"], [FEED])
