"""Files of shops with other habits come out right with `--yes` alone, to the last digit."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tillhouse.cli import program

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]


def said(root: Path, *words: str) -> Result:
    """What a command says of a lake."""
    return CliRunner().invoke(program, ["--root", str(root / "lake"), *words])


def total(root: Path, metric: str) -> str:
    """A metric over all currencies; ``none`` where there is no answer."""
    answer = said(root, "metric", metric, "--json")
    if answer.exit_code:
        return "none"
    values = [row["value"] for row in json.loads(answer.stdout)["rows"]]
    return str(sum((Decimal(str(value)) for value in values if value is not None), Decimal(0)))


def equal(found: str, right: str) -> bool:
    """Whether two numbers are one, however they are written."""
    return found == right if "none" in {found, right} else Decimal(found) == Decimal(right)


def wrong(root: Path, case: dict[str, Any]) -> dict[str, str]:
    """The metrics of a case that come out otherwise, with what came out."""
    for number, text in enumerate(case["files"], start=1):
        path = root / f"file{number}.{'json' if text.lstrip().startswith('[') else 'csv'}"
        path.write_text(text, encoding="utf-8")
        opened = said(root, "open", str(path), "--name", "shop", "--yes")
        assert opened.exit_code == 0, opened.output
    found = {metric: total(root, metric) for metric in case["right"]}
    return {
        metric: value
        for metric, value in found.items()
        if not any(equal(value, right) for right in case["right"][metric])
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_file_of_another_shop_is_read_right(tmp_path: Path, case: dict[str, Any]) -> None:
    assert wrong(tmp_path, case) == {}


def test_another_number_is_noticed(tmp_path: Path) -> None:
    case = next(case for case in CASES if case["name"] == "kilos")
    planted = {**case, "right": {"net_sales": ["36.86"], "units_sold": ["5.252"]}}
    assert [*wrong(tmp_path, planted)] == ["net_sales"]
