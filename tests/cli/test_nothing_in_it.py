"""A file without a record brings nothing: it is named, and no release is made."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call

HEADER = "Order ID,SKU,Qty,Date,Price\n"
LINES = "1,A,2,2024-01-15,5.00\n2,B,1,2024-01-16,3.00\n"


def test_a_new_feed_is_not_begun_by_a_header_alone(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "bare.csv"
    path.write_text(HEADER)
    opened = call("open", path, "--yes")
    assert opened.code == 0
    assert "No records: bare.csv." in opened.out
    assert "no record to take in" in opened.out
    assert not (tmp_path / "tillhouse-data" / "releases").exists()


def test_a_run_names_a_later_file_without_records_and_publishes_nothing(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(HEADER + LINES)
    assert call("open", folder, "--yes").code == 0
    (folder / "b.csv").write_text(HEADER)
    ran = call("run")
    assert ran.code == 0
    assert "No record in b.csv: nothing to take in." in ran.err
    assert "release 1 stands" in ran.out
    (folder / "b.csv").write_text(HEADER + "3,A,1,2024-01-17,5.00\n")
    assert call("run", "--json").json["release"] == 2


def test_files_beside_it_are_taken_in(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(HEADER + LINES)
    (folder / "b.csv").write_text(HEADER)
    assert call("open", folder, "--yes").code == 0
    listed = call("deliveries", "list", "--json").json
    assert [one["name"] for one in listed["deliveries"]] == ["a.csv"]
