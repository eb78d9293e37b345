"""Lists are opened, decoded and split by `tillhouse.sources` alone."""

from __future__ import annotations

import re
from pathlib import Path

LISTS = Path(__file__).parents[2] / "src" / "tillhouse" / "lists"
OWN = re.compile(r"\bimport csv\b|read_csv\(|\bopen\(|\.read_text\(|\.read_bytes\(|\.decode\(")


def test_lists_have_no_reader_of_their_own() -> None:
    files = sorted(LISTS.rglob("*.py"))
    assert len(files) > 5
    assert [path.name for path in files if OWN.search(path.read_text())] == []


def test_a_reader_would_be_found() -> None:
    for line in ("import csv", "pl.read_csv(path)", "path.open('rb')", "data.decode('cp1252')"):
        assert OWN.search(line)
