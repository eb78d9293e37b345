"""Docs that can drift are generated, run or followed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pages import PAGES, ROOT, blocks, generator, links
from tests.shops import Shop
from tillhouse.catalog import catalog

GENERATED = ("tables.md", "checks.md", "settings.md", "commands.md", "errors.md", "metrics.md")


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_what_the_declarations_say(name: str) -> None:
    assert (ROOT / "docs" / name).read_text() == generator().PAGES[name](), "run  make docs"


def test_every_generated_page_is_tested() -> None:
    assert set(generator().PAGES) == set(GENERATED)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    assert [target for target in links(path.read_text()) if not (path.parent / target).exists()] == []


def test_a_link_that_leads_nowhere_is_seen() -> None:
    page = "See [this](absent.md#part), [that](https://example.org).\n```text\n[no](link.md)\n```\n"
    assert links(page) == ["absent.md"]


@pytest.mark.parametrize(
    "name", ["ledger", "dim_customer", "dim_date", "daily_sales", "fact_returns", "statement"]
)
def test_the_documented_definition_gives_the_published_fingerprint(small_lake: Shop, name: str) -> None:
    (code,) = blocks((ROOT / "docs" / "fingerprint.md").read_text(), "python")
    scope: dict[str, Any] = {}
    exec(code, scope)
    table, rows = catalog()[name], small_lake.table(name).to_dicts()
    types = {column: table.columns[column].type for column in table.content}
    assert rows
    assert scope["fingerprint"](reversed(rows), types) == small_lake.fingerprint(name)
    assert scope["fingerprint"](rows[1:], types) != small_lake.fingerprint(name)
