"""Which encoding the bytes of a file are in."""

from __future__ import annotations

import pytest

from tillhouse.sources._encoding import Tally, bom, shown, strange, to_utf8, wide

LINES = "1,Crème brûlée,2.50\n2,Café,1.00\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_zero_bytes_tell_utf_16_and_its_order(encoding: str) -> None:
    assert wide(LINES.encode(encoding)) == encoding


@pytest.mark.parametrize("text", [LINES, "", "abc"])
def test_other_text_is_no_utf_16(text: str) -> None:
    assert wide(text.encode()) == ""


@pytest.mark.parametrize(
    ("mark", "named"),
    [(b"\xef\xbb\xbf", ("utf-8", 3)), (b"\xff\xfe", ("utf-16-le", 2)), (b"\xfe\xff", ("utf-16-be", 2))],
)
def test_a_byte_order_mark_names_the_encoding(mark: bytes, named: tuple[str, int]) -> None:
    assert bom(mark + b"abc") == named
    assert bom(b"abc" + mark) == ("", 0)


def told(*blocks: bytes) -> Tally:
    tally, line = Tally(), 1
    for block in blocks:
        tally.add(block, line)
        line += block.count(b"\n")
    return tally


@pytest.mark.parametrize(
    ("block", "encoding", "fact"),
    [
        (b"1,Pen\n", "utf-8", "ASCII"),
        (LINES.encode(), "utf-8", "UTF-8"),
        (LINES.encode("latin-1"), "iso-8859-1", "ISO-8859-1 (a è at line 1)"),
        ("1,Pen\n2,Caf\u00e9 \u20ac 5\n".encode("cp1252"), "cp1252", "Windows-1252 (a é at line 2)"),
    ],
    ids=["ascii", "utf-8", "latin-1", "cp1252"],
)
def test_the_lines_of_a_file_decide(block: bytes, encoding: str, fact: str) -> None:
    tally = told(block)
    assert (tally.encoding(), tally.fact()) == (encoding, fact)


def test_a_stray_byte_makes_no_other_encoding() -> None:
    tally = told(LINES.encode() * 5, b"3,Caf\xff,1.00\n")
    assert tally.encoding() == "utf-8"
    assert tally.fact() == "UTF-8 (1 line is not: the first is line 11)"


def test_text_is_utf_8_afterwards_and_damage_is_spelled() -> None:
    assert to_utf8(LINES.encode("latin-1"), "iso-8859-1").decode() == LINES
    assert to_utf8(LINES.encode(), "iso-8859-1").decode() == LINES
    damaged = to_utf8(b"Caf\xff", "utf-8")
    assert shown(damaged.decode()) == "Caf<ff>"
    assert strange(damaged)
    assert strange(b"a\0b") == ["\0"]
    assert not strange(LINES.encode())
