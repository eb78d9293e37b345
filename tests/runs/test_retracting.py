"""A delivery leaves the books and comes back; later deliveries and decisions stay."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.pipeline.test_overruling import CORRECTED, FIRST, HEADER, delivered, loaded, now
from tests.shops import Shop
from tillhouse.answers.observations import observations
from tillhouse.errors import BadSetting, FixTheData, UnknownName
from tillhouse.pipeline.stages import Pipeline
from tillhouse.quarantine.fixes import Fixes, Scope, parsed
from tillhouse.quarantine.replay import replay
from tillhouse.runs.delivered import delivery_named
from tillhouse.runs.retracting import Decision, decide
from tillhouse.sources import open_all

OTHERS = ("1001,P1,2,2024-01-15,5.00", "9001,Z1,1,2024-02-01,40.00", "9002,Z1,six,2024-02-01,40.00")
LAST = ("1004,P1,1,2024-01-20,7.00",)


@pytest.fixture
def three(tmp_path: Path) -> Shop:
    """Three files; the second is of another shop, and repeats a line of the first."""
    return delivered(tmp_path, "redelivery", ("a.csv", FIRST), ("b.csv", OTHERS), ("c.csv", LAST))


def state(shop: Shop, key: str) -> str:
    return delivery_named(shop.snapshot, key).state


def test_the_wrong_delivery_leaves_and_later_ones_stay(three: Shop) -> None:
    before = three.fingerprints
    done = decide(three.settings, Decision("retracted", "b.csv", "another shop's"))
    assert (done.before["loaded"].amount, done.after["loaded"].amount) == (Decimal(60), Decimal(20))
    shop = now(three.settings.root)
    assert loaded(shop) == Decimal(20)
    assert shop.statement.fates["superseded"].rows == 3
    assert state(shop, "b.csv") == "retracted"
    (seen,) = [one for one in observations(shop.snapshot, shop.statement) if one.kind == "retracted"]
    assert seen.text == "are out of the books with b.csv (another shop's)"
    decide(three.settings, Decision("restored", "b.csv", "ours after all"))
    assert loaded(back := now(three.settings.root)) == Decimal(60)
    assert back.fingerprints == before
    assert [one.action for one in delivery_named(back.snapshot, "b.csv").decisions] == [
        "retracted",
        "restored",
    ]


def test_what_was_a_duplicate_of_it_counts(three: Shop) -> None:
    decide(three.settings, Decision("retracted", "a.csv", "wrong"))
    shop = now(three.settings.root)
    assert loaded(shop) == Decimal(57)
    assert shop.statement.fates["duplicate"].rows == 0


def test_a_plan_changes_nothing_and_says_the_money(three: Shop) -> None:
    done = decide(three.settings, Decision("retracted", "b.csv", "another shop's"), plan=True)
    assert (done.release, done.after["loaded"].amount) == (None, Decimal(20))
    assert {one.month: one.difference for one in done.months} == {"2024-01": 0, "2024-02": Decimal(-40)}
    assert now(three.settings.root).release == three.release


def test_corrections_of_its_records_go_and_come_with_it(three: Shop) -> None:
    Fixes(three.settings.root).add([parsed("set quantity=2")], Scope(file="b.csv", line=4), "typed")
    replay(three.settings)
    assert loaded(now(three.settings.root)) == Decimal(140)
    decide(three.settings, Decision("retracted", "b.csv", "another shop's"))
    assert loaded(now(three.settings.root)) == Decimal(20)
    decide(three.settings, Decision("restored", "b.csv", "ours"))
    assert loaded(now(three.settings.root)) == Decimal(140)


def test_another_file_takes_its_place(three: Shop, tmp_path: Path) -> None:
    (tmp_path / "a2.csv").write_text("\n".join([HEADER, *CORRECTED]) + "\n")
    (file,) = open_all(tmp_path / "a2.csv")
    done = decide(three.settings, Decision("replaced", "a.csv", "prices", file))
    assert done.taken == ("a2.csv",)
    shop = now(three.settings.root)
    assert loaded(shop) == Decimal(21 + 7 + 40 + 10)  # the line that b.csv repeats counts now: a.csv is gone
    new = delivery_named(shop.snapshot, "a2.csv")
    assert delivery_named(shop.snapshot, "a.csv").decisions[-1].replaced_by == new.key
    with pytest.raises(FixTheData, match="was delivered already"):
        decide(three.settings, Decision("replaced", "c.csv", "again", file))


@pytest.mark.parametrize(
    ("decision", "error", "said"),
    [
        (Decision("retracted", "b.csv", " "), BadSetting, "No reason"),
        (Decision("retracted", "d.csv", "wrong"), UnknownName, "d.csv"),
        (Decision("restored", "b.csv", "right"), FixTheData, "is in the books"),
    ],
)
def test_what_is_no_decision_is_refused(
    three: Shop, decision: Decision, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        decide(three.settings, decision)
    assert now(three.settings.root).release == three.release


def test_it_leaves_once(three: Shop) -> None:
    decide(three.settings, Decision("retracted", "b.csv", "another shop's"))
    with pytest.raises(FixTheData, match="out of the books already: another shop's"):
        decide(three.settings, Decision("retracted", "b.csv", "again"))


def test_a_set_of_corrections_is_no_file(three: Shop) -> None:
    Fixes(three.settings.root).add([parsed("set quantity=2")], Scope(file="b.csv", line=4), "typed")
    replay(three.settings)
    repairs = now(three.settings.root).table("deliveries").filter(kind="repair")["name"].item()
    with pytest.raises(FixTheData, match="holds corrected records"):
        decide(three.settings, Decision("retracted", repairs, "wrong"))


def test_a_head_that_was_only_planned_does_not_stay(three: Shop) -> None:
    """The control: what a plan stages is taken back, so that the next run begins from what is published."""
    decide(three.settings, Decision("retracted", "b.csv", "another shop's"), plan=True)
    pipeline = Pipeline(three.settings)
    with pipeline.writing():
        assert pipeline.stage({"shop": []}, "test") is None
