"""The changelog is in the form of Keep a Changelog."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.pages import ROOT

PAGE = (ROOT / "CHANGELOG.md").read_text()
SECTION = re.compile(r"^## (?:Unreleased|(?P<version>\d+\.\d+\.\d+) - (?P<day>\d{4}-\d\d-\d\d))$")


def faults(page: str) -> Iterator[str]:
    """Headings that are none of a version or a kind of change, and versions out of order."""
    versions, days = [], []
    for heading in re.findall(r"^##.*$", page, re.MULTILINE):
        if heading in {"### Added", "### Changed", "### Fixed"}:
            continue
        found = SECTION.match(heading)
        if not found:
            yield f"no heading of a changelog: {heading}"
        elif found["version"]:
            versions.append(tuple(map(int, found["version"].split("."))))
            days.append(found["day"])
    if versions != sorted(set(versions), reverse=True) or days != sorted(days, reverse=True):
        yield "the newest version is not first"


def test_sections_are_versions_and_kinds_of_change() -> None:
    assert list(faults(PAGE)) == []
    assert PAGE.count("\n## Unreleased\n") == 1
    assert PAGE.index("\n## Unreleased\n") < PAGE.index("\n## 0.")


def test_the_version_of_the_package_is_known() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"\n## {version} - " in PAGE


@pytest.mark.parametrize(
    "page",
    [
        "## 0.1.0\n",
        "## Version 1\n",
        "## 0.1.0 - yesterday\n",
        "### Removed things\n",
        "## 0.1.0 - 2026-11-21\n\n## 0.2.0 - 2026-11-25\n",
        "## 0.2.0 - 2026-11-21\n\n## 0.1.0 - 2026-11-25\n",
        "## 0.1.0 - 2026-11-21\n\n## 0.1.0 - 2026-11-21\n",
    ],
)
def test_another_form_is_found(page: str) -> None:
    assert list(faults(page))
