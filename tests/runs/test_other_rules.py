"""Rules that changed are part of a number: the lake says so, and the next run makes every month by them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tillhouse
from tests.shops import open_shop
from tillhouse.sample import write_sample

RULE, OTHER = ".then(nw.lit(kind))", ".then(nw.lit('fee' if kind == 'postage' else kind))"


class Installed:
    """A copy of the package, run by a process of its own."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.package, self.root = folder / "tillhouse", root
        here = Path(tillhouse.__file__).parent
        shutil.copytree(here, self.package, ignore=shutil.ignore_patterns("__pycache__"))

    def edit(self) -> None:
        path = self.package / "retail" / "line_types.py"
        assert path.read_text().count(RULE) == 1
        path.write_text(path.read_text().replace(RULE, OTHER))

    def __call__(self, *words: str) -> Any:
        environment = {**os.environ, "PYTHONPATH": str(self.package.parent)}
        command = [sys.executable, "-m", "tillhouse", "--root", str(self.root), *words, "--json"]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=True
        )
        return json.loads(done.stdout)

    def kinds_of_post(self) -> dict[str, int]:
        """The line types of postage, and in how many months each stands."""
        query = "select line_type, count(distinct month) as months from ledger where stock_code = 'POST' group by 1"
        return {
            row["line_type"]: next(iter(v for k, v in row.items() if k != "line_type"))
            for row in self.asked(query)
        }

    def asked(self, query: str) -> list[dict[str, Any]]:
        answer = self("sql", query)
        rows: list[dict[str, Any]] = answer["rows"] if isinstance(answer, dict) else answer
        return rows


@pytest.fixture
def copy(tmp_path: Path) -> Installed:
    sample = write_sample(tmp_path / "shop.csv", 3_000, seed=7)
    root = open_shop(tmp_path / "lake", sample.files[0]).settings.root
    return Installed(tmp_path / "copy", root)


def test_other_rules_make_the_ledger_stale_and_a_run_makes_every_month_by_them(copy: Installed) -> None:
    assert copy("status")["outdated"] == {}
    before = copy.kinds_of_post()
    assert set(before) == {"postage"}
    copy.edit()
    assert copy("status")["outdated"] == {"ledger": "code"}
    assert copy("verify")["outdated"] == {"ledger": "code"}
    assert copy("run")["release"] == 2
    assert copy.kinds_of_post() == {"fee": before["postage"]}
    assert copy("status")["outdated"] == {}
    assert copy("verify")["ok"]
