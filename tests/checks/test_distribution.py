from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.frames import Engine, on_polars
from tillhouse.checks.distribution import distribution
from tillhouse.errors import FixTheCode
from tillhouse.frame import gathered

TYPES = {"month": "text", "event": "text", "amount": "money"}


def months(*events: str) -> dict[str, list[str]]:
    """A row for each letter; one text for each month."""
    rows = [(f"2024-{m:02d}", event) for m, text in enumerate(events, 1) for event in text]
    return {"month": [m for m, _ in rows], "event": [e for _, e in rows]}


def test_a_share_that_moves_too_far_is_named_with_what_it_was(engine: Engine) -> None:
    frame = engine(months("ssssr", "ssssr", "sssrr"), TYPES)
    found = gathered(distribution("event", within=19, previous=2).rows(frame, {}))
    assert {(r["month"], r["event"], r["rows"], r["month_rows"]) for r in found.iter_rows(named=True)} == {
        ("2024-03", "s", 3, 5),
        ("2024-03", "r", 2, 5),
    }
    assert {(r["past_rows"], r["past_month_rows"]) for r in found.iter_rows(named=True)} == {(8, 10), (2, 10)}


def test_the_edge_of_the_band_is_inside(engine: Engine) -> None:
    frame = engine(months("ssssr", "ssssr", "sssrr"), TYPES)
    assert len(gathered(distribution("event", within=20, previous=2).rows(frame, {}))) == 0


def test_a_value_that_is_gone_has_share_nothing(engine: Engine) -> None:
    frame = engine(months("sr", "ss"), TYPES)
    found = gathered(distribution("event", within=10, previous=1).rows(frame, {}))
    assert {(r["event"], r["rows"]) for r in found.iter_rows(named=True)} == {("s", 2), ("r", 0)}


def test_months_without_a_past_are_not_judged(engine: Engine) -> None:
    frame = engine(months("s", "r", "s"), TYPES)
    assert len(gathered(distribution("event", within=0, previous=3).rows(frame, {}))) == 0


def test_totals_are_compared_exactly(engine: Engine) -> None:
    columns: dict[str, list[Any]] = {
        "month": ["2024-01", "2024-02", "2024-03", "unknown"],
        "amount": [Decimal("10.000000"), Decimal("20.000000"), Decimal("16.500001"), Decimal(999)],
    }
    found = gathered(distribution("amount", "total", within=10, previous=2).rows(engine(columns, TYPES), {}))
    (row,) = found.iter_rows(named=True)
    assert (row["month"], row["total"], row["past_total"]) == ("2024-03", Decimal("16.500001"), Decimal(30))
    columns["amount"][2] = Decimal("16.5")
    assert len(gathered(distribution("amount", "total", 10, 2).rows(engine(columns, TYPES), {}))) == 0


@given(st.lists(st.text("xyz", min_size=1, max_size=4), max_size=5), st.integers(0, 60), st.integers(1, 3))
def test_shares_are_those_of_fractions(events: list[str], within: int, previous: int) -> None:
    expected = set()
    for i in range(previous, len(events)):
        past = "".join(events[i - previous : i])
        for event in set("".join(events)):
            now, then = (
                Fraction(events[i].count(event), len(events[i])),
                Fraction(past.count(event), len(past)),
            )
            if abs(now - then) * 100 > within:
                expected.add((f"2024-{i + 1:02d}", event))
    found = gathered(
        distribution("event", "share", within, previous).rows(on_polars(months(*events), TYPES), {})
    )
    assert {(r["month"], r["event"]) for r in found.iter_rows(named=True)} == expected


def test_a_measure_that_does_not_exist_is_refused() -> None:
    with pytest.raises(FixTheCode, match="measure=mean"):
        distribution("amount", "mean")  # type: ignore[arg-type]
