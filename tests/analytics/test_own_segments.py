"""Segments by rules of the shop's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.analytics import rfm
from tillhouse.errors import BadSetting
from tillhouse.settings.own_files import OwnFile, own_file

HEAD = "segment,r_low,r_high,f_low,f_high,m_low,m_high,meaning\n"
REST = "Others,1,5,1,5,1,5,All.\n"


def ruled(folder: Path, text: str) -> OwnFile:
    (folder / "rfm_segments.csv").write_text(text)
    return own_file(folder / "rfm_segments.csv")


def test_the_first_rule_that_fits_decides(tmp_path: Path) -> None:
    own = ruled(tmp_path, HEAD + 'Best,5,5,4,5,1,5,"Often, and lately."\n' + REST)
    assert rfm.rule_of(5, 4, 1, own).segment == "Best"
    assert rfm.rule_of(4, 4, 1, own).segment == "Others"
    assert set(rfm.segments(own)["segment"]) == {"Best", "Others"}
    assert rfm.rules() != rfm.rules(own)


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("name,r\n" + REST, 1, "The columns are segment,r_low"),
        (HEAD + "Best,5\n" + REST, 2, "The columns are segment,r_low"),
        (HEAD + "# note\nBest,5,6,1,5,1,5,x\n" + REST, 3, "r_high is '6'"),
        (HEAD + "Best,5,5,4,1,1,5,x\n" + REST, 2, "f_low is above f_high"),
        (HEAD + "No Net Purchase,5,5,1,5,1,5,x\n" + REST, 2, "cannot be named"),
        (HEAD + "Best,2,5,1,5,1,5,x\n", 2, "no rule fits recency 1, frequency 1, monetary 1"),
        (HEAD + REST + "Best,5,5,1,5,1,5,x\n", 3, "Best never decides"),
        (HEAD, 1, "no rule fits"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int, fault: str) -> None:
    with pytest.raises(BadSetting) as raised:
        rfm.rules(ruled(tmp_path, text))
    assert f"rfm_segments.csv, line {line}: " in str(raised.value)
    assert fault in str(raised.value)
