"""From a number to its lines: the leaves sum to the number, and each stands in the file at its line."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from tests.answers.by_hand import over
from tests.shops import Shop
from tillhouse.answers.metrics.explanation import Leaf
from tillhouse.answers.metrics.measured import measured
from tillhouse.answers.metrics.provenance import Explanation, Slice, explained
from tillhouse.errors import BadQuery, DamagedLake, UnknownName
from tillhouse.frame import Frame
from tillhouse.lake.snapshot import Snapshot
from tillhouse.metrics.definitions import METRICS, metric
from tillhouse.metrics.formulas import Change, Ratio, Sum
from tillhouse.retail.events import EVENTS

ALL = 10**6


def added(leaf: Leaf, measure: str) -> Any:
    """What a leaf adds to a sum."""
    if measure != "discounted":
        return leaf.values[measure]
    is_line = leaf.values["line_type"] == "discount"
    return leaf.values["amount"] if is_line else -(leaf.values["discount"] or 0)


def assert_leaves_add_up(found: Explanation) -> None:
    """The number is that of its listed leaves; a quotient and a change, that of the numbers they are made of."""
    formula = found.metric.formula
    if isinstance(formula, Ratio | Change):
        first, second = found.made_of
        for one in found.made_of:
            assert_leaves_add_up(one)
        above = (first.value or 0) - ((second.value or 0) if isinstance(formula, Change) else 0)
        assert found.value == (over(above, second.value) if second.value and second.value > 0 else None)
        return
    weights = [
        Decimal(added(leaf, formula.of) or 0) * formula.sign
        if isinstance(formula, Sum) and formula.of != "lines"
        else Decimal(1)
        for leaf in found.listed
    ]
    assert found.leaves.value == sum(weights, Decimal(0))
    assert found.value == (None if found.absent else found.leaves.value)
    assert found.leaves.lines == len(found.listed)


@pytest.mark.parametrize("name", [m.name for m in METRICS])
def test_the_listed_leaves_add_up_to_the_number(name: str, small_lake: Shop) -> None:
    is_of_period = isinstance(metric(name).formula, Change) or name == "returning_customers"
    assert_leaves_add_up(
        explained(small_lake.snapshot, name, Slice(month="2011-03") if is_of_period else Slice(), ALL)
    )


@pytest.mark.parametrize("part", [Slice(month="2011-03"), Slice(where=("quarter=2011-Q2", "country=IE"))])
@pytest.mark.parametrize("name", ["returned_sales", "orders", "returning_customers", "repeat_rate"])
def test_so_do_those_of_a_part(name: str, part: Slice, small_lake: Shop) -> None:
    assert_leaves_add_up(explained(small_lake.snapshot, name, part, ALL))


@pytest.mark.parametrize("name", ["revenue", "orders", "new_customers", "repeat_customers", "return_rate"])
def test_the_number_is_that_of_the_metric(name: str, two_currencies: Shop) -> None:
    snapshot = two_currencies.snapshot
    for row in measured(snapshot, name, ["quarter"], ["currency=EUR"]).rows:
        part = Slice(currency="EUR", where=(f"quarter={row.place['quarter']}",))
        assert explained(snapshot, name, part, 0).value == row.figure.value


def test_a_count_has_one_leaf_for_each_thing_counted(two_currencies: Shop) -> None:
    part = Slice(month="2011-03", currency="GBP")
    for name, column in (
        ("orders", "invoice_no"),
        ("customers", "customer_id"),
        ("new_customers", "customer_id"),
    ):
        found = explained(two_currencies.snapshot, name, part, ALL)
        assert found.value == len({leaf.values[column] for leaf in found.listed}) == len(found.listed)


def test_a_leaf_of_a_count_is_the_first_line(two_currencies: Shop) -> None:
    rows = two_currencies.table("ledger").to_dicts()
    for leaf in explained(two_currencies.snapshot, "new_customers", Slice(currency="EUR"), ALL).listed:
        bought = [
            r["sold_at"]
            for r in rows
            if (r["customer_id"], r["currency"]) == (leaf.values["customer_id"], "EUR")
            and (r["event"], r["line_type"]) == ("sale", "product")
        ]
        assert leaf.values["sold_at"] == min(bought)


def test_lines_of_two_currencies_are_not_added(two_currencies: Shop) -> None:
    with pytest.raises(BadQuery, match="EUR and GBP"):
        explained(two_currencies.snapshot, "revenue", Slice(), 0)


def test_customers_return_in_a_period(small_lake: Shop) -> None:
    with pytest.raises(BadQuery, match="no period is named"):
        explained(small_lake.snapshot, "returning_customers", Slice(country="France"), 0)


def test_a_customer_of_two_currencies_is_two_leaves(two_currencies: Shop) -> None:
    """Each currency has its own first purchase, and its own leaf."""
    ways = [
        explained(two_currencies.snapshot, "new_customers", Slice(currency=one), ALL)
        for one in ("EUR", "GBP")
    ]
    rows = measured(two_currencies.snapshot, "new_customers", ["year"]).rows
    for one, currency in zip(ways, ("EUR", "GBP"), strict=True):
        assert one.value == sum(row.figure.value or 0 for row in rows if row.place["currency"] == currency)


def test_a_change_needs_a_period(small_lake: Shop) -> None:
    with pytest.raises(BadQuery, match="two periods"):
        explained(small_lake.snapshot, "revenue_year_over_year", Slice(), 0)


def test_net_sales_are_all_loaded_money(small_lake: Shop) -> None:
    loaded = small_lake.statement.fates["loaded"]
    found = explained(small_lake.snapshot, "net_sales", Slice(), 0)
    assert (found.leaves.lines, found.value) == (loaded.rows, loaded.amount)
    assert found.source == "sales_bridge"
    assert found.listed == ()


def test_quarantined_money_is_that_of_the_statement(small_lake: Shop) -> None:
    line = small_lake.statement.fates["quarantined"]
    found = explained(small_lake.snapshot, "quarantined", Slice(), 0)
    assert line.rows > 0
    assert (found.leaves.lines, found.value, found.leaves.unknown) == (line.rows, line.amount, line.unknown)
    assert found.source == "statement"


def test_parts_add_up_and_a_slice_is_a_part(small_lake: Shop) -> None:
    snapshot = small_lake.snapshot
    whole = explained(snapshot, "net_sales", Slice(), 0)
    months = [m for m in small_lake.release.tables["sales_bridge"].partitions if m != "unknown"]
    assert sum(explained(snapshot, "net_sales", Slice(month=m), 0).value for m in months) == whole.value
    assert sum(part.value for part in whole.parts.values()) == whole.value
    for event in EVENTS:
        alone = explained(snapshot, "net_sales", Slice(event=event), 0).value
        assert alone == sum(part.value for key, part in whole.parts.items() if key[1] == event)


def test_a_leaf_is_the_line_of_the_file(small_lake: Shop) -> None:
    path = small_lake.settings.root.parent / "sales.csv"
    lines = path.read_bytes().decode("iso-8859-1").split("\r\n")
    for leaf in explained(small_lake.snapshot, "cancellations", Slice(), 20).listed:
        assert leaf.file == "sales.csv"
        assert str(leaf.values["invoice_no"]) in lines[leaf.line - 1]


def test_names_are_corrected(small_lake: Shop) -> None:
    for name, part in (
        ("net_sale", Slice()),
        ("net_sales", Slice(month="2031-01")),
        ("net_sales", Slice(country="Frence")),
        ("net_sales", Slice(event="sales")),
        ("net_sales", Slice(line_type="products")),
    ):
        with pytest.raises(UnknownName):
            explained(small_lake.snapshot, name, part, 1)


class _Losing(Snapshot):
    """A snapshot that has lost a month of the ledger."""

    def frame(self, name: str, months: Iterable[str] | None = None) -> Frame:
        if name == "ledger" and months is None:
            months = sorted(self.release.tables[name].partitions)[1:]
        return super().frame(name, months)


def test_a_number_that_disagrees_with_its_lines_is_named(small_lake: Shop) -> None:
    with pytest.raises(DamagedLake, match=r"net_sales is .* in sales_bridge"):
        explained(_Losing(small_lake.settings, small_lake.release), "net_sales", Slice(), 0)
