"""A replay gives what would have been, had the record been right from the start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from deltalake import DeltaTable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.quarantined import FEED, HEADER, RIGHT, downstream, faults, fix, now, quarantine, shop
from tests.shops import take_in
from tillhouse.books import Line, Statement
from tillhouse.catalog import catalog
from tillhouse.errors import BadSetting, FixTheData, StalePlan
from tillhouse.lake.delta import Lake
from tillhouse.quarantine.fixes import Fixes, Scope
from tillhouse.quarantine.replay import discard, replay
from tillhouse.settings.feed import Duplicates
from tillhouse.settings.settings import load, save_feed
from tillhouse.sources import open_all

KINDS = sorted(faults(RIGHT[0]))


def closes(books: Statement) -> bool:
    return (
        books.unexplained == Line()
        and sum((books.fates[f].rows for f in books.fates), 0) == books.received.rows
    )


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, str]]]:
    """What gold and marts hold when nothing was ever wrong, by duplicate policy; a second file overlaps."""
    found = {}
    for policy in ("redelivery", "exact", "key"):
        root = tmp_path_factory.mktemp(policy)
        found[policy] = dict(downstream(shop(root, RIGHT, RIGHT[2:4], duplicates=policy)))
        shutil.rmtree(root)
    yield found


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_fault_fixed_and_replayed(
    tmp_path: Path, kind: str, right: dict[str, dict[str, str]]
) -> None:
    spoilt, rule = faults(RIGHT[1])[kind]
    wrong = shop(tmp_path, [RIGHT[0], spoilt, *RIGHT[2:]], RIGHT[2:4], duplicates="redelivery")
    (record,) = quarantine(tmp_path).records()
    assert (record.file, record.line, wrong.statement.fates["quarantined"].rows) == ("sales.csv", 3, 1)
    fix(tmp_path, rule, line_id=record.line_id)
    assert replay(load(str(tmp_path))).left.rows == 1
    mended = now(tmp_path)
    assert downstream(mended) == right["redelivery"]
    assert {fate: line.rows for fate, line in mended.statement.fates.items()} == {
        "loaded": 8,
        "duplicate": 2,
        "quarantined": 0,
        "superseded": 1,
        "not_sales": 0,
    }
    assert closes(mended.statement)


@pytest.mark.parametrize("line", [5, 7])
def test_by_key_the_same_line_counts_as_if_right_from_the_start(
    tmp_path: Path, line: int, right: dict[str, dict[str, str]]
) -> None:
    spoilt, rule = faults(RIGHT[line])["quantity"]
    shop(tmp_path, [*RIGHT[:line], spoilt, *RIGHT[line + 1 :]], RIGHT[2:4], duplicates="key")
    fix(tmp_path, rule, reason="quantity_unreadable")
    replay(load(str(tmp_path)))
    assert downstream(now(tmp_path)) == right["key"]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plan=st.dictionaries(st.integers(0, len(RIGHT) - 1), st.sampled_from(KINDS), min_size=1, max_size=4),
    policy=st.sampled_from(["redelivery", "exact", "key"]),
)
def test_any_mixture_of_faults_fixed_and_replayed(
    tmp_path: Path, plan: dict[int, str], policy: Duplicates, right: dict[str, dict[str, str]]
) -> None:
    shutil.rmtree(tmp_path)
    lines = [faults(line)[plan[n]][0] if n in plan else line for n, line in enumerate(RIGHT)]
    wrong = shop(tmp_path, lines, RIGHT[2:4], duplicates=policy)
    assert closes(wrong.statement)
    for n, kind in plan.items():
        fix(tmp_path, faults(RIGHT[n])[kind][1], file="sales.csv", line=n + 2)
    replay(load(str(tmp_path)))
    mended = now(tmp_path)
    assert downstream(mended) == right[policy]
    assert closes(mended.statement)
    assert mended.statement.fates["superseded"].rows == len(plan)


def test_a_second_replay_has_nothing_to_do(tmp_path: Path) -> None:
    shop(tmp_path, [faults(RIGHT[0])["price"][0], *RIGHT[1:]])
    fix(tmp_path, "replace unit_price ; .", reason="price_unreadable")
    first, second = replay(load(str(tmp_path))), replay(load(str(tmp_path)))
    assert first.release is not None
    assert (second.release, second.left, now(tmp_path).release.number) == (None, Line(), first.release.number)


def test_what_cannot_be_trusted_after_a_fix_stays_until_the_rest_is_fixed(tmp_path: Path) -> None:
    twice = faults(faults(RIGHT[0])["price"][0])["date"][0]
    shop(tmp_path, [twice, *RIGHT[1:]])
    fix(tmp_path, "replace unit_price ; .", month="unknown")
    outcome = replay(load(str(tmp_path)))
    assert (outcome.release, [a.reasons for a in outcome.stay]) == (None, [("sold_at_unreadable",)])
    assert quarantine(tmp_path).records()[0].reasons == ("price_unreadable", "sold_at_unreadable")
    fix(tmp_path, "replace sold_at 31/02 01/12", month="unknown")
    assert replay(load(str(tmp_path))).left.rows == 1
    assert downstream(now(tmp_path)) == downstream(shop(tmp_path / "right", RIGHT))


def test_a_plan_changes_nothing(tmp_path: Path) -> None:
    before = shop(tmp_path, [faults(RIGHT[0])["quantity"][0], *RIGHT[1:]])
    fix(tmp_path, "set quantity=6", reason="quantity_unreadable")
    heads = [sorted(DeltaTable(log.parent).file_uris()) for log in tmp_path.glob("lake/*/*/_delta_log")]
    outcome = replay(load(str(tmp_path)), plan=True)
    assert [
        sorted(DeltaTable(log.parent).file_uris()) for log in tmp_path.glob("lake/*/*/_delta_log")
    ] == heads
    assert (outcome.release, outcome.left.rows, outcome.left.unknown) == (None, 1, 1)
    assert outcome.became["loaded"].amount == Decimal("15.3")
    changed = {
        c.month: (c.amount_before, c.amount_after) for c in outcome.changes if c.table == "monthly_sales"
    }
    assert changed == {"2010-12": ("53.630000", "68.930000")}
    after = now(tmp_path)
    assert (after.release.number, after.fingerprints) == (before.release.number, before.fingerprints)
    lake = Lake(tmp_path)
    stored = {
        name: lake.manifest(catalog()[name], state.version) for name, state in after.release.tables.items()
    }
    assert {name: lake.manifest(catalog()[name], lake.head(catalog()[name])) for name in stored} == stored
    assert replay(load(str(tmp_path))).release is not None


def test_a_rule_is_for_later_deliveries_too_but_only_at_a_replay(tmp_path: Path) -> None:
    bad = faults(RIGHT[0])["price"][0]
    shop(tmp_path, [bad, *RIGHT[1:]])
    fix(tmp_path, "replace unit_price ; .", reason="price_unreadable")
    replay(load(str(tmp_path)))
    later = tmp_path / "later.csv"
    later.write_text(
        (tmp_path / "sales.csv").read_text().splitlines()[0] + "\n" + bad.replace("536365", "536999") + "\n"
    )
    take_in(load(str(tmp_path)), open_all(later))
    assert now(tmp_path).statement.fates["quarantined"].rows == 1
    assert replay(load(str(tmp_path))).left.rows == 1
    assert now(tmp_path).statement.fates["quarantined"].rows == 0


def test_a_withdrawn_fix_is_not_applied(tmp_path: Path) -> None:
    shop(tmp_path, [faults(RIGHT[0])["quantity"][0], *RIGHT[1:]])
    fix(tmp_path, "set quantity=600", reason="quantity_unreadable")
    Fixes(tmp_path).withdraw(1, "it was 6")
    assert replay(load(str(tmp_path))).left == Line()


def test_a_corrected_line_that_was_delivered_before_is_a_duplicate(tmp_path: Path) -> None:
    shop(tmp_path, RIGHT, [faults(RIGHT[0])["quantity"][0]])
    fix(tmp_path, "set quantity=6", file="sales1.csv")
    replay(load(str(tmp_path)))
    books = now(tmp_path).statement
    assert (books.fates["loaded"].rows, books.fates["duplicate"].rows, books.fates["quarantined"].rows) == (
        8,
        1,
        0,
    )
    assert downstream(now(tmp_path)) == downstream(shop(tmp_path / "right", RIGHT))


def test_the_decision_is_kept_with_its_reason_and_rule(tmp_path: Path) -> None:
    shop(tmp_path, [faults(RIGHT[0])["quantity"][0], faults(RIGHT[1])["date"][0], *RIGHT[2:]])
    fix(tmp_path, "set quantity=6", reason="quantity_unreadable")
    replay(load(str(tmp_path)))
    discard(load(str(tmp_path)), lambda q: q.records(), "no such sale")
    kept = now(tmp_path).table("repairs").sort("action").select("action", "month", "reason", "rule").rows()
    assert kept == [
        ("discarded", "unknown", "no such sale", "discard"),
        ("replaced", "2010-12", "it was typed wrong", "fix 1: set quantity=6"),
    ]


def test_a_discarded_record_is_superseded_with_its_money(tmp_path: Path) -> None:
    before = shop(tmp_path, [faults(RIGHT[0])["date"][0], *RIGHT[1:]])
    outcome = discard(load(str(tmp_path)), lambda q: q.records(Scope(line=2)), "a test sale")
    after = now(tmp_path)
    assert (outcome.left.rows, str(outcome.left.amount)) == (1, "15.300000")
    assert after.statement.fates["superseded"] == before.statement.fates["quarantined"]
    assert (after.statement.fates["quarantined"], after.statement.received) == (
        Line(),
        before.statement.received,
    )
    assert closes(after.statement)
    assert downstream(after) == downstream(before)


def test_the_corrected_file_is_the_way_back_of_a_discarded_record(tmp_path: Path) -> None:
    shop(tmp_path, [faults(RIGHT[0])["date"][0], *RIGHT[1:]])
    discard(load(str(tmp_path)), lambda q: q.records(), "wait for the corrected file")
    corrected = tmp_path / "corrected.csv"
    corrected.write_text("\n".join([HEADER, *RIGHT, ""]))
    take_in(load(str(tmp_path)), open_all(corrected))
    assert downstream(now(tmp_path)) == downstream(shop(tmp_path / "right", RIGHT))


def test_nothing_leaves_without_a_reason(tmp_path: Path) -> None:
    shop(tmp_path, [faults(RIGHT[0])["date"][0], *RIGHT[1:]])
    with pytest.raises(BadSetting):
        discard(load(str(tmp_path)), lambda q: q.records(), "  ")
    with pytest.raises(FixTheData):
        discard(load(str(tmp_path)), lambda q: q.records(Scope(line=99)), "nothing is there")
    assert now(tmp_path).statement.fates["quarantined"].rows == 1


def test_a_changed_reading_is_run_before_a_replay(tmp_path: Path) -> None:
    shop(tmp_path, [faults(RIGHT[0])["quantity"][0], *RIGHT[1:]])
    fix(tmp_path, "set quantity=6", reason="quantity_unreadable")
    save_feed(tmp_path, replace(FEED, currency="EUR"))
    with pytest.raises(StalePlan):
        replay(load(str(tmp_path)))


def test_a_decision_follows_its_record_when_the_feed_is_read_otherwise(tmp_path: Path) -> None:
    line = RIGHT[3].replace("01/12/2010", "12/13/2010")
    shop(tmp_path, [line, *RIGHT[4:]])
    discard(load(str(tmp_path)), lambda q: q.records(), "no such day")
    save_feed(tmp_path, replace(FEED, date_order="month-first"))
    take_in(load(str(tmp_path)), ())
    after = now(tmp_path)
    assert after.statement.fates["superseded"].rows == 1
    assert closes(after.statement)


@pytest.mark.parametrize("point", ["bronze written", "tables built", "tables committed", "synced"])
def test_a_replay_killed_on_the_way_leaves_the_release_and_the_fix(tmp_path: Path, point: str) -> None:
    before = shop(tmp_path, [faults(RIGHT[0])["quantity"][0], *RIGHT[1:]])
    fix(tmp_path, "set quantity=6", reason="quantity_unreadable")
    program = f"from tillhouse.cli import main; main(['--root', {str(tmp_path)!r}, 'quarantine', 'replay'])"
    killed = subprocess.run([sys.executable, "-c", program], env={**os.environ, "TILLHOUSE_FAILPOINT": point})
    assert killed.returncode == 9
    assert now(tmp_path).fingerprints == before.fingerprints
    assert replay(load(str(tmp_path))).left.rows == 1
    assert downstream(now(tmp_path)) == downstream(shop(tmp_path / "right", RIGHT))
