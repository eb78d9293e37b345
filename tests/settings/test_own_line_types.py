"""The shop's own list of line types wins over what a feed says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shops import open_shop, take_in
from tillhouse.errors import BadSetting
from tillhouse.pipeline.stages import Pipeline
from tillhouse.runs.redefined import redefined
from tillhouse.settings.feed import Feed
from tillhouse.settings.own_files import OwnFile, own_file
from tillhouse.settings.own_line_types import own_line_types, with_own_line_types
from tillhouse.settings.settings import load

HEAD = "code,line_type\n"


def listed(folder: Path, text: str) -> OwnFile:
    (folder / "line_types.csv").write_text(text)
    return own_file(folder / "line_types.csv")


def test_codes_and_beginnings_win_over_those_of_the_feed(tmp_path: Path) -> None:
    feed = Feed("shop", "", line_types={"Post": "postage", "GIFT1": "manual", "A*": "fee", "ADJ2*": "fee"})
    file = listed(tmp_path, HEAD + "gift*,voucher\nPOST,fee\nADJ*,other\n")
    found = with_own_line_types(feed, file).line_types
    assert found == {"A*": "fee", "GIFT*": "voucher", "POST": "fee", "ADJ*": "other"}


def test_without_a_file_a_feed_is_as_it_was() -> None:
    feed = Feed("shop", "", line_types={"post": "postage"})
    assert with_own_line_types(feed, OwnFile()) is feed


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("# note\nkode,line_type\n", 2, "The first row is code,line_type"),
        (HEAD + "GIFT\n", 2, "each row after it has a code and a line type"),
        (HEAD + "\n# note\nGIFT,vucher\n", 4, "Did you mean voucher?"),
        (HEAD + "*,voucher\n", 2, "is no code"),
        (HEAD + "G*T,voucher\n", 2, "is no code"),
        (HEAD + "GIFT,voucher\ngift,fee\n", 3, "GIFT is there already"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int, fault: str) -> None:
    with pytest.raises(BadSetting) as raised:
        own_line_types(listed(tmp_path, text))
    assert f"line_types.csv, line {line}: " in str(raised.value)
    assert fault in str(raised.value)


def test_a_changed_list_builds_the_ledger_again(tmp_path: Path) -> None:
    rows = [
        "Order ID,SKU,Name,Qty,Date,Price",
        "1,PEN1,Pen,2,2024-01-15 10:00,5.00",
        "2,GIFT5,Card,1,2024-01-16 10:00,3.00",
    ]
    (tmp_path / "sales.csv").write_text("\n".join(rows) + "\n")
    shop = open_shop(tmp_path / "lake", tmp_path / "sales.csv")
    assert set(shop.table("ledger")["line_type"]) == {"product"}
    (tmp_path / "lake" / "line_types.csv").write_text(HEAD + "GIFT*,voucher\n")
    settings = load(str(tmp_path / "lake"))
    assert [one.file for one in redefined(settings)] == ["line_types.csv"]
    release = take_in(settings, [])
    assert release is not None and release.feeds["shop"]["line_types"] == {"GIFT*": "voucher"}
    assert redefined(settings) == [] and take_in(settings, []) is None
    (tmp_path / "lake" / "line_types.csv").unlink()
    again = take_in(load(str(tmp_path / "lake")), [])
    assert again is not None and again.digest == shop.release.digest


def test_nothing_is_taken_in_while_the_list_is_broken(tmp_path: Path) -> None:
    listed(tmp_path, HEAD + "GIFT,vucher\n")
    with pytest.raises(BadSetting, match="unknown line type"):
        Pipeline(load(str(tmp_path)))
