"""Rules out of the baskets of a file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from tillhouse.lists.baskets.files import read
from tillhouse.lists.baskets.rules import Asked, Mined, mined

HALF = Fraction(1, 2)


def given(folder: Path, text: str, **asked: object) -> Mined:
    path = folder / "baskets.csv"
    path.write_text(text)
    return mined(
        read(path), Asked(**{"support": HALF, "confidence": HALF, "shortest": 2, "longest": 10, **asked})
    )  # type: ignore[arg-type]


def test_what_counts_and_what_does_not_is_told_apart(tmp_path: Path) -> None:
    found = given(tmp_path, "a,b,a\na,b\n\na,b,c,d\n", largest=3)
    assert (found.baskets, found.items, found.pairs, found.largest, found.repeats) == (2, 2, 4, 2, 1)
    assert (found.too_large, found.items_too_large) == (1, 4)
    assert (found.minimum, found.itemsets) == (1, (2, 1))


def test_rules_come_by_lift_then_by_count(tmp_path: Path) -> None:
    found = given(tmp_path, "a,b\na,b\na\nc,d\n" + "c\n", support=Fraction(1, 10), confidence=Fraction(0))
    lifts = found.rules.lift.tolist()
    assert lifts == sorted(lifts, reverse=True)
    assert found.rules.whole.tolist() == [1, 1, 2, 2]  # c,d are 2.5 times as often together as by chance


def test_a_cut_is_told(tmp_path: Path) -> None:
    every = given(tmp_path, "a,b,c\na,b,c\n")
    cut = given(tmp_path, "a,b,c\na,b,c\n", most=6)
    assert (every.longest, every.cut, every.itemsets) == (10, False, (3, 3, 1))
    assert (cut.longest, cut.cut, cut.itemsets) == (2, True, (3, 3))
