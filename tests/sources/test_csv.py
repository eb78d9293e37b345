from __future__ import annotations

import csv as stdlib_csv
import gzip
import io
from pathlib import Path

import pytest

from tests.sources.files import HEADER, HINTS, detect_and_read, line, one, problems, read, reference, text
from tillhouse import sources
from tillhouse.errors import UnmappedHeader, UnreadableFile

GOOD = line()


def test_ing_01_a_pound_sign_far_down_makes_the_file_iso_8859_1(tmp_path: Path) -> None:
    lines = [GOOD] * 900 + [line(Description="VOUCHER £40.00"), GOOD]
    reading, rows = detect_and_read(one(tmp_path, text(*lines).encode("latin-1")))
    assert reading.feed.encoding == "iso-8859-1"
    assert reading.facts[0] == "ISO-8859-1 (a £ at line 902)"
    assert rows[900]["Description"] == "VOUCHER £40.00"
    assert problems(rows) == []


def test_ing_01_smart_quotes_make_it_windows_1252(tmp_path: Path) -> None:
    data = text(GOOD, line(Description="“DON’T PANIC” TOWEL")).encode("cp1252")
    reading, rows = detect_and_read(one(tmp_path, data))
    assert reading.feed.encoding == "cp1252"
    assert rows[1]["Description"] == "“DON’T PANIC” TOWEL"
    assert "“DON’T PANIC” TOWEL" in {text for one in reading.evidence for text in one.examples}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_ing_01_byte_order_marks_and_wide_text(tmp_path: Path, encoding: str) -> None:
    reading, rows = detect_and_read(one(tmp_path, text(line(Description="TASSE Ü €"), GOOD).encode(encoding)))
    assert reading.header[0] == "InvoiceNo"
    assert rows[0]["Description"] == "TASSE Ü €"


@pytest.mark.parametrize("poison", [b"\xff", b"\xfe\xff", b"abc\xc3\x28", b"\x81", b"\xe2\x82", b"X\x80Y"])
def test_ing_27_one_poison_row_is_the_only_one_quarantined(tmp_path: Path, poison: bytes) -> None:
    lines = [GOOD.encode()] * 500
    lines[400] = GOOD.encode().replace(b"HOLDER", poison)
    reading, rows = detect_and_read(one(tmp_path, HEADER.encode() + b"\n" + b"\n".join(lines) + b"\n"))
    assert reading.feed.encoding == "utf-8"
    assert problems(rows) == [(402, "encoding")]
    assert reading.raw == {"encoding": 1}
    assert len(rows) == 500
    raw = rows[400]["raw"]
    assert isinstance(raw, str) and "�" not in raw and raw.startswith("536365,85123A,")


def test_ing_01_a_feed_in_one_encoding_does_not_turn_utf_8_into_mojibake(tmp_path: Path) -> None:
    reading, _ = detect_and_read(one(tmp_path, text(line(Description="CAFÉ £2")).encode("latin-1")))
    rows = read(one(tmp_path, text(line(Description="CAFÉ £2")), "later.csv"), reading.feed)
    assert rows[0]["Description"] == "CAFÉ £2"


def test_ing_01_nul_bytes_are_quarantined(tmp_path: Path) -> None:
    _, rows = detect_and_read(one(tmp_path, text(GOOD, line(Description="A\0B"), GOOD)))
    assert problems(rows) == [(3, "nul_byte")]


def test_ing_02_ragged_rows_are_quarantined_alone(tmp_path: Path) -> None:
    reading, rows = detect_and_read(one(tmp_path, text(GOOD, GOOD[:20], GOOD + ",extra", GOOD)))
    assert problems(rows) == [(3, "too_few_fields"), (4, "too_many_fields")]
    assert reading.raw == {"too_few_fields": 1, "too_many_fields": 1}


def test_ing_02_unclosed_quote_takes_only_its_own_line(tmp_path: Path) -> None:
    lines = [GOOD] * 2000
    lines[8] = line(Description='"never closed')
    _, rows = detect_and_read(one(tmp_path, text(*lines)))
    assert problems(rows) == [(10, "unclosed_quote")]
    assert rows[8]["raw"] == lines[8]
    assert len(rows) == 2000


def test_ing_02_line_breaks_of_all_kinds_and_inside_quotes(tmp_path: Path) -> None:
    body = GOOD + "\r\n" + GOOD + "\r" + line(Description='"two\r\nlines"') + "\n\n" + GOOD
    _, rows = detect_and_read(one(tmp_path, HEADER + "\n" + body))
    assert [row["line"] for row in rows] == [2, 3, 4, 7]
    assert rows[2]["Description"] == "two\r\nlines"
    assert problems(rows) == []


def test_ing_02_a_record_may_span_two_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tillhouse.sources import _blocks

    reading, _ = detect_and_read(one(tmp_path, text(GOOD)))
    file = one(tmp_path, text(*[line(Description=f'"part {i}\nof it"') for i in range(50)]))
    plain = read(file, reading.feed)
    monkeypatch.setattr(_blocks.blocks, "__defaults__", (100,))
    assert read(file, reading.feed) == plain
    assert len(plain) == 50


def test_ing_03_order_and_case_of_the_header_do_not_matter(tmp_path: Path) -> None:
    reading, _ = detect_and_read(one(tmp_path, text(GOOD)))
    turned = ",".join(reversed(HEADER.upper().split(",")))
    later = one(tmp_path, text(",".join(reversed(GOOD.split(","))), header="\ufeff" + turned), "later.csv")
    (row,) = read(later, reading.feed)
    assert (row["InvoiceNo"], row["Country"], row["line"]) == ("536365", "United Kingdom", 2)


def test_ing_03_a_column_named_twice_refuses_the_file(tmp_path: Path) -> None:
    file = one(tmp_path, text(GOOD + ",9", header=HEADER + ",quantity"))
    with pytest.raises(UnmappedHeader, match="names the column quantity twice"):
        sources.detect(file, HINTS)


def test_ing_03_what_is_missing_and_what_was_seen_are_listed(tmp_path: Path) -> None:
    file = one(tmp_path, "InvoiceNo,Thing,UnitPrice\n1,2,3\n")
    with pytest.raises(UnmappedHeader) as refusal:
        sources.detect(file, HINTS)
    assert "no column for sold_at" in refusal.value.message
    assert "InvoiceNo, Thing, UnitPrice" in refusal.value.message


def test_ing_03_no_header_at_all(tmp_path: Path) -> None:
    with pytest.raises(UnmappedHeader, match="has no header: its first line holds values"):
        sources.detect(one(tmp_path, GOOD + "\n" + GOOD + "\n"), HINTS)


def test_ing_18_a_dropped_column_refuses_the_file_an_added_one_is_kept(tmp_path: Path) -> None:
    reading, _ = detect_and_read(one(tmp_path, text(GOOD)))
    more = read(one(tmp_path, text(GOOD + ",red", header=HEADER + ",Colour"), "more.csv"), reading.feed)
    assert more[0]["Colour"] == "red"
    optional = one(tmp_path, text(GOOD.rsplit(",", 1)[0], header=HEADER.rsplit(",", 1)[0]), "fewer.csv")
    assert read(optional, reading.feed)[0]["Country"] is None
    without = one(tmp_path, text("1,2,3", header="InvoiceNo,StockCode,Quantity"), "broken.csv")
    with pytest.raises(UnmappedHeader, match=r"no column InvoiceDate \(sold_at\), UnitPrice \(unit_price\)"):
        read(without, reading.feed)


@pytest.mark.parametrize("content", ["", "   \n \n", HEADER + "\n", "# nothing today\n"])
def test_ing_19_nothing_to_read_is_a_warning(tmp_path: Path, content: str) -> None:
    reading, rows = detect_and_read(one(tmp_path, content))
    assert rows == [] and reading.records == 0 and reading.warnings


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    reading, rows = detect_and_read(one(tmp_path, text(GOOD, GOOD).replace(",", delimiter)))
    assert reading.feed.delimiter == delimiter
    assert rows[1]["Country"] == "United Kingdom"


def test_a_german_export(tmp_path: Path) -> None:
    content = "Rechnungsnummer;Artikelnummer;Menge;Rechnungsdatum;Einzelpreis;Land\n" + (
        "R1;A1;2;24.12.2023 10:00;1.234,50;Österreich\nR2;A2;1;3.1.2024 9:15;0,99;Schweiz\n"
    )
    reading, _ = detect_and_read(one(tmp_path, content))
    feed = reading.feed
    assert (feed.date_order, feed.decimal, feed.thousands) == ("day-first", ",", ".")
    assert feed.columns["quantity"] == "Menge" and feed.columns["unit_price"] == "Einzelpreis"


def test_accents_in_a_single_byte_header_and_the_delimiter_line_of_excel(tmp_path: Path) -> None:
    header = "Rechnungsnummer;Artikelnummer;Stückzahl;Rechnungsdatum;Einzelpreis;Währung"
    content = "sep=;\r\n" + text("R1;A1;2;24.12.2023 10:00;1,50;EUR", header=header, end="\r\n")
    reading, rows = detect_and_read(one(tmp_path, content.encode("latin-1")))
    assert reading.feed.columns["quantity"] == "Stückzahl"
    assert reading.feed.columns["currency"] == "Währung"
    assert (rows[0]["line"], rows[0]["Stückzahl"]) == (3, "2")


def test_names_that_hold_something_else_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnmappedHeader, match="is named like quantity, but only 0%"):
        sources.detect(one(tmp_path, text(line(Quantity="many"), line(Quantity="few"))), HINTS)


def test_a_wrong_delimiter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Only 0 of 2 records"):
        sources.detect(one(tmp_path, HEADER + "\n1;2;3\n4;5;6\n"), HINTS)


def test_ing_26_memory_holds_one_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tillhouse.sources import _blocks, _memo

    monkeypatch.setattr(_memo, "MOST", 0)
    file = one(tmp_path, text(*[GOOD] * 2000))
    monkeypatch.setattr(_blocks.blocks, "__defaults__", (4096,))
    reading = sources.detect(file, HINTS)
    sizes = [len(batch.frame) for batch in sources.source_of(file).batches(file, reading.feed)]
    assert sum(sizes) == 2000 and max(sizes) < 100


def test_reference_reads_as_the_csv_module_reads_it(tmp_path: Path) -> None:
    packed = reference() / "OnlineRetail.csv.gz"
    (file,) = sources.open_all(packed)
    reading = sources.detect(file, HINTS)
    assert reading.records == 541_909
    assert reading.facts == ("ISO-8859-1 (a £ at line 38,250)", "comma")
    assert reading.feed.date_order == "month-first"
    why = {e.canonical: e for e in reading.evidence}
    assert why["sold_at"].why == "month first: 12/13/2010 decides"
    assert round(why["customer_id"].missing, 3) == 0.249
    frames = [batch.frame for batch in sources.source_of(file).batches(file, reading.feed)]
    rows = (row for frame in frames for row in frame.drop("line", "raw", "problem").iter_rows())
    with gzip.open(packed, "rt", encoding="latin-1", newline="") as stream:
        expected = stdlib_csv.reader(stream)
        next(expected)
        assert all(tuple(v or None for v in e) == r for e, r in zip(expected, rows, strict=True))


def test_the_other_form_of_the_reference(tmp_path: Path) -> None:
    packed = reference() / "OnlineRetail.csv.gz"
    with gzip.open(packed, "rt", encoding="latin-1", newline="") as stream:
        rows = [row for _, row in zip(range(40_000), stdlib_csv.reader(stream), strict=False)]
    out = io.StringIO()
    writer = stdlib_csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0])
    for row in rows[1:]:
        day, clock = row[4].split()
        month, number, year = day.split("/")
        hour, minute = clock.split(":")
        row[4] = f"{year}-{month:0>2}-{number:0>2} {hour:0>2}:{minute}:00"
        row[6] = row[6] and f"{row[6]}.0"
        writer.writerow(row)
    reading, found = detect_and_read(one(tmp_path, out.getvalue()))
    assert (reading.feed.encoding, reading.feed.date_order) == ("utf-8", "year-first")
    assert problems(found) == []
    assert len(found) == 39_999


def test_ing_01_the_first_odd_line_may_hold_only_a_byte_without_meaning(tmp_path: Path) -> None:
    lines = [line(Description="A\ufffe"), *[line(Description="CAFÉ ’N’ TEA")] * 3]
    data = text(*lines).replace("\ufffe", "\x81").encode("latin-1", "replace").replace(b"?", b"\x92")
    reading, rows = detect_and_read(one(tmp_path, data))
    assert reading.facts[0] == "Windows-1252 (a byte at line 2)"
    assert problems(rows) == [(2, "encoding")]
