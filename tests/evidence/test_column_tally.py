from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from tillhouse.evidence import column_tally
from tillhouse.evidence.column_tally import ColumnTally


def tallied(*batches: list[str | None]) -> ColumnTally:
    tally = ColumnTally("a")
    for batch in batches:
        tally.add(pl.Series("a", batch, dtype=pl.String))
    return tally


def test_batches_add_up() -> None:
    tally = tallied(["1", None, "2"], ["2", "3", "-1"])
    assert (tally.rows, tally.missing, tally.distinct, tally.kind) == (6, 1, 4, "whole number")
    assert tally.frequent(2) == [("2", 2), ("-1", 1)]
    assert tally.ends() == ("-1", "3")
    assert tally.quantiles()["50%"] == Decimal(2)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([None, None], "empty"),
        (["1.50", "€ 2"], "number"),
        (["2024-01-15 10:00", "15.01.2024"], "date"),
        (["10:15", "9:00 PM"], "time"),
        (["a@x.org"], "e-mail"),
        (["1", "a"], "text"),
    ],
)
def test_kinds(values: list[str | None], kind: str) -> None:
    assert tallied(values).kind == kind


def test_memory_does_not_grow_with_the_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_tally, "MOST_KINDS", 100)
    monkeypatch.setattr(column_tally, "SAMPLE", 500)
    tally = tallied(
        *([f"{n}" for n in range(start, start + 1000)] + ["7"] * 50 for start in range(0, 10_000, 1000))
    )
    assert tally.dropped
    assert tally.values.height <= 100
    assert tally.sample.height <= 500
    assert tally.frequent(1)[0][0] == "7"
    assert tally.distinct == pytest.approx(10_000, rel=0.1)
    assert float(tally.quantiles()["50%"]) == pytest.approx(4_750, rel=0.15)
