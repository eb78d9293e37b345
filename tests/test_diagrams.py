"""Diagrams of the tables: every table is in one, and arrows lead where the tables say."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from tests.pages import ROOT, blocks
from tillhouse.catalog import catalog

diagrams = import_module("diagrams")
PAGE = ROOT / "docs" / "explanation" / "how-it-works.md"


def test_the_page_shows_what_the_catalog_says() -> None:
    assert PAGE.read_text() == diagrams.drawn(PAGE.read_text()), "run  make docs"


def test_a_diagram_that_is_out_of_date_is_drawn_again() -> None:
    old = (
        "<!-- Diagram of books; written by docs/generate.py -->\n```mermaid\nflowchart LR\n    a --> b\n```\n"
    )
    assert "raw_sales --> ledger" in diagrams.drawn(old)
    assert "a --> b" not in diagrams.drawn(old)


def test_every_table_is_in_a_diagram() -> None:
    shown = " ".join(blocks(PAGE.read_text(), "mermaid"))
    assert [name for name in catalog().tables if not re.search(rf"\b{name}\b", shown)] == []


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"a": (), "b": ("a",)}, ["a --> b"]),
        ({"a": (), "b": ("a",), "c": ("a", "b")}, ["a --> b", "b --> c"]),
        ({"a": (), "b": ("a",), "c": ("b",), "d": ("c", "a")}, ["a --> b", "b --> c", "c --> d"]),
        ({"a": (), "b": (), "c": ("a", "b")}, ["a --> c", "b --> c"]),
    ],
)
def test_an_arrow_is_left_out_where_a_longer_way_says_the_same(
    inputs: dict[str, tuple[str, ...]], expected: list[str]
) -> None:
    header, *arrows = diagrams.mermaid(inputs).splitlines()
    assert header == "flowchart LR"
    assert [arrow.strip() for arrow in arrows] == expected
