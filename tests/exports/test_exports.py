"""Exports of invented shops, each with other habits: right at every level or asked about, never silently wrong.

`make exports` opens 2,000 of them; here are the first hundred.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.exports.orders import truth
from tests.exports.writing import Export, export
from tillhouse.cli import program
from tillhouse.errors import FixTheData

#: How many are opened: an even share of them for each test, so that workers share the time.
MANY = int(os.environ.get("TILLHOUSE_EXPORTS", "100"))
SHARES = 20
#: Of a hundred files, so many may be asked about.
MOST_ASKED = 25


def said(root: Path, *words: str) -> Result:
    return CliRunner().invoke(program, ["--root", str(root), *words])


def total(root: Path, metric: str) -> Decimal:
    """A metric over all currencies; 0 where there is none."""
    answer = said(root, "metric", metric, "--json")
    rows = json.loads(answer.stdout)["rows"] if answer.exit_code == 0 else []
    return sum((Decimal(str(row["value"])) for row in rows if row["value"] is not None), Decimal(0))


def wrong(folder: Path, one: Export) -> dict[str, tuple[Decimal, Decimal]] | None:
    """The metrics that come out otherwise, with what is right; None where a question was asked."""
    folder.mkdir()
    path = folder / "sales.csv"
    path.write_text(one.text, encoding="utf-8")
    opened = said(folder / "lake", "open", str(path), "--yes")
    if isinstance(opened.exception, FixTheData):
        return None
    assert opened.exit_code == 0, opened.exception
    right = {
        metric: Decimal(value)
        for metric, value in asdict(truth(one.orders, is_taxed=one.habits.taxed)).items()
    }
    found = {metric: total(folder / "lake", metric) for metric in right}
    return {metric: (found[metric], value) for metric, value in right.items() if found[metric] != value}


@pytest.mark.parametrize("share", range(SHARES))
def test_every_export_is_right_or_asked_about(tmp_path: Path, share: int) -> None:
    seeds = range(share, MANY, SHARES)
    asked = []
    for seed in seeds:
        one = export(seed)
        found = wrong(tmp_path / str(seed), one)
        asked += [seed] if found is None else []
        assert not found, f"seed {seed}: {found}\n{one.habits}\n{one.text[:600]}"
    assert len(asked) * 100 <= MOST_ASKED * max(len(seeds), SHARES), asked


def test_a_planted_misreading_is_noticed(tmp_path: Path) -> None:
    one = next(one for one in map(export, range(100)) if not one.habits.sign and not one.habits.total)
    order, *rest = one.orders
    more = replace(order.items[0], quantity=order.items[0].quantity + 1)
    planted = replace(one, orders=[replace(order, items=(more, *order.items[1:])), *rest])
    assert wrong(tmp_path / "right", one) in ({}, None)
    assert wrong(tmp_path / "planted", planted) != {}
