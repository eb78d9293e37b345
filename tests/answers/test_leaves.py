"""From a number to its lines: the leaves sum to the number, and each stands in the file at its line."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest

from tests.shops import Shop
from tillhouse.answers.leaves import Slice, explained
from tillhouse.answers.metrics import METRICS, metric
from tillhouse.errors import DamagedLake, UnknownName
from tillhouse.events import EVENTS, LINE_TYPES
from tillhouse.frame import Frame
from tillhouse.reader import Reader

ALL = 10**6


@pytest.mark.parametrize("name", [m.name for m in METRICS])
def test_the_listed_leaves_add_up_to_the_number(name: str, small_lake: Shop) -> None:
    found = explained(small_lake.reader, name, Slice(), ALL)
    column = {"amount": "amount", "quantity": "quantity"}.get(metric(name).measure)
    by_hand = sum(((leaf.values[column] or 0) if column else 1 for leaf in found.listed), Decimal(0))
    assert found.value == found.leaves.value == by_hand
    assert found.leaves.lines == len(found.listed)


def test_net_sales_are_all_loaded_money(small_lake: Shop) -> None:
    loaded = small_lake.statement.fates["loaded"]
    found = explained(small_lake.reader, "net_sales", Slice(), 0)
    assert (found.leaves.lines, found.value) == (loaded.rows, loaded.amount)
    assert found.source == "sales_bridge"
    assert found.listed == ()


def test_quarantined_money_is_that_of_the_statement(small_lake: Shop) -> None:
    line = small_lake.statement.fates["quarantined"]
    found = explained(small_lake.reader, "quarantined", Slice(), 0)
    assert line.rows > 0
    assert (found.leaves.lines, found.value, found.leaves.unknown) == (line.rows, line.amount, line.unknown)
    assert found.source == "statement"


def test_parts_add_up_and_a_slice_is_a_part(small_lake: Shop) -> None:
    reader = small_lake.reader
    whole = explained(reader, "net_sales", Slice(), 0)
    months = [m for m in small_lake.release.tables["sales_bridge"].parts if m != "unknown"]
    assert sum(explained(reader, "net_sales", Slice(month=m), 0).value for m in months) == whole.value
    assert sum(part.value for part in whole.parts.values()) == whole.value
    for event in EVENTS:
        alone = explained(reader, "net_sales", Slice(event=event), 0).value
        assert alone == sum(part.value for key, part in whole.parts.items() if key[1] == event)


def test_a_leaf_is_the_line_of_the_file(small_lake: Shop) -> None:
    path = small_lake.settings.root.parent / "sales.csv"
    lines = path.read_bytes().decode("iso-8859-1").split("\r\n")
    for leaf in explained(small_lake.reader, "cancellations", Slice(), 20).listed:
        assert leaf.file == "sales.csv"
        assert str(leaf.values["invoice_no"]) in lines[leaf.line - 1]


def test_names_are_corrected(small_lake: Shop) -> None:
    for name, part in (
        ("net_sale", Slice()),
        ("net_sales", Slice(month="2011-99")),
        ("net_sales", Slice(country="Frence")),
        ("net_sales", Slice(event="sales")),
        ("net_sales", Slice(line_type="products")),
    ):
        with pytest.raises(UnknownName):
            explained(small_lake.reader, name, part, 1)


class _Losing(Reader):
    """A reader that has lost a month of the ledger."""

    def frame(self, name: str, months: Iterable[str] | None = None) -> Frame:
        if name == "ledger" and months is None:
            months = sorted(self.release.tables[name].parts)[1:]
        return super().frame(name, months)


def test_a_number_that_disagrees_with_its_lines_is_named(small_lake: Shop) -> None:
    with pytest.raises(DamagedLake, match=r"net_sales is .* in sales_bridge"):
        explained(_Losing(small_lake.settings, small_lake.release), "net_sales", Slice(), 0)


def test_every_metric_says_what_it_is() -> None:
    for one in METRICS:
        assert one.meaning.endswith(".")
        assert one.excludes.endswith(".")
        assert set(one.events) <= set(EVENTS)
        assert set(one.line_types) <= set(LINE_TYPES)
    assert len({one.name for one in METRICS}) == len(METRICS)
