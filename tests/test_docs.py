"""Docs that can drift are generated, run or followed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.pages import PAGES, ROOT, anchors, blocks, generator, links
from tests.shops import Shop
from tillhouse.catalog import catalog

GENERATED = ("tables.md", "checks.md", "settings.md", "commands.md", "errors.md", "metrics.md", "json.md")


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_what_the_declarations_say(name: str) -> None:
    assert (ROOT / "docs" / "reference" / name).read_text() == generator().PAGES[name](), "run  make docs"


def test_every_generated_page_is_tested() -> None:
    assert set(generator().PAGES) == set(GENERATED)


def dead(path: Path, page: str) -> list[str]:
    """Links of a page that lead to no file, or to no heading of it."""
    found = [((path.parent / file if file else path), anchor) for file, anchor in links(page)]
    texts = {path: page} | {file: file.read_text() for file, _ in found if file.is_file() and file != path}
    return [
        f"{file}#{anchor}"
        for file, anchor in found
        if not (file in texts or file.exists()) or (anchor and anchor not in anchors(texts[file]))
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    assert dead(path, path.read_text()) == []


@pytest.mark.parametrize("link", ["absent.md", "README.md#absent", "#absent"])
def test_a_link_that_leads_nowhere_is_seen(link: str) -> None:
    assert dead(ROOT / "page.md", f"# Here\n\nSee [this]({link}).\n")


def test_links_that_lead_somewhere_are_not() -> None:
    page = "# It is `here`, now\n[a](README.md#the-code) [b](#it-is-here-now) [c](https://example.org)\n"
    assert dead(ROOT / "page.md", page + "```text\n[no](link.md)\n```\n") == []


def test_pages_that_messages_name_are_there() -> None:
    named = {
        page
        for path in (ROOT / "src").rglob("*.py")
        for page in re.findall(r"\bdocs/[\w/.-]+\w", path.read_text())
    }
    assert len(named) > 3
    assert [page for page in sorted(named) if not (ROOT / page).exists()] == []


@pytest.mark.parametrize(
    "name", ["ledger", "dim_customer", "dim_date", "daily_sales", "fact_returns", "statement"]
)
def test_the_documented_definition_gives_the_published_fingerprint(small_lake: Shop, name: str) -> None:
    (code,) = blocks((ROOT / "docs" / "reference" / "fingerprint.md").read_text(), "python")
    scope: dict[str, Any] = {}
    exec(code, scope)
    table, rows = catalog()[name], small_lake.table(name).to_dicts()
    types = {column: table.columns[column].type for column in table.content}
    assert rows
    assert scope["fingerprint"](reversed(rows), types) == small_lake.fingerprint(name)
    assert scope["fingerprint"](rows[1:], types) != small_lake.fingerprint(name)
