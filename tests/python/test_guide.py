"""The guide and the notebook for Python: their code runs on the demo, and prints what they show."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pages import ROOT

GUIDE = ROOT / "docs" / "guides" / "python.md"
NOTEBOOK = ROOT / "docs" / "guides" / "explore.ipynb"
_CODE = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def beside_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which ``tillhouse demo`` was run."""
    folder = tmp_path_factory.mktemp("guide")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TILLHOUSE_")}
    command = [sys.executable, "-m", "tillhouse", "demo"]
    subprocess.run(command, cwd=folder, env=clean, check=True, capture_output=True, timeout=300)
    return folder


def printed(codes: list[str]) -> Iterator[str]:
    """What each piece of code prints, one after another in one namespace."""
    known: dict[str, Any] = {}
    for code in codes:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, "<guide>", "exec"), known)
        yield out.getvalue()


def cells(notebook: str) -> list[str]:
    """The code of a notebook, cell by cell. The format is JSON: nothing of Jupyter is needed to run plain Python."""
    return ["".join(cell["source"]) for cell in json.loads(notebook)["cells"] if cell["cell_type"] == "code"]


def test_the_guide_prints_what_it_shows(beside_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(beside_demo)
    pieces = _CODE.findall(GUIDE.read_text())
    assert len(pieces) > 6
    assert list(printed([code for code, _ in pieces])) == [shown for _, shown in pieces]


def test_every_piece_that_prints_shows_it() -> None:
    assert all(shown for code, shown in _CODE.findall(GUIDE.read_text()) if "print(" in code)


def test_the_notebook_runs(beside_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(beside_demo)
    codes = cells(NOTEBOOK.read_text())
    assert len(codes) > 3
    assert any(printed(codes))


def test_the_notebook_is_stored_without_outputs() -> None:
    notebook = json.loads(NOTEBOOK.read_text())
    assert notebook["nbformat"] == 4
    for cell in notebook["cells"]:
        assert {"cell_type", "id", "metadata", "source"} <= set(cell)
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)


def test_code_that_fails_fails_the_test() -> None:
    notebook = {
        "cells": [{"cell_type": "code", "source": ["1 /", " 0"]}, {"cell_type": "markdown", "source": []}]
    }
    assert cells(json.dumps(notebook)) == ["1 / 0"]
    with pytest.raises(ZeroDivisionError):
        list(printed(cells(json.dumps(notebook))))
