"""`tillhouse why`: from a number to its lines."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.cli.calls import Call


def test_the_sum_is_over_all_lines_whatever_is_listed(call: Call, shop: Path) -> None:
    said = call("why", "net_sales", "--limit", "3", "--json").json
    every = call("why", "net_sales", "--limit", "9999", "--json").json
    assert said["value"] == said["leaves_sum"] == every["leaves_sum"]
    assert len(said["lines"]) == 3
    assert len(every["lines"]) == said["rows"]
    assert sum(Decimal(line["amount"]) for line in every["lines"]) == Decimal(said["value"])
    assert sum(Decimal(part["value"]) for part in said["parts"]) == Decimal(said["value"])


def test_lines_are_those_of_the_file(call: Call, shop: Path) -> None:
    text = (shop / "shop.csv").read_text().splitlines()
    for line in call("why", "net_sales", "--month", "2011-03", "--json").json["lines"]:
        assert line["file"] == "shop.csv"
        assert text[line["line"] - 1].startswith(line["invoice_no"] + ",")


def test_a_slice_agrees_with_the_statement(call: Call, shop: Path) -> None:
    month = call("statement", "--month", "2011-11", "--json").json
    said = call("why", "net_sales", "--month", "2011-11", "--json").json
    assert said["value"] == month["fates"]["loaded"]["amount"]
    assert said["where"] == {"month": "2011-11"}
    day = call("show", "daily_sales", "--limit", "1", "--json").json[0]
    found = call(
        "why", "net_sales", "--day", day["business_date"], "--country", "United Kingdom", "--json"
    ).json
    assert found["value"] == day["net_sales"]


def test_counts_are_whole_numbers_and_units_are_decimals(call: Call, shop: Path) -> None:
    assert isinstance(call("why", "orders", "--json").json["value"], int)
    units = call("why", "units", "--json").json["value"]
    assert Decimal(units) == int(Decimal(units))
    assert f"add up to {int(Decimal(units)):,}," in call("why", "units").out


def test_the_text_proves_the_sum(call: Call, shop: Path) -> None:
    answer = call("why", "net_sales", "--event", "sale").out
    assert "lines add up to" in answer
    assert "as sales_bridge says" in answer


def test_metrics_are_listed_and_corrected(call: Call, shop: Path) -> None:
    assert "net_sales" in {metric["name"] for metric in call("why", "--json").json}
    answer = call("why", "net_sale")
    assert (answer.code, "Did you mean net_sales?" in answer.err) == (4, True)
    assert call("why", "net_sales", "--day", "yesterday").code == 4
    assert call("why", "net_sales", "--month", "2011-11", "--day", "2011-03-14").code == 4


def test_a_quotient_leads_to_its_numerator_and_denominator(call: Call, shop: Path) -> None:
    said = call("why", "average_order_value", "--limit", "9999", "--json").json
    revenue, orders = said["made_of"]
    assert [revenue["metric"], orders["metric"]] == ["revenue", "orders"]
    assert sum(Decimal(line["amount"]) for line in revenue["lines"]) == Decimal(revenue["value"])
    assert orders["value"] == len({line["invoice_no"] for line in orders["lines"]}) == len(orders["lines"])
    answer = call("why", "average_order_value").out
    assert "It is revenue / orders" in answer
    assert "first lines, one each, add up to" in answer


def test_a_change_leads_to_two_periods(call: Call, shop: Path) -> None:
    said = call("why", "revenue_month_over_month", "--month", "2011-11", "--json").json
    assert [one["where"] for one in said["made_of"]] == [["month=2011-11"], ["month=2011-10"]]
    assert said["value"] is None
    assert call("why", "revenue_month_over_month").code == 4


def test_any_dimension_can_be_cut(call: Call, shop: Path) -> None:
    said = call("why", "units", "--where", "product=85123A", "--where", "quarter=2011-Q1", "--json").json
    assert {line["stock_code"] for line in said["lines"]} == {"85123A"}
    rows = call("metric", "units", "--by", "product", "--where", "quarter=2011-Q1", "--json").json["rows"]
    assert said["value"] == next(row["value"] for row in rows if row["product"] == "85123A")
