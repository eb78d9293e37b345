"""Each dialect has its page; the pages are what the dialects and their samples say."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import pytest

from tests.pages import ROOT, blocks
from tillhouse.dialects import dialects, parsed, recognised

FOLDER = ROOT / "docs" / "guides" / "dialects"


def written() -> ModuleType:
    """``docs/dialects.py``, which is no part of the package."""
    return import_module("dialects")


def test_each_dialect_has_a_page_and_no_page_has_lost_its_dialect() -> None:
    assert {path.name for path in FOLDER.glob("*")} == {
        "README.md",
        *(f"{name}.md" for name in dialects(None)),
    }


@pytest.mark.parametrize("name", ["README", *dialects(None)])
def test_a_page_is_what_the_dialect_says(name: str) -> None:
    assert (FOLDER / f"{name}.md").read_text("utf-8") == written().pages()[f"{name}.md"], "run  make docs"


def test_a_page_shows_columns_statuses_sample_and_ledger() -> None:
    said = written().pages()["shopify.md"]
    assert "| `Taxes` | `order_tax` | Tax of the order. It becomes a line of its own, of type tax. |" in said
    assert "| `voided` | no sale: listed with its money |" in said
    assert "| #1003 | cara@example.org | partially_refunded |" in said
    assert "| 6 | -2 | loaded | sale | discount |" in said


def test_a_sample_below_a_title_is_shown_from_its_header_on() -> None:
    said = written().pages()["ebay_transactions.md"]
    assert "paper_plants" not in said
    assert "| Mar 5, 2024 | Order | 12-00000-00001 |" in said


def test_the_example_of_an_own_dialect_can_be_used() -> None:
    (example,) = blocks((FOLDER / "README.md").read_text("utf-8"), "toml")
    own = parsed("corner", example, "corner.toml")
    found = recognised(["BETRAG", "Menge", "Artikel", "Datum", "Bon", "Art"], {"corner": own})
    assert found == own
    assert own.feed["statuses"] == {"verkauf": "sale", "storno": "not_sales"}
