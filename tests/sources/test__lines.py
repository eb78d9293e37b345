"""Every record becomes exactly one row: compared with a reading that looks at one character at a time."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.sources import oracle
from tillhouse.sources._csv.count import Counter
from tillhouse.sources._lines import Splitter, rows

NAMES = ("a", "b", "c")
_PIECES = st.sampled_from(
    [
        '"',
        '""',
        ",",
        ",",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "x",
        "1",
        " ",
        "\t",
        "é",
        "\0",
        "\ufffd",
        "\ufdd0",
        "a,b,c\n",
        '"q",2,"r"\n',
    ]
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


@settings(max_examples=500, deadline=None)
@given(MESSY, st.sampled_from([1, 7, 40, 1 << 20]))
@example('1,"2\n,3\n', 1)
@example('"a"b,"c\n1,2,3\n', 1)
def test_ing_02_every_record_is_one_row_whatever_the_mess(text: str, block: int) -> None:
    assert split(text, block) == oracle.rows(text, 3)


@settings(max_examples=500, deadline=None)
@given(MESSY, st.sampled_from([1, 7, 40, 1 << 20]))
def test_counting_again_gives_as_many_records(text: str, block: int) -> None:
    assert Counter(3, ",", '"').count(iter(cut(text.encode(), block))) == len(oracle.rows(text, 3))


def test_negative_control_reading_without_the_rule_is_caught() -> None:
    """Plain polars lets an unclosed quote swallow what follows: the comparison above would see it."""
    text = '1,"2,3\n4,5,6\n7,8",9\n'
    careless = pl.read_csv(text.encode(), has_header=False, infer_schema=False, truncate_ragged_lines=True)
    assert len(careless) != len(oracle.rows(text, 3))
    assert split(text) == oracle.rows(text, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('1,7" nail,3\n', [(2, ("1", '7" nail', "3"))]),
        ('1,"say ""hi""",3\n', [(2, ("1", 'say "hi"', "3"))]),
        ('1,"a" b,3\n4,5,6\n', [(2, "text_after_quote"), (3, ("4", "5", "6"))]),
        ('1,"a\n\nb",3\n', [(2, ("1", "a\n\nb", "3"))]),
        ('1,"a\n4,5,6\nb",3\n', [(2, "unclosed_quote"), (3, ("4", "5", "6")), (4, "too_few_fields")]),
        (",,\n", [(2, (None, None, None))]),
        ('"","",""\n', [(2, (None, None, None))]),
        (" \t\n\n", []),
    ],
)
def test_ing_02_the_rule_by_example(text: str, expected: list[tuple[int, object]]) -> None:
    assert split(text) == expected
    assert oracle.rows(text, 3) == expected


def test_ing_02_an_open_quote_reaches_no_further_than_the_bound() -> None:
    text = '1,"' + "x\n" * 150 + '",3\n4,5,6\n'
    found = split(text)
    assert found[0] == (2, "unclosed_quote")
    assert found[-1] == (153, ("4", "5", "6"))
    assert found == oracle.rows(text, 3)


def test_a_file_with_every_control_character_is_still_split() -> None:
    text = "1,2,3\n" + "".join(map(chr, range(1, 9))) + "".join(map(chr, range(14, 32))) + ",2,3\n"
    assert split(text) == oracle.rows(text, 3)
