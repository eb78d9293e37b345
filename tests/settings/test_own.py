"""What a feed can declare of columns of the shop's own, and what is refused."""

from __future__ import annotations

import pytest

from tillhouse.errors import BadSetting
from tillhouse.settings.own import Own, own_column, own_of_feed, own_of_feeds


@pytest.mark.parametrize(
    ("header", "said", "column"),
    [
        ("Region", "dimension", Own("region", "Region", "dimension", "text")),
        ("Sub-Category", "dimension", Own("sub_category", "Sub-Category", "dimension", "text")),
        ("Profit", "measure", Own("profit", "Profit", "measure", "money")),
        ("Weight", "measure:quantity", Own("weight", "Weight", "measure", "quantity")),
        ("Shipped", "dimension:date as sent_on", Own("sent_on", "Shipped", "dimension", "date")),
        ("Gift", " dimension : boolean ", Own("gift", "Gift", "dimension", "boolean")),
        ("Tags", "dimension of order", Own("tags", "Tags", "dimension", "text", of_order=True)),
        ("Due", "dimension:date of order as day", Own("day", "Due", "dimension", "date", of_order=True)),
        ("Größe", "dimension as size", Own("size", "Größe", "dimension", "text")),
    ],
)
def test_a_declaration_names_role_type_and_column(header: str, said: str, column: Own) -> None:
    assert own_column(header, said, "feed shop") == column


@pytest.mark.parametrize(
    ("header", "said", "says"),
    [
        ("Region", "dimention", "own column 'Region' is declared as 'dimention'"),
        ("Profit", "measure of order", "own column 'Profit' is declared as 'measure of order'"),
        ("Region", "", "own column 'Region' is declared as ''"),
        ("Region", "dimension:money", "own column 'Region' is a dimension of type money"),
        ("Profit", "measure:text", "own column 'Profit' is a measure of type text"),
        ("地域", "dimension", "'' cannot name a column"),
        ("Region", "dimension as Two Words", "is declared as"),
        ("Region", "dimension as 2nd", "'2nd' cannot name a column"),
        ("Customer E-Mail", "dimension", "its header says an e-mail address"),
    ],
)
def test_a_declaration_that_cannot_be_meant_is_refused(header: str, said: str, says: str) -> None:
    with pytest.raises(BadSetting, match="feed shop") as refused:
        own_column(header, said, "feed shop")
    assert says in refused.value.message


def test_own_columns_are_sorted_by_name_whatever_their_order_in_the_file() -> None:
    found = own_of_feed({"Zone": "dimension", "Area": "dimension", "Profit": "measure"}, "feed shop")
    assert [one.name for one in found] == ["area", "profit", "zone"]


def test_two_headers_of_one_name_are_refused() -> None:
    with pytest.raises(BadSetting, match="'Sales Area' and 'sales-area' are both named sales_area"):
        own_of_feed({"Sales Area": "dimension", "sales-area": "dimension"}, "feed shop")


def test_feeds_of_a_lake_share_a_column_that_they_declare_alike() -> None:
    found = own_of_feeds({"till": {"Region": "dimension"}, "web": {"Gebiet": "dimension as region"}})
    assert found == (Own("region", "Region", "dimension", "text"),)


def test_one_name_with_two_types_is_refused_with_both_named() -> None:
    feeds = {"till": {"Bonus": "measure:money"}, "web": {"Bonus": "measure:quantity"}}
    with pytest.raises(
        BadSetting, match="bonus is measure:money in feed till and measure:quantity in feed web"
    ):
        own_of_feeds(feeds)


def test_a_name_that_has_a_meaning_already_is_refused_with_the_command_that_names_it_otherwise() -> None:
    with pytest.raises(BadSetting, match="would be named segment") as refused:
        own_of_feeds({"shop": {"Segment": "dimension"}}, ["segment"])
    assert 'config feed shop "own.Segment=dimension:text as NAME"' in (refused.value.hint or "")
