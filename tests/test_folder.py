"""A folder is a registry."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tillhouse import folder
from tillhouse.errors import UnknownName


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package of two entries, a helper and a module that must not be imported unasked."""
    package = tmp_path / "shelves"
    package.mkdir()
    for name in ("__init__", "rows", "columns", "_shared"):
        (package / f"{name}.py").write_text(f"NAME = '{name}'\n")
    (package / "broken.py").write_text("raise RuntimeError\n")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [n for n in sys.modules if n.split(".")[0] == "shelves"]:
        monkeypatch.delitem(sys.modules, name)
    folder.names.cache_clear()
    return "shelves"


def test_entries_are_the_files_without_an_underscore(shelf: str) -> None:
    assert folder.names(shelf) == ("broken", "columns", "rows")


def test_one_entry_is_imported_alone(shelf: str) -> None:
    assert folder.entry(shelf, "rows").NAME == "rows"
    assert f"{shelf}.columns" not in sys.modules


def test_all_entries_are_imported_by_name(shelf: str, tmp_path: Path) -> None:
    (tmp_path / shelf / "broken.py").unlink()
    assert {name: module.NAME for name, module in folder.entries(shelf).items()} == {
        "columns": "columns",
        "rows": "rows",
    }


def test_an_unknown_entry_names_the_nearest(shelf: str) -> None:
    with pytest.raises(UnknownName, match=r"No shelve is named row\.\nDid you mean rows\?"):
        folder.entry(shelf, "row")
    with pytest.raises(UnknownName):
        folder.entry(shelf, "_shared")
