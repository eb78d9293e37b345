"""Orders that come again with other contents are asked about; what comes to the same money is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.pipeline.test_overruling import CORRECTED, FEED, FIRST, HEADER, MOVED, delivered, loaded, now
from tests.shops import take_in
from tillhouse.errors import AmbiguousReading
from tillhouse.quarantine.fixes import Fixes, Scope, parsed
from tillhouse.quarantine.replay import replay
from tillhouse.runs.retracting import Decision, decide
from tillhouse.settings.settings import load, save_feed
from tillhouse.sources import open_all

SUM = "1001,P1,2,2024-01-15,5.00"

ASKED = {
    "another quantity": ((SUM,), ("1001,P1,3,2024-01-15,5.00",), "5.00", "15.00"),
    "another price": ((SUM,), ("1001,P1,2,2024-01-15,6.00",), "2.00", "12.00"),
    "another day": ((SUM,), MOVED, "0.00", "10.00"),
    "another product": ((SUM,), ("1001,P2,2,2024-01-15,5.00",), "0.00", "10.00"),
    "a line less": ((SUM, "1001,P2,1,2024-01-15,3.00"), (SUM,), "-3.00", "0.00"),
    "a line more, one other": (FIRST, CORRECTED, "5.00", "15.00"),
    "one of two equal lines": ((SUM, SUM), (SUM,), "-10.00", "0.00"),
}
#: First file, second file, what counts then.
NOT_ASKED = {
    "the same again": (FIRST, FIRST[::-1], "13"),
    "another order": (FIRST, ("1003,P1,2,2024-01-15,5.00",), "23"),
    "a further line": ((SUM,), (SUM, "1001,P2,1,2024-01-15,3.00"), "13"),
    "an equal line more": ((SUM,), (SUM, SUM), "20"),
    "a return alone": ((SUM,), ("1001,P1,-1,2024-02-15,5.00",), "5"),
    "part of it given": (("1001,P9,1,2024-01-15,0.00", SUM), (SUM, "1003,P2,1,2024-01-15,1.00"), "11"),
    "what could not be read": (("1001,P1,two,2024-01-15,5.00",), (SUM,), "10"),
    "an export that was cut": (
        (SUM, "1001,P2,1,2024-01-15,3.00", "1000,P2,1,2024-01-14,3.00"),
        (SUM, "1003,P2,1,2024-01-16,3.00"),
        "19",
    ),
    "what cannot be read any more": ((SUM,), ("1001,P1,two,2024-01-15,5.00",), "10"),
}


@pytest.mark.parametrize(("first", "second", "instead", "beside"), ASKED.values(), ids=ASKED)
def test_other_contents_are_asked_about_with_the_money_of_both_readings(
    tmp_path: Path, first: Sequence[str], second: Sequence[str], instead: str, beside: str
) -> None:
    with pytest.raises(AmbiguousReading) as raised:
        delivered(tmp_path, "ask", ("a.csv", first), ("b.csv", second))
    said = raised.value.message
    assert said.startswith("1 order of b.csv comes again with other contents, such as 1001: ")
    assert f"change net sales by {instead}." in said
    assert f"they add {beside}." in said
    assert raised.value.files == (str(tmp_path / "b.csv"),)
    assert f"tillhouse open {tmp_path / 'b.csv'} --name shop --duplicates newest --yes" in str(
        raised.value.hint
    )
    assert "--duplicates redelivery --yes" in str(raised.value.hint)
    assert now(tmp_path / "lake").table("deliveries")["name"].to_list() == ["a.csv"]


@pytest.mark.parametrize(("first", "second", "expected"), NOT_ASKED.values(), ids=NOT_ASKED)
def test_what_comes_to_the_same_is_not_asked(
    tmp_path: Path, first: Sequence[str], second: Sequence[str], expected: str
) -> None:
    assert loaded(delivered(tmp_path, "ask", ("a.csv", first), ("b.csv", second))) == Decimal(expected)


@pytest.mark.parametrize(
    ("second", "is_newer"),
    [(("1001,P1,3,2024-01-15,5.00", FIRST[1]), True), (("1001,P1,3,2024-01-15,5.00",), False)],
    ids=["every order again", "one of two orders"],
)
def test_a_file_with_every_order_of_an_earlier_one_is_that_file_newer(
    tmp_path: Path, second: Sequence[str], is_newer: bool
) -> None:
    with pytest.raises(AmbiguousReading) as raised:
        delivered(tmp_path, "ask", ("a.csv", FIRST), ("b.csv", second))
    assert raised.value.is_newer is is_newer


def test_files_that_come_together_can_contradict_each_other(tmp_path: Path) -> None:
    save_feed(tmp_path / "lake", replace(FEED, path=str(tmp_path)))
    for name, lines in (("a.csv", FIRST), ("b.csv", CORRECTED)):
        (tmp_path / name).write_text("\n".join([HEADER, *lines]) + "\n")
    files = open_all(tmp_path)
    settings = load(str(tmp_path / "lake"))
    with pytest.raises(AmbiguousReading, match="1 order of"):
        take_in(settings, files)


def test_a_copy_of_a_record_that_a_person_corrected_is_no_contradiction(tmp_path: Path) -> None:
    shop = delivered(tmp_path, "ask", ("a.csv", ("1001,P1,two,2024-01-15,5.00", "1001,P2,1,2024-01-15,3.00")))
    Fixes(shop.settings.root).add([parsed("set quantity=2")], Scope(file="a.csv", line=2), "typed")
    replay(shop.settings)
    again = delivered(tmp_path, "ask", ("b.csv", (SUM, "1001,P2,1,2024-01-15,3.00")))
    assert loaded(again) == Decimal(13)


def test_what_is_out_of_the_books_contradicts_nothing(tmp_path: Path) -> None:
    shop = delivered(tmp_path, "ask", ("a.csv", FIRST), ("c.csv", ("1009,P1,1,2024-01-15,1.00",)))
    decide(shop.settings, Decision("retracted", "a.csv", "wrong"))
    assert loaded(delivered(tmp_path, "ask", ("b.csv", CORRECTED))) == Decimal(22)


@pytest.mark.parametrize("policy", ["redelivery", "keep", "newest"])
def test_a_feed_that_says_what_counts_is_not_asked(tmp_path: Path, policy: str) -> None:
    """The control: under a policy of its own the very same files are taken in."""
    expected = {"redelivery": 31, "keep": 34, "newest": 21}[policy]
    shop = delivered(tmp_path, policy, ("a.csv", FIRST), ("b.csv", CORRECTED))  # type: ignore[arg-type]
    assert loaded(shop) == Decimal(expected)
