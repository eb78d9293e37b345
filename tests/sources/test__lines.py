"""Every record becomes exactly one row: compared with a reading that looks at one character at a time."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.sources import oracle
from tillhouse.sources._csv_count import Counter
from tillhouse.sources._lines import Splitter, rows

NAMES = ("a", "b", "c")
_PIECES = st.sampled_from(
    ['"', '""', ",", ",", "\n", "\n", "\r\n", "\r", "x", "1", " ", "\t", "é", "\0", "\ufffd", "\ufdd0", "a,b,c\n", '"q",2,"r"\n']
)
MESSY = st.lists(_PIECES, max_size=60).map("".join)


def split(text: str, block: int = 1 << 20, names: tuple[str, ...] = NAMES) -> list[tuple[int, object]]:
    data = text.encode()
    frames = list(rows(Splitter(names, ",", '"', line=2), iter(cut(data, block))))
    out: list[tuple[int, object]] = []
    for frame in frames:
        for row in frame.iter_rows():
            *fields, line, _, problem = row
            out.append((line, problem or tuple(fields)))
    return out


def cut(data: bytes, size: int) -> list[bytes]:
    """Blocks of whole lines, about ``size`` bytes each."""
    out, at = [], 0
    while at < len(data):
        end = data.find(b"\n", min(at + size, len(data)))
        end = len(data) if end < 0 else end + 1
        out.append(data[at:end])
        at = end
    return out


@settings(max_examples=1500, deadline=None)
@given(MESSY, st.sampled_from([1, 7, 40, 1 << 20]))
@example('1,"2\n,3\n', 1)
@example('"a"b,"c\n1,2,3\n', 1)
def test_ing_02_every_record_is_one_row_whatever_the_mess(text: str, block: int) -> None:
    assert split(text, block) == oracle.rows(text, 3)


@settings(max_examples=1000, deadline=None)
@given(MESSY, st.sampled_from([1, 7, 40, 1 << 20]))
def test_counting_again_gives_as_many_records(text: str, block: int) -> None:
    assert Counter(3, ",", '"').count(iter(cut(text.encode(), block))) == len(oracle.rows(text, 3))
