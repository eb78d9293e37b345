"""The header is found among the first rows by its names; groups above it part names that stand twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.files import HINTS, detect_and_read, one, read
from tillhouse import sources
from tillhouse.errors import UnmappedHeader

GOOD = [
    "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice",
    "1,A,2,2024-01-15,1.50",
    "2,B,1,2024-01-16,3.00",
]


def lines(tmp_path: Path, *rows: str) -> list[object]:
    return [row["line"] for row in detect_and_read(one(tmp_path, "\n".join(rows) + "\n"))[1]]


@pytest.mark.parametrize(
    "above",
    [
        [],
        ["Sales report"],
        ["Sales report", "", "Shop: Köln,,,,", "# made by hand"],
        ["Who,,What,,", ""],
        ['"Report of ""January"", North"'],
        ["sep=,"],
        ["Name,Date", "North,2024-01-31", ""],
        ["one", "two"] * 15,
    ],
)
def test_whatever_stands_above_it_the_header_is_found(tmp_path: Path, above: list[str]) -> None:
    begins = len(above) + 2
    assert lines(tmp_path, *above, *GOOD) == [begins, begins + 1]


def test_a_title_in_a_single_byte_encoding_is_shown_as_it_is(tmp_path: Path) -> None:
    file = one(tmp_path, "\r\n".join(["Filiale Köln", *GOOD, "3,C,1,2024-01-17,3.00"]).encode("cp1252"))
    reading, rows = detect_and_read(file)
    assert [left.says for left in reading.left_out] == [("Filiale Köln",)]
    assert len(rows) == 3


def test_a_header_of_unknown_names_is_the_first_full_row(tmp_path: Path) -> None:
    file = one(tmp_path, "Verkauf\n\nUno,Dos,Tres,Quatro,Cinco\n1,A,2,2024-01-15,1.50\n")
    with pytest.raises(UnmappedHeader, match="Uno, Dos, Tres, Quatro, Cinco"):
        sources.detect(file, HINTS)


def test_names_that_stand_twice_are_parted_by_the_groups_above_them(tmp_path: Path) -> None:
    groups, header = "Ticket,,Line,,,Tax,", "InvoiceNo,InvoiceDate,StockCode,Quantity,UnitPrice,Quantity,Rate"
    reading, _ = detect_and_read(
        one(tmp_path, "\n".join([groups, header, "1,2024-01-15,A,2,1.50,1,7"]) + "\n")
    )
    assert {"Line Quantity", "Tax Quantity"} < set(reading.header)


def test_names_over_two_rows_are_put_together_where_that_makes_sense_of_them(tmp_path: Path) -> None:
    rows = ["Order,,Product,,Unit", "Number,Date,Code,Quantity,Price", "1,2024-01-15,A,2,1.50"]
    reading, read_rows = detect_and_read(one(tmp_path, "\n".join(rows) + "\n"))
    assert reading.header == ("Order Number", "Date", "Product Code", "Quantity", "Price")
    assert read_rows[0]["Product Code"] == "A"


def test_a_feed_can_say_on_which_line_the_header_stands(tmp_path: Path) -> None:
    from dataclasses import replace

    text = "\n".join(["InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice", "", *GOOD]) + "\n"
    file = one(tmp_path, text)
    hints = replace(HINTS, header_row=3)
    reading = sources.detect(file, hints, ("header_row",))
    assert [row["line"] for row in read(file, reading.feed)] == [4, 5]


def test_names_that_only_a_dialect_knows_make_a_header_too(tmp_path: Path) -> None:
    header = "Name,Financial Status,Lineitem quantity,Lineitem name,Lineitem price,Created at,Currency"
    order = "#1001,paid,2,Mug,10.00,2024-03-05 10:00:00,USD"
    reading, rows = detect_and_read(one(tmp_path, "\n".join(["Orders of March", header, order]) + "\n"))
    assert (reading.feed.dialect, len(rows)) == ("shopify", 1)
