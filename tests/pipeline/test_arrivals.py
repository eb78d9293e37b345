"""Deliveries stand in the order in which they arrived, and the last decision about each holds."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from tillhouse.pipeline.arrivals import Arrivals, arrivals


def delivered(*rows: tuple[int, str, str, str, int]) -> pl.DataFrame:
    """Deliveries as (key, feed, kind, name, minute)."""
    columns = ["delivery", "feed", "kind", "name", "taken_at"]
    return pl.DataFrame([(*row[:4], datetime(2024, 1, 1, 0, row[4])) for row in rows], columns, orient="row")


def decided(*rows: tuple[int, str, int | None]) -> pl.DataFrame:
    """Decisions as (delivery, action, replaced by), one a minute."""
    columns = {"delivery": pl.Int64, "action": pl.String, "replaced_by": pl.Int64, "decided_at": pl.Datetime}
    made = [(*row, datetime(2024, 1, 2, 0, at)) for at, row in enumerate(rows)]
    return pl.DataFrame(made, columns, orient="row")


FILES = delivered((9, "shop", "file", "a", 1), (3, "shop", "file", "b", 2), (1, "web", "file", "c", 0))


def test_the_moment_decides_and_not_the_key() -> None:
    assert arrivals("shop", FILES, decided()) == Arrivals({9: 0, 3: 1}, {9: "a", 3: "b"})


def test_corrected_records_are_no_delivery_of_their_own() -> None:
    listed = pl.concat([FILES, delivered((4, "shop", "repair", "repairs", 5))])
    assert [*arrivals("shop", listed, decided()).place] == [9, 3]


def test_the_last_decision_holds() -> None:
    made = decided((9, "retracted", None), (3, "replaced", 5), (9, "restored", None), (1, "retracted", None))
    found = arrivals("shop", FILES, made)
    assert found.out == {3: 5}
    assert found.standing == {9: 0}
