"""Stored files read alike, whichever engine wrote them: with the month inside or in the folder's name alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tillhouse import folder

TYPES = {"line": "integer", "month": "text", "code": "text"}
ROWS = pl.DataFrame({"line": [1, 2, 3], "month": ["2011-01", "unknown", "2011-02"], "code": ["A", None, "B"]})


def stored(lake: Path) -> list[str]:
    """One file with its month inside, two without."""
    paths = []
    for n, month in enumerate(ROWS["month"]):
        path = lake / f"month={month}" / "part.parquet"
        path.parent.mkdir(parents=True)
        some = ROWS.filter(pl.col("month") == month)
        (some if n == 0 else some.drop("month")).write_parquet(path)
        paths.append(str(path))
    return paths


@pytest.mark.parametrize("engine", ["polars", "duckdb", "pandas"])
@pytest.mark.parametrize("below", ["lake", "shop=one/lake"])
@pytest.mark.parametrize("order", [list, lambda paths: paths[::-1]], ids=["with first", "without first"])
def test_the_month_is_there(
    engine: str, below: str, order: Callable[[list[str]], list[str]], tmp_path: Path
) -> None:
    module: Any = folder.entry("tillhouse.engines", engine)
    found = module.computed(module.scan(order(stored(tmp_path / below)), TYPES), TYPES)
    assert found.sort("line").equals(ROWS)
