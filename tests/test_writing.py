"""How generated pages are written."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests import words

writing = import_module("writing")
LONG = "word " * 60


@pytest.mark.parametrize("part", [LONG, f"Short.\n\n{LONG}", f"* {LONG}\n* {LONG}", f"* one\n  {LONG}"])
def test_prose_and_lists_are_folded(part: str) -> None:
    page = writing.page(["# Title", part])
    assert list(words.long_lines(page)) == []
    assert page.count("word") == part.count("word")
    assert page.count("\n* ") == part.count("* ")


@pytest.mark.parametrize("part", [f"```text\n{LONG}\n\n{LONG}\n```", f"| {LONG} |", f"## {LONG}"])
def test_code_tables_and_titles_are_as_they_are(part: str) -> None:
    assert part.rstrip() in writing.page(["# Title", part])


def test_a_page_says_that_it_is_generated() -> None:
    assert writing.page(["# Title", "Text of ``code``."]) == (
        f"# Title\n\n{writing.GENERATED}\n\nText of `code`.\n"
    )


def test_names_are_code() -> None:
    assert (writing.codes(["a", "b"]), writing.codes([])) == ("`a`, `b`", "nothing")
