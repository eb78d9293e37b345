"""Under CI a test that was skipped has failed; elsewhere it says why it was skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages import ROOT

HOOKS = ("pytest_runtest_makereport", "pytest_make_collect_report")
_TESTS = """
import pytest

@pytest.fixture
def absent():
    pytest.skip("the file is not there")

def test_fixture_skips(absent): ...

@pytest.mark.skipif(True, reason="the tool is not there")
def test_mark_skips(): ...

@pytest.mark.xfail(reason="never on this engine", strict=True)
def test_known_gap():
    assert False

def test_passes(): ...
"""


@pytest.mark.parametrize(("ci", "code", "said"), [("true", 1, "3 errors"), ("", 0, "3 skipped")])
def test_a_skip_fails_only_under_ci(tmp_path: Path, ci: str, code: int, said: str) -> None:
    (tmp_path / "conftest.py").write_text(f"from tests.conftest import {', '.join(HOOKS)}\n")
    (tmp_path / "test_some.py").write_text(_TESTS)
    (tmp_path / "test_file.py").write_text("import pytest\npytest.importorskip('absent_module')\n")
    words = [sys.executable, "-m", "pytest", "--continue-on-collection-errors", "--rootdir", ".", "."]
    where = {**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(words, cwd=tmp_path, env=where, capture_output=True, text=True, check=False)
    assert run.returncode == code, run.stdout
    assert said in run.stdout
    assert "1 passed" in run.stdout
    assert "1 xfailed" in run.stdout
