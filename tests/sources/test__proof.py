"""Lines that are well-formed by proof: what the parser of delimited text refuses needs no counting."""

from __future__ import annotations

import pytest

from tillhouse.sources._lines import Splitter
from tillhouse.sources._proof import is_plain, well_formed

NAMES = ("a", "b", "c")
PLAIN = b"1,2,3\n" * 20


def split(block: bytes, *, proves: bool) -> tuple[list[tuple[object, ...]], bool]:
    """The rows of a block with and without proof, and whether all lines are clean."""
    splitter = Splitter(NAMES, ",", '"', proves=proves)
    return splitter.rows(block, final=True).rows(), splitter.clean


BLOCKS = {
    "plain": (PLAIN, True),
    "no break at the end": (PLAIN + b"4,5,6", True),
    "carriage returns": (PLAIN.replace(b"\n", b"\r\n"), True),
    "a quoted field": (PLAIN + b'4,"5,5",6\n' + PLAIN, True),
    "doubled quotes": (PLAIN + b'4,"5""5",6\n', True),
    "quotes of nothing": (PLAIN + b'4,"",6\n', True),
    "an empty field": (PLAIN + b"4,,6\n", True),
    "an empty last field": (PLAIN + b"4,5,\n", True),
    "too few fields": (PLAIN + b"4,5\n" + PLAIN, False),
    "too many fields": (PLAIN + b"4,5,6,7\n" + PLAIN, False),
    "too many fields first": (b"4,5,6,7\n" + PLAIN, False),
    "a delimiter more": (PLAIN + b"4,5,6,\n", False),
    "a blank line": (PLAIN + b"\n" + PLAIN, False),
    "a blank line first": (b"\n" + PLAIN, False),
    "a blank line last": (PLAIN + b"\n", False),
    "spaces": (PLAIN + b"   \n" + PLAIN, False),
    "a break within quotes": (PLAIN + b'4,"5\n5",6\n' + PLAIN, False),
    "an open quote": (PLAIN + b'4,"5,6\n' + PLAIN, False),
    "text behind a quote": (PLAIN + b'4,"5"5,6\n' + PLAIN, False),
    "a bare quote": (PLAIN + b'4,5"5,6\n' + PLAIN, False),
    "a lone return": (PLAIN + b"4,5,6\r7,8,9\n" + PLAIN, True),
    "a return in a field": (PLAIN + b"4,5\r,6\n" + PLAIN, False),
    "a zero byte": (PLAIN + b"4,5\0,6\n" + PLAIN, False),
}


@pytest.mark.parametrize(("block", "clean"), BLOCKS.values(), ids=BLOCKS.keys())
def test_proof_gives_the_rows_that_counting_gives(block: bytes, clean: bool) -> None:
    assert split(block, proves=True) == split(block, proves=False)
    assert split(block, proves=True)[1] is clean


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (PLAIN, True),
        (PLAIN + b'4,"5,5",6\n', True),
        (PLAIN + b'4,5"5,6\n', False),
        (PLAIN + b"4,5\r,6\n", False),
        (PLAIN + b"4,5\0,6\n", False),
        (b'4,"5",6\n' * 20, False),
    ],
    ids=["plain", "quoted", "bare quote", "return", "zero byte", "many quotes are counted"],
)
def test_what_the_parser_is_trusted_with(block: bytes, expected: bool) -> None:
    assert is_plain(block, block.count(b"\n"), '"', well_formed(",", '"', 3)) is expected


def test_a_block_that_is_not_proven_ends_the_proving() -> None:
    splitter = Splitter(NAMES, ",", '"')

    splitter.rows(PLAIN + b"4,5\n", final=False)

    assert splitter.rows(PLAIN, final=True)["line"].to_list()[0] == 22
    assert not splitter.clean
