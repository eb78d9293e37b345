"""How much of the source tests run: what is counted, and what is demanded."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import covered
from tests.covered import ROOT, SOURCE, Files, added_up, faults, report, share


def files(**lines: tuple[int, int]) -> Files:
    """Files with that many lines run and missed, and as many branches."""
    kinds = [
        (f"{what}_{kind}", at)
        for at, what in enumerate(("executed", "missing"))
        for kind in ("lines", "branches")
    ]
    return {f"{name}.py": {key: [*range(counts[at])] for key, at in kinds} for name, counts in lines.items()}


def test_shares_are_of_all_lines_together() -> None:
    found = files(large=(90, 10), small=(1, 1))
    assert str(share(found, "lines")) == "89.2 % of 102"
    assert share({}, "branches").percent == 100


def test_what_is_demanded_is_named_where_it_is_not_met() -> None:
    assert list(faults(files(good=(90, 10), fair=(8, 2)), {})) == [
        "Tests run 89.1 % of 110 lines; at least 90 % were expected."
    ]
    (fault,) = faults(files(good=(980, 10), poor=(7, 3)), {})
    assert fault == "Tests run 70.0 % of 10 lines of poor.py, and tests/covered.toml does not say why."
    assert not list(faults(files(good=(980, 10), poor=(7, 3)), {"poor.py": "It is run by another process."}))


def test_files_of_few_lines_run_are_listed_with_their_reason() -> None:
    said = list(report(files(good=(980, 10), poor=(7, 3)), {"poor.py": "It is run by another process."}))
    assert said == [
        "Tests run 98.7 % of 1,000 lines and 98.7 % of 1,000 branches of src.",
        "   70.0 %  poor.py  It is run by another process.",
    ]


def test_reasons_are_given_for_files_that_exist() -> None:
    reasons = tomllib.loads((ROOT / "tests" / "covered.toml").read_text())
    assert all((SOURCE / name).exists() and len(reason) > 20 for name, reason in reasons.items())


def test_what_a_test_runs_is_counted_and_what_none_runs_is_missed(tmp_path: Path) -> None:
    pytest.importorskip("slipcover")
    older = tmp_path / "1.json"
    older.write_text("{}")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "tests.covered", "-p", "no:cacheprovider"]
    said = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER"}
    said |= {"COVERED_IN": str(tmp_path)}
    subprocess.run([*words, "tests/retail/test_periods.py"], cwd=ROOT, env=said, check=True, timeout=300)
    assert not older.exists(), "what an earlier session saw would count"
    found = added_up(tmp_path)
    assert share({"": found["retail/periods.py"]}, "lines").percent == 100
    assert share({"": found["retail/periods.py"]}, "branches").percent > 80
    assert share({"": found["retail/exchange.py"]}, "lines").percent < 80
    assert share({"": found["__main__.py"]}, "lines").percent == 0


def test_a_worker_leaves_what_other_workers_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "1.json"
    other.write_text("{}")
    monkeypatch.setattr(covered, "FOLDER", tmp_path)
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")
    covered.Written(None).pytest_sessionstart()
    assert other.exists()
    monkeypatch.delenv("PYTEST_XDIST_WORKER")
    covered.Written(None).pytest_sessionstart()
    assert not other.exists()
