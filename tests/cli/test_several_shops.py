"""Shops that number their orders alike, in one lake: what is asked, and that each suggested command works."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from click.testing import Result

from tests.cases.test_cases import said, total
from tillhouse.errors import AmbiguousReading, FixTheSetup

HEADER = "Bon;Datum;Artikelnr;Bezeichnung;Menge;Betrag"


def shop(folder: Path, name: str, amount: str) -> Path:
    """A folder with two days of one shop; each day begins at number 1."""
    place = folder / name
    place.mkdir()
    for day in ("04.03.2024", "05.03.2024"):
        rows = [f"{number};{day};77;Käse;1;{amount}" for number in (1, 2)]
        (place / f"{name}_{day}.csv").write_text("\n".join((HEADER, *rows, "")), encoding="utf-8")
    return place


def refused(root: Path, *words: str) -> tuple[str, list[list[str]]]:
    """What a refusal says, and the commands that it suggests, without program and root."""
    error = said(root, *words).exception
    assert isinstance(error, AmbiguousReading), error
    hint = error.hint or ""
    lines = [line.split("tillhouse ", 1)[1] for line in hint.splitlines() if "tillhouse " in line]
    return hint, [shlex.split(line) for line in lines]


def typed(root: Path, words: list[str]) -> Result:
    return said(root, *words)


def test_another_shop_with_the_same_numbers_is_a_feed_of_its_own(tmp_path: Path) -> None:
    north, south = shop(tmp_path, "Nord", "1,50"), shop(tmp_path, "S\u00fcd West", "2,25")
    assert said(tmp_path, "open", str(north), "--yes").exit_code == 0
    hint, commands = refused(tmp_path, "open", str(south), "--yes")
    assert "They are of another shop or till:" in hint
    assert typed(tmp_path, commands[-1]).exit_code == 0
    assert float(total(tmp_path, "net_sales")) == 15.0
    assert float(total(tmp_path, "orders")) == 8


@pytest.mark.parametrize(("place", "net"), [(0, 9.0), (1, 15.0)], ids=["newest", "both"])
def test_the_other_readings_can_be_typed_as_suggested(tmp_path: Path, place: int, net: float) -> None:
    north, south = shop(tmp_path, "Nord", "1,50"), shop(tmp_path, "S\u00fcd", "2,25")
    assert said(tmp_path, "open", str(north), "--yes").exit_code == 0
    _, commands = refused(tmp_path, "open", str(south), "--yes")
    answer = typed(tmp_path, commands[place])
    assert answer.exit_code == 0, answer.output
    assert float(total(tmp_path, "net_sales")) == net


def test_a_store_is_a_dimension_and_tells_shops_apart(tmp_path: Path) -> None:
    for name, amount in (("Nord", "1,50"), ("S\u00fcd", "2,25")):
        answer = said(tmp_path, "open", str(shop(tmp_path, name, amount)), "--store", name, "--yes")
        assert answer.exit_code == 0, answer.output
    by = json.loads(said(tmp_path, "metric", "net_sales", "--by", "store", "--by", "date", "--json").stdout)
    found = {(row["store"], row["date"]): float(row["value"]) for row in by["rows"]}
    assert found[("Nord", "2024-03-04")] == 3.0
    assert found[("S\u00fcd", "2024-03-05")] == 4.5
    assert len(found) == 4


def test_hints_before_anything_is_saved_are_of_open(tmp_path: Path) -> None:
    answer = said(tmp_path, "open", str(shop(tmp_path, "Nord", "1,50")))
    assert isinstance(answer.exception, FixTheSetup)
    assert "--currency CODE --yes" in answer.output
    assert "config feed" not in answer.output


def test_sharing_is_a_command_that_works(tmp_path: Path) -> None:
    said(tmp_path, "open", str(shop(tmp_path, "Nord", "1,50")), "--yes")
    answer = said(tmp_path, "open", str(shop(tmp_path, "West", "9,25")), "--name", "west", "--yes")
    assert (
        "config feed west customers= products=" in answer.output
        or "config feed west products=" in answer.output
    )
    changed = said(tmp_path, "config", "feed", "west", "products=")
    assert "products is empty in feed west" in changed.output
    assert said(tmp_path, "run").exit_code == 0
