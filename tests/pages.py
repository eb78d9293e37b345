"""Pages of the documentation as tests read them."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "bench").glob("*.md")])
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return [code for named, code in _FENCE.findall(page) if named == language]


def links(page: str) -> list[str]:
    """The targets of links to files, without their anchors."""
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", _FENCE.sub("", page))
    return [target for target in targets if "://" not in target]


def generator() -> ModuleType:
    """``docs/generate.py``, which is no part of the package."""
    spec = spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
