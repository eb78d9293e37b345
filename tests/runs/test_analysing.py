"""Analytics are a release of their own, up to date or said to be behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.histories import copied, forged, shop_at
from tests.shops import Shop, analysed, open_shop, take_in
from tillhouse.answers.metrics.measured import Row, measured
from tillhouse.answers.selection import Selection, selected
from tillhouse.catalog import catalog
from tillhouse.errors import EXTRAS, FixTheSetup, UnknownName
from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.pipeline import building
from tillhouse.pipeline.building import not_here
from tillhouse.retail.calendar import Calendar
from tillhouse.runs.seen import Seen
from tillhouse.sample import write_sample
from tillhouse.settings.customers import Customers
from tillhouse.sources import open_all
from tillhouse.upkeep.rebuilding import rebuilt
from tillhouse.upkeep.verification import verified

#: Small, of the base install, and of inputs that a delivery changes.
SOME = ("basket_sizes", "coverage", "observation_window", "customer_days")


@pytest.fixture
def shop(small_lake: Shop, tmp_path: Path) -> Shop:
    return copied(small_lake, tmp_path)


def _more(shop: Shop, folder: Path) -> Shop:
    """The lake after another delivery."""
    (more,) = write_sample(folder / "more.csv", 150, seed=8).files
    orders = re.sub(rb"(?m)^([CA]?)5", rb"\g<1>95", more.read_bytes())
    more.write_bytes(orders)
    assert take_in(shop.settings, open_all(more))
    return shop_at(shop.settings.root)


def test_a_run_builds_none(shop: Shop) -> None:
    assert not {table.name for table in catalog().analytics} & set(shop.release.tables)
    with pytest.raises(FixTheSetup, match="coverage was not built for release 1") as refused:
        selected(shop.snapshot, "coverage", Selection())
    assert "tillhouse analyse" in str(refused.value.hint)


def test_they_are_published_next_to_the_same_books(shop: Shop) -> None:
    after = analysed(shop, *SOME)
    assert (after.release.number, after.release.cause) == (2, "analytics of release 1")
    assert after.release.digest == shop.release.digest
    assert after.release.feeds == shop.release.feeds
    assert {n: s for n, s in after.release.tables.items() if n not in SOME} == dict(shop.release.tables)
    assert after.table("coverage").height == 5
    assert verified(after.settings, after.release).findings == ()


def test_a_second_call_does_nothing(shop: Shop) -> None:
    analysed(shop, *SOME)
    assert analysed(shop, *SOME).release == shop.release
    assert Releases(shop.settings.root).numbers() == [1, 2]


def test_a_delivery_makes_them_stale_and_the_next_call_refreshes_them(shop: Shop, tmp_path: Path) -> None:
    analysed(shop, *SOME)
    later = _more(shop, tmp_path)
    assert set(later.release.stale({})) == set(SOME)
    caught_up = analysed(later, *SOME)
    assert caught_up.release.stale({}) == []
    afresh = analysed(replace(later, release=later.release), *SOME)
    assert rebuilt(afresh.settings, caught_up.release, tmp_path / "again").findings == ()


def test_what_is_behind_is_not_held_against_the_books(shop: Shop, tmp_path: Path) -> None:
    analysed(shop, *SOME)
    later = _more(shop, tmp_path)
    done = rebuilt(later.settings, later.release, tmp_path / "again")
    assert done.findings == ()
    assert set(done.left_out) == set(SOME)


def test_other_settings_leave_behind_what_asks_for_them(shop: Shop) -> None:
    names = ["coverage", "customer_rfm"]
    analysed(shop, *names)
    other = replace(shop.settings, customers=Customers("2011-06-30"))
    assert Snapshot(shop.settings).stale == []
    assert Snapshot(other).stale == ["customer_rfm"]
    after = analysed(replace(shop, settings=other), *names)
    assert Snapshot(other).stale == []
    assert after.release.number == 3


def test_a_release_is_built_again_with_the_settings_it_was_built_with(shop: Shop, tmp_path: Path) -> None:
    before = analysed(shop, "coverage", "customer_rfm").release
    other = replace(
        shop.settings, customers=Customers("2011-06-30"), calendar=Calendar(week_starts="Monday", country="")
    )
    assert rebuilt(other, before, tmp_path / "again").findings == ()
    # Without the record, as of a release before there was one, the settings of today make other tables.
    bare = {name: replace(state, settings={}) for name, state in before.tables.items()}
    found = rebuilt(other, replace(before, tables=bare), tmp_path / "bare").findings
    assert {"dim_date", "customer_rfm"} <= {finding.table for finding in found}


def test_settings_of_a_table_of_runs_leave_behind_what_reads_it(shop: Shop) -> None:
    analysed(shop, "coverage", "sales_trends")
    other = Snapshot(replace(shop.settings, calendar=Calendar(week_starts="Monday")))
    assert (other.stale, other.refresh_commands) == (["sales_trends"], ("run", "analyse"))
    assert Snapshot(replace(other.settings, analyse=True)).refresh_commands == ("run",)


def test_what_reads_a_table_that_a_release_did_not_have_yet_is_not_built_again(
    shop: Shop, tmp_path: Path
) -> None:
    after = analysed(shop, *SOME)
    tables = {name: state for name, state in after.release.tables.items() if name != "observation_window"}
    done = rebuilt(after.settings, replace(after.release, tables=tables), tmp_path / "again")
    assert done.findings == ()
    assert {*done.left_out} == {"customer_days"}


def test_a_changed_analytic_is_found(shop: Shop, tmp_path: Path) -> None:
    after = analysed(shop, *SOME)
    after, _ = forged(after, "customer_days", pl.lit(9, pl.Int64).alias("product_orders"))
    found = verified(after.settings, after.release).findings
    found += rebuilt(after.settings, after.release, tmp_path / "again").findings
    assert {finding.table for finding in found} == {"customer_days"}


def test_what_an_analytic_reads_is_built_with_it(shop: Shop) -> None:
    readers = [t for t in catalog().analytics if "customer_days" in t.inputs and not not_here([t])]
    for reader in readers[:1]:
        assert {reader.name, "customer_days"} <= set(analysed(shop, reader.name).release.tables)


def test_an_unknown_name_is_refused(shop: Shop) -> None:
    with pytest.raises(UnknownName, match="coverege"):
        analysed(shop, "coverege")
    with pytest.raises(UnknownName):
        analysed(shop, "ledger")


def test_what_needs_an_extra_is_left_out_with_what_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = replace(catalog()["coverage"], inputs=())
    model = replace(plain, name="model", extra="analytics")
    reader, other = replace(plain, name="reader", inputs=("model",)), replace(plain, name="other")
    assert not_here([model, reader, other]) == {}
    monkeypatch.setattr(building, "missing", lambda extra: EXTRAS[extra])
    assert not_here([model, reader, other]) == {"model": "analytics", "reader": "analytics"}


def test_a_run_after_them_still_knows_its_files(shop: Shop) -> None:
    seen = Seen(shop.settings)
    seen.remember(1, {})
    assert Seen(shop.settings).is_current
    analysed(shop, *SOME)
    assert Seen(shop.settings).is_current


def test_what_a_run_would_do_is_not_forgotten(shop: Shop) -> None:
    Seen(shop.settings).remember(1, {})
    feeds = {name: replace(feed, duplicates="exact") for name, feed in shop.settings.feeds.items()}
    edited = replace(shop, settings=replace(shop.settings, feeds=feeds))
    analysed(edited, *SOME)
    assert not Seen(edited.settings).is_current


@pytest.mark.parametrize("point", ["tables committed", "synced", "published"])
def test_a_kill_leaves_the_books_as_they_were(shop: Shop, point: str) -> None:
    root = str(shop.settings.root)
    words = [sys.executable, "-m", "tillhouse", "--root", root, "analyse", *SOME]
    killed = subprocess.run(words, env=os.environ | {"TILLHOUSE_FAILPOINT": point}, capture_output=True)
    assert killed.returncode == 9
    after = analysed(shop_at(shop.settings.root), *SOME)
    assert after.release.number == 2
    assert after.release.digest == shop.release.digest
    assert verified(after.settings, after.release).findings == ()


#: What a line dated after its delivery is in, beside the tables of runs: all revenue, and what a customer ever paid.
_IN_ALL = {"kpis", "product_abc", "customer_lifetime_value"}


def test_one_wrong_date_moves_no_analytic_by_day(tmp_path: Path) -> None:
    rows = write_sample(tmp_path / "a.csv", 1_500, seed=4).files[0].read_bytes().splitlines(keepends=True)
    # As cheap as can be, so that no product changes its class of revenue.
    line, day, _, *who = rows[700].rsplit(b",", 4)
    assert b"/2011 " in day
    wrong = b",".join([b"999999", line.split(b",", 1)[1], day.replace(b"/2011 ", b"/2111 "), b"0.01", *who])
    (tmp_path / "b.csv").write_bytes(b"".join([*rows, wrong]))
    found = [analysed(open_shop(tmp_path / name, tmp_path / f"{name}.csv")).release.tables for name in "ab"]
    reached = {"observation_window"}
    for table in catalog().analytics:
        reached |= {table.name} if reached & {*table.inputs} else set()
    assert len(reached) > 15
    assert {name for name in reached if found[0][name].digest != found[1][name].digest} == {
        "observation_window",
        *_IN_ALL,
    }


def test_a_month_after_the_data_is_not_whole(tmp_path: Path) -> None:
    rows = write_sample(tmp_path / "a.csv", 400, seed=4).files[0].read_bytes().splitlines(keepends=True)
    wrong = re.sub(rb"\d+/\d+/2011 ", b"1/5/2111 ", rows[-1])
    (tmp_path / "b.csv").write_bytes(b"".join([*rows, b"999999," + wrong.split(b",", 1)[1]]))
    first, second = (open_shop(tmp_path / name, tmp_path / f"{name}.csv").snapshot for name in "ab")
    before, after = (
        {str(row.place["month"]): row.is_partial for row in _by_month(one)} for one in (first, second)
    )
    assert after == before | {"2111-01": True}
    assert before[max(before)]


def _by_month(snapshot: Snapshot) -> Sequence[Row]:
    return measured(snapshot, "lines", ["month"], ["currency=GBP"]).rows
