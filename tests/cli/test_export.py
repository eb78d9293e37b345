"""`tillhouse export`."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calls import Call


def test_the_file_is_complete_and_its_hash_is_said(call: Call, shop: Path) -> None:
    said = call("export", "ledger", "--to", "ledger.csv", "--json").json
    content = (shop / "ledger.csv").read_bytes()
    assert said["sha256"] == hashlib.sha256(content).hexdigest()
    assert said["rows"] == len(list(csv.reader(io.StringIO(content.decode())))) - 1
    assert said["rows"] == {t["name"]: t["rows"] for t in call("tables", "--json").json}["ledger"]


def test_small_tables_are_in_order_and_filters_hold(call: Call, shop: Path) -> None:
    call(
        "export",
        "daily_sales",
        "--to",
        "x.ndjson",
        "--where",
        "month=2011-03",
        "--columns",
        "business_date,month",
    )
    rows = [json.loads(line) for line in (shop / "x.ndjson").read_text().splitlines()]
    assert {row["month"] for row in rows} == {"2011-03"}
    assert [row["business_date"] for row in rows] == sorted(row["business_date"] for row in rows)


def test_what_is_there_is_not_replaced(call: Call, shop: Path) -> None:
    (shop / "x.csv").write_text("mine")
    answer = call("export", "daily_sales", "--to", "x.csv")
    assert (answer.code, "--force" in answer.err) == (4, True)
    assert (shop / "x.csv").read_text() == "mine"
    assert call("export", "daily_sales", "--to", "x.csv", "--force").code == 0


def test_standard_output_holds_the_rows_and_nothing_else(shop: Path) -> None:
    words = [sys.executable, "-m", "tillhouse", "export", "monthly_sales", "--to", "-"]
    done = subprocess.run(words, cwd=shop, capture_output=True, check=True, text=True)
    assert [row["month"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["2011-03", "2011-11"]
    assert done.stderr == "2 rows of monthly_sales, release 1\n"


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("export ledger --to -", "line_id,"),
        ("sql 'select line_id, range from ledger, range(20000)' --limit 20000", "line_id"),
        ("lineage --all --json", "{"),
    ],
)
def test_a_reader_that_has_had_enough_is_no_error(shop: Path, asked: str, first: str) -> None:
    words = f"{sys.executable} -m tillhouse {asked} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", words], cwd=shop, capture_output=True, text=True, check=True)
    header, code = done.stdout.splitlines()
    assert header.strip().startswith(first)
    assert code == "0"
    assert "Error" not in done.stderr
