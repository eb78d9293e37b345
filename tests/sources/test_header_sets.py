"""Headers of exports that no dialect covers: what each column means is proposed right, or asked, and never wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tillhouse.dialects import dialects, recognised
from tillhouse.errors import UnmappedHeader
from tillhouse.settings.feed import Feed
from tillhouse.sources import detect, open_all

SETS: Mapping[str, dict[str, Any]] = {
    name: one
    for path in sorted((Path(__file__).parent / "headers").glob("*.toml"))
    for name, one in tomllib.loads(path.read_text("utf-8")).items()
}


def read(text: str) -> Feed:
    """What the first screen would propose."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        path.write_text(text, "utf-8")
        return detect(open_all(path)[0], Feed("f")).feed


@pytest.mark.parametrize("name", SETS)
def test_each_column_means_what_it_should(name: str) -> None:
    given = SETS[name]
    if "asked" in given:
        with pytest.raises(UnmappedHeader) as refusal:
            read(given["text"])
        assert f"--column {given['asked']}=" in (refusal.value.hint or "")
        return
    found = read(given["text"])
    assert found.columns == given["columns"]
    for field, value in given.get("feed", {}).items():
        assert getattr(found, field) == value, field


def test_there_are_sixty_and_nearly_all_are_read_without_a_question() -> None:
    assert len(SETS) >= 60
    assert sum("asked" not in one for one in SETS.values()) >= 50


def test_no_dialect_knows_them() -> None:
    known = dialects(None)
    headers = {
        name: one["text"].strip().splitlines()[0].replace(";", ",").split(",") for name, one in SETS.items()
    }
    assert {name: recognised(header, known) for name, header in headers.items()} == dict.fromkeys(SETS)
