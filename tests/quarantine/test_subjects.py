"""A fix is fixed again or withdrawn after its replay, and a loaded record is corrected or discarded like any other."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.quarantined import HEADER, RIGHT, downstream, faults, fix, now, quarantine, shop
from tests.shops import take_in
from tillhouse.books import Line
from tillhouse.errors import FixTheData
from tillhouse.quarantine.fixes import Fixes
from tillhouse.quarantine.replay import discard, replay
from tillhouse.quarantine.subjects import subject
from tillhouse.settings.settings import load
from tillhouse.sources import open_all


def loaded(root: Path) -> Decimal:
    """The money that counts."""
    return now(root).statement.fates["loaded"].amount


def test_a_wrong_fix_is_fixed_again_or_withdrawn_after_its_replay(tmp_path: Path) -> None:
    shop(tmp_path, [faults(RIGHT[0])["quantity"][0], *RIGHT[1:]])
    right = downstream(shop(tmp_path / "right", RIGHT))
    before = downstream(now(tmp_path))
    fix(tmp_path, "set quantity=60", file="sales.csv", line=2)
    assert replay(load(str(tmp_path))).left.rows == 1
    assert replay(load(str(tmp_path))).release is None
    fix(tmp_path, "set quantity=6", file="sales.csv", line=2)
    again = replay(load(str(tmp_path)), plan=True)
    assert (again.release, again.left.rows, again.corrected) == (None, 0, Line(1, Decimal("153.00"), 0, 1))
    assert replay(load(str(tmp_path))).became == {"loaded": Line(1, Decimal("15.30"), 0, 1)}
    assert downstream(now(tmp_path)) == right
    for version in (1, 2):
        Fixes(tmp_path).withdraw(version, "nobody knows")
    assert replay(load(str(tmp_path))).became["quarantined"].rows == 1
    assert downstream(now(tmp_path)) == before
    assert replay(load(str(tmp_path))).release is None
    fix(tmp_path, "set quantity=6", file="sales.csv", line=2)
    assert replay(load(str(tmp_path))).left.rows == 1
    assert downstream(now(tmp_path)) == right


def test_a_loaded_record_is_corrected_put_back_and_discarded(tmp_path: Path) -> None:
    wrong = RIGHT[0].replace(",2.55,", ",25.50,")
    shop(tmp_path, [wrong, *RIGHT[1:]])
    before = downstream(now(tmp_path))
    one = subject(quarantine(tmp_path), "sales.csv:2")
    assert (one.now.fate, one.now.amount) == ("loaded", Decimal("153"))
    fix(tmp_path, "set unit_price=2.55", line_id=one.first.line_id, file="sales.csv", line=2)
    assert replay(load(str(tmp_path))).corrected == Line(1, Decimal("153"), 0, 1)
    assert downstream(now(tmp_path)) == downstream(shop(tmp_path / "right", RIGHT))
    Fixes(tmp_path).withdraw(1, "it was dear")
    replay(load(str(tmp_path)))
    assert downstream(now(tmp_path)) == before
    discard(load(str(tmp_path)), lambda q: [subject(q, "sales.csv:2").now], "a test")
    assert downstream(now(tmp_path)) == downstream(shop(tmp_path / "less", RIGHT[1:]))
    with pytest.raises(FixTheData, match="neither in quarantine nor loaded: it is superseded"):
        subject(quarantine(tmp_path), "sales.csv:2")


def test_copies_of_a_corrected_record_are_not_sold_instead(tmp_path: Path) -> None:
    wrong = RIGHT[0].replace(",2.55,", ",25.50,")
    shop(tmp_path, [wrong, *RIGHT[1:]], [wrong, *RIGHT[1:3]], duplicates="redelivery")
    loaded_copy = next(
        one
        for name in ("sales.csv", "sales1.csv")
        for one in quarantine(tmp_path).delivered(now(tmp_path).table("ledger")["line_id"].to_list())
        if (one.file, one.line, one.fate) == (name, 2, "loaded")
    )
    fix(tmp_path, "set unit_price=2.55", line_id=loaded_copy.line_id)
    replay(load(str(tmp_path)))
    assert downstream(now(tmp_path)) == downstream(shop(tmp_path / "right", RIGHT))
    later = tmp_path / "later.csv"
    later.write_text("\n".join([HEADER, wrong, ""]))
    take_in(load(str(tmp_path)), open_all(later))
    assert downstream(now(tmp_path)) == downstream(now(tmp_path / "right"))


def test_a_rule_for_many_leaves_loaded_records_alone(tmp_path: Path) -> None:
    shop(tmp_path, [faults(RIGHT[0])["quantity"][0], *RIGHT[1:]])
    before = loaded(tmp_path)
    fix(tmp_path, "set quantity=6", file="sales.csv")
    assert replay(load(str(tmp_path))).corrected == Line()
    assert loaded(tmp_path) == before + Decimal("15.30")


def test_a_fix_that_would_spoil_a_loaded_record_is_not_applied(tmp_path: Path) -> None:
    shop(tmp_path, RIGHT)
    before = loaded(tmp_path)
    fix(tmp_path, "set quantity=six", file="sales.csv", line=2)
    found = replay(load(str(tmp_path)))
    assert (found.release, [one.reasons for one in found.stay]) == (None, [("quantity_unreadable",)])
    assert loaded(tmp_path) == before
