"""Rows of a table as they are asked for say how many there are."""

from __future__ import annotations

import pytest

from tests.shops import Shop
from tillhouse.answers.rows import rows_of
from tillhouse.answers.selection import Selection

POSTAGE = ("line_type=postage",)


@pytest.mark.parametrize("where", [(), POSTAGE])
def test_rows_that_are_cut_say_how_many_there_are(where: tuple[str, ...], small_lake: Shop) -> None:
    every = rows_of(small_lake.snapshot, "ledger", Selection(where))
    assert every.of == len(every.rows) > 2
    for limit in (0, 2, every.of, every.of + 1):
        found = rows_of(small_lake.snapshot, "ledger", Selection(where, limit=limit))
        assert (len(found.rows), found.of) == (min(limit, every.of), every.of)
