"""Files that few bytes make large: each is read in little memory, or refused with its place."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fastavro
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import zstandard

from tests.sources import memory
from tests.sources.files import HEADER, ROW, detect_and_read, line, one, problems, text
from tillhouse.sources import _bounds
from tillhouse.sources._lines import Splitter, rows

NAMES = HEADER.split(",")
SALE = dict(zip(NAMES, ROW, strict=True))
MIB = 1 << 20
#: What batches of 8 MiB may take, with all that is made of them on the way. Unbounded, each file takes more.
SMALL, LITTLE = 8 * MIB, 330


def long(size: int) -> str:
    """A text that does not pack well."""
    return os.urandom(size // 2).hex()


def written(path: Path, lines: Iterator[str]) -> Path:
    with path.open("w") as out:
        out.writelines(lines)
    return path


def read(path: Path, **limits: int) -> memory.Read:
    return memory.read(path, **{"BATCH": SMALL, **limits})


def test_the_measure_sees_memory_that_is_taken(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.jsonl", (json.dumps(SALE | {"Description": long(20_000)}) + "\n" for _ in range(9000))
    )
    assert read(path, BATCH=1 << 40).grown > LITTLE


def test_records_of_json_are_batched_by_bytes(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.jsonl", (json.dumps(SALE | {"Description": long(20_000)}) + "\n" for _ in range(9000))
    )
    found = read(path)
    assert (found.rows, found.refused) == (9000, "")
    assert found.largest <= SMALL and found.grown < LITTLE


def test_an_array_of_json_may_be_one_long_line(tmp_path: Path) -> None:
    record = json.dumps(SALE | {"Description": "x" * 20_000})
    path = written(
        tmp_path / "a.json", ("[" * (n == 0) + record + ("," if n < 3499 else "]") for n in range(3500))
    )
    assert path.stat().st_size > _bounds.LONGEST_LINE
    found = read(path)
    assert (found.rows, found.refused) == (3500, "") and found.grown < LITTLE


def test_keys_that_differ_in_each_record_do_not_multiply(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", (json.dumps(SALE | {f"k{n}": 1}) + "\n" for n in range(4000)))
    found = read(path, MOST_COLUMNS=2000)
    assert "has more than 2,000 columns" in found.refused and found.grown < LITTLE
    assert read(path).rows == 4000


def test_a_record_of_json_that_is_too_long_is_quarantined_whole(tmp_path: Path) -> None:
    huge = json.dumps(SALE | {"Description": "x" * _bounds.LONGEST_RECORD})
    _, read = detect_and_read(one(tmp_path, "\n".join([json.dumps(SALE), huge, json.dumps(SALE)]), "s.jsonl"))
    assert problems(read) == [(2, "record_too_long")]
    assert read[1]["raw"] == huge


def test_a_record_in_an_array_that_is_too_long_is_refused_with_its_place(tmp_path: Path) -> None:
    huge = json.dumps(SALE | {"Description": "x" * (_bounds.LONGEST_RECORD + MIB)})
    (tmp_path / "a.json").write_text(f"[{json.dumps(SALE)},{huge}]")
    assert read(tmp_path / "a.json").refused.startswith("Record 2 of a.json holds")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_short_lines_under_a_wide_header_do_not_multiply(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    names = [f"c{n}" for n in range(100)]
    block = (end.join([",".join(names)] * 50 + ["a"] * 5000) + end).encode()
    whole = pl.concat(rows(Splitter(names, ",", '"'), iter([block])))
    monkeypatch.setattr(_bounds, "BATCH", 100_000)
    frames = list(rows(Splitter(names, ",", '"'), iter([block])))
    assert pl.concat(frames).equals(whole) and whole.height == 5050
    assert max(_bounds.weight(frame) for frame in frames) < 200_000 < _bounds.weight(whole) / 10


def test_a_quote_that_is_never_closed_takes_one_line(tmp_path: Path) -> None:
    lines = [HEADER + "\n", line(Description='"open') + "\n", *[line() + "\n"] * 700_000]
    found = read(written(tmp_path / "a.csv", iter(lines)), BATCH=64 * MIB)
    assert (found.rows, found.refused) == (700_001, "") and found.grown < 550


@pytest.mark.parametrize(("first", "rows"), [("", 1), ("x", 2)])
def test_a_line_of_delimiters_is_blank_and_one_with_a_word_is_one_odd_record(
    first: str, rows: int, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", iter([text(line()), first + "," * (60 * MIB) + "\n"]))
    found = read(path)
    assert (found.rows, found.refused) == (rows, "") and found.grown < 900


def test_an_endless_line_is_refused_where_it_begins(tmp_path: Path) -> None:
    noise = long(2 * MIB).encode()  # packs to half, so that it is no bomb
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text(line()).encode() + noise * 40, 1))
    found = read(tmp_path / "a.csv.gz")
    where = len(text(line()))
    assert f"has a line longer than 64 MiB, which begins after {where} bytes" in found.refused
    assert found.grown < 500


@pytest.mark.parametrize("packed", ["gz", "zst"])
def test_a_bomb_is_refused_while_it_is_unpacked(tmp_path: Path, packed: str) -> None:
    content = text(line()).encode() + (line() + "\n").encode() * 8_000_000
    path = tmp_path / f"a.csv.{packed}"
    path.write_bytes(gzip.compress(content, 6) if packed == "gz" else zstandard.compress(content))
    del content
    found = read(path)
    assert "refused as a bomb" in found.refused and found.grown < 700


def arrow(rows: int, description: pa.Array) -> pa.Table:
    columns = {name: pa.array([value] * rows) for name, value in SALE.items()}
    return pa.table(columns | {"Description": description})


def test_a_dictionary_of_parquet_that_stands_for_too_much_is_refused(tmp_path: Path) -> None:
    pointers = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int32()), pa.array(["x" * 20_000]))
    pq.write_table(arrow(1_000_000, pointers), tmp_path / "a.parquet", store_schema=False)
    assert (tmp_path / "a.parquet").stat().st_size < 40_000
    found = memory.read(tmp_path / "a.parquet")
    assert "a.parquet unpacks to more than 100 times its size" in found.refused and found.grown < 500


def test_long_values_of_parquet_are_batched_by_bytes(tmp_path: Path) -> None:
    table = arrow(12_000, pa.array([long(20_000) for _ in range(12_000)]))
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=500)
    found = read(tmp_path / "a.parquet")
    assert (found.rows, found.refused) == (12_000, "")
    assert found.largest <= SMALL and found.grown < LITTLE


def test_a_row_group_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    table = arrow(20_000, pa.array([long(20_000) for _ in range(20_000)]))
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=20_000)
    found = read(tmp_path / "a.parquet", MEMORY=200 * MIB)
    assert "decoding it takes more than 200 MiB of memory" in found.refused and found.grown < 500


def test_one_value_of_parquet_that_is_too_long_is_refused_with_its_place(tmp_path: Path) -> None:
    table = arrow(3, pa.array(["a", "b", long(_bounds.LONGEST_RECORD + MIB)]))
    pq.write_table(table, tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").refused.startswith("Record 3 of a.parquet holds 5,24")


def test_small_row_groups_are_read_together(tmp_path: Path) -> None:
    pq.write_table(arrow(4000, pa.array(["a"] * 4000)), tmp_path / "a.parquet", row_group_size=10)
    file = one(tmp_path, (tmp_path / "a.parquet").read_bytes(), "b.parquet")
    reading, found = detect_and_read(file)
    assert len(found) == reading.records == 4000


AVRO = {"type": "record", "name": "r", "fields": [{"name": name, "type": "string"} for name in NAMES]}


def avro(path: Path, records: Iterator[dict[str, object]], codec: str = "null", **schema: object) -> Path:
    extra = [{"name": name, "type": kind} for name, kind in schema.items()]
    with path.open("wb") as out:
        fastavro.writer(out, AVRO | {"fields": [*AVRO["fields"], *extra]}, records, codec=codec)
    return path


@pytest.mark.parametrize("codec", ["deflate", "bzip2", "xz"])
def test_a_block_of_avro_that_unpacks_to_too_much_is_refused(tmp_path: Path, codec: str) -> None:
    path = avro(tmp_path / "a.avro", iter([SALE | {"Description": "x" * (90 * MIB)}]), codec)
    found = read(path)
    assert "refused as a bomb" in found.refused and found.grown < 100


def test_records_of_avro_are_batched_by_bytes(tmp_path: Path) -> None:
    path = avro(tmp_path / "a.avro", (SALE | {"Description": long(20_000)} for _ in range(9000)))
    found = read(path)
    assert (found.rows, found.refused) == (9000, "")
    assert found.largest <= SMALL and found.grown < LITTLE


def test_lists_of_nothing_in_avro_are_refused(tmp_path: Path) -> None:
    nothing = {"type": "array", "items": "null"}
    path = avro(tmp_path / "a.avro", iter([SALE | {"l": [None] * 1_000_000}]), l=nothing)
    assert "lists of nothing" in read(path).refused


def test_a_record_of_avro_that_is_too_long_is_refused_with_its_place(tmp_path: Path) -> None:
    path = avro(tmp_path / "a.avro", iter([SALE, SALE | {"Description": long(5 * MIB)}]))
    assert read(path).refused.startswith("Record 2 of a.avro holds 5,24")


def workbook(path: Path, cells: str, text: str = "Pen") -> Path:
    """A sheet with one sale, and more rows as written in its XML."""
    plain = path.with_name("plain.xlsx")
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, NAMES)
        sheet.write_row(1, 0, [*ROW[:2], text, *ROW[3:]])
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name).decode()
            new.writestr(name, data.replace("</sheetData>", cells + "</sheetData>"))
    return path


def test_two_cells_far_apart_in_a_sheet_are_refused(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    found = memory.read(workbook(tmp_path / "a.xlsx", far))
    assert "decoding it takes more than 2,048 MiB of memory" in found.refused and found.grown < 100


def test_a_text_that_many_cells_share_is_refused(tmp_path: Path) -> None:
    cells = "".join(f'<row r="{n}"><c r="C{n}" t="s"><v>10</v></c></row>' for n in range(3, 60_000))
    found = read(workbook(tmp_path / "a.xlsx", cells, "x" * 32_000), MEMORY=300 * MIB)
    assert "decoding it takes more than 300 MiB of memory" in found.refused and found.grown < 700


def test_frames_are_cut_by_what_they_weigh_and_joined_while_they_are_small() -> None:
    values = [f"{n}" * 50 for n in range(1000, 1900)]
    frame = pl.DataFrame({"a": values})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_bounds, "BATCH", 20_000)
        pieces = list(_bounds.cut(frame))
        joined = list(_bounds.gathered(frame.iter_slices(10)))
    for parts in (pieces, joined):
        assert pl.concat(parts)["a"].to_list() == values
        assert all(_bounds.weight(part) <= 20_000 for part in parts)
        assert 5 < len(parts) < 45
