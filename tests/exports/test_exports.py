"""Exports of invented shops, each with other habits: right at every level or asked about, never silently wrong.

`make exports` opens 2,000 of them; here are the first hundred.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tests.exports.questions import questions
from tests.exports.truth import by_store, products, truth
from tests.exports.writing import Export, export
from tillhouse.cli import program
from tillhouse.errors import FixTheData
from tillhouse.python.lake import OpenLake, open_lake

#: How many are opened, from which on: an even share of them for each test, so that workers share the time.
MANY, FIRST = (
    int(os.environ.get("TILLHOUSE_EXPORTS", "100")),
    int(os.environ.get("TILLHOUSE_EXPORTS_FROM", "0")),
)
SHARES = 20
#: Of a hundred files, so many may be asked about.
MOST_ASKED = 25
#: Figures are equal that are one to the penny.
_NEAR = Decimal("0.005")


def said(root: Path, *words: str) -> Result:
    return CliRunner().invoke(program, ["--root", str(root), *words])


def values(lake: OpenLake, metric: str, by: str = "currency") -> dict[str, Decimal]:
    """A metric by currency, or by something else over all currencies; 0 is left out."""
    found: dict[str, Decimal] = {}
    for row in lake.metric(metric, () if by == "currency" else by).rows:
        if row.figure.value:
            found[row.place[by]] = found.get(row.place[by], Decimal(0)) + row.figure.value
    return found


def differ(found: Mapping[str, Decimal], right: Mapping[str, Decimal], one: Export) -> bool:
    """Whether a figure is another; where the file has no column of currencies, over all of them."""
    if not one.habits.currencies:
        found, right = ({"": sum(side.values(), Decimal(0))} for side in (found, right))
    return any(abs(found.get(key, 0) - right.get(key, 0)) > _NEAR for key in {*found, *right})


def unlike(root: Path, one: Export) -> dict[str, object]:
    """The figures of a lake that are not those of the orders, each with what is right."""
    wrong: dict[str, object] = {}
    with open_lake(root) as lake:
        for metric, right in truth(one.orders, one.habits).items():
            found = values(lake, metric)
            if differ(found, right, one):
                wrong[metric] = (found, right)
        ledger = lake.table("ledger").filter(pl.col("fate") == "loaded", pl.col("line_type") == "product")
        codes = ledger.select(pl.col("stock_code").n_unique()).collect().item()
        if one.habits.damage != "codes" and codes != products(one.orders):
            wrong["products"] = (codes, products(one.orders))
        if one.habits.stores:
            found, right = values(lake, "net_sales", "store"), by_store(one.orders, one.habits)
            if any(abs(found.get(key, 0) - right.get(key, 0)) > _NEAR for key in {*found, *right}):
                wrong["by store"] = (found, right)
    return wrong


def wrong(folder: Path, one: Export) -> dict[str, object] | None:
    """What comes out otherwise, with what is right; None where the right question was asked."""
    folder.mkdir()
    output = ""
    for path in one.write(folder):
        opened = said(folder / "lake", "open", str(path), "--name", "shop", "--yes")
        if isinstance(opened.exception, FixTheData):
            text = opened.exception.message
            return None if any(begin in text for begin in questions(one)) else {"question": text}
        assert opened.exit_code == 0, opened.exception
        output += opened.output
    if unsaid := [word for word in one.said if word not in output.replace("\n", " ")]:
        return {"not said": unsaid}
    found = unlike(folder / "lake", one)
    if found and one.marked:
        return unlike(folder / "lake", one.without_marked)
    return found


@pytest.mark.parametrize("share", range(SHARES))
def test_every_export_is_right_or_asked_about(tmp_path: Path, share: int) -> None:
    seeds = range(FIRST + share, FIRST + MANY, SHARES)
    asked = []
    for seed in seeds:
        one = export(seed)
        found = wrong(tmp_path / str(seed), one)
        asked += [seed] if found is None else []
        assert not found, f"seed {seed}: {found}\n{one.habits}\n{one.write(tmp_path)[-1]}"
    assert len(asked) * 100 <= MOST_ASKED * max(len(seeds), SHARES), asked


def _planted(one: Export, what: str) -> Export:
    """The export with orders that differ from what is written in one thing."""
    order, *rest = one.orders
    item = order.items[0]
    if what == "units":
        order = replace(order, items=(replace(item, quantity=item.quantity + 1), *order.items[1:]))
    if what == "status":
        order = replace(order, state="cancelled")
    if what == "customer":
        order = replace(order, customer="somebody else")
    return replace(one, orders=[order, *rest])


@pytest.mark.parametrize("what", ["units", "status", "customer"])
def test_a_planted_misreading_is_noticed(tmp_path: Path, what: str) -> None:
    one = next(
        one
        for one in map(export, range(1_000))
        if not one.habits.damage and one.orders[0].state == "done" and one.habits.form == "csv"
    )
    planted = _planted(one, what)
    (tmp_path / "right").mkdir()
    path = one.write(tmp_path / "right")[0]
    assert said(tmp_path / "lake", "open", str(path), "--yes").exit_code == 0
    assert unlike(tmp_path / "lake", one) == {}
    assert unlike(tmp_path / "lake", planted) != {}
