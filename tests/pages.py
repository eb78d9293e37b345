"""Pages of the documentation as tests read them."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")])
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return [code for named, code in _FENCE.findall(page) if named == language]


def links(page: str) -> list[tuple[str, str]]:
    """The links to files and to places in the page itself: file and anchor, either of them empty."""
    targets: list[str] = re.findall(r"\]\(([^)\s]+)\)", _FENCE.sub("", page))
    parted = (target.partition("#") for target in targets if "://" not in target)
    return [(file, anchor) for file, _, anchor in parted]


def anchors(page: str) -> set[str]:
    """The places of a page that a link can name: its headings, as GitHub writes them."""
    headings = re.findall(r"^#+ +(.+)$", _FENCE.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def generator() -> ModuleType:
    """``docs/generate.py``, which is no part of the package."""
    return import_module("generate")
