"""What metrics are read from: files once per snapshot, and the same figures wherever they are kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.histories import copied, renumber, shop_at
from tests.shops import Shop, take_in
from tillhouse.answers.metrics import tables
from tillhouse.answers.metrics.measured import Answer, measured
from tillhouse.errors import DamagedLake
from tillhouse.frame import gathered
from tillhouse.lake import snapshot as snapshots
from tillhouse.lake.snapshot import Snapshot
from tillhouse.sample import write_sample
from tillhouse.sources import open_all

#: Sums and counts from each table that metrics are read from, a quotient, and a change.
NAMES = (
    "revenue",
    "identified_sales",
    "units_sold",
    "quarantined",
    "orders",
    "new_customers",
    "repeat_rate",
    "revenue_month_over_month",
)
QUESTIONS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("month",), ()),
    (("country", "month"), ("country=United Kingdom",)),
    (("date",), ("month=2011-03",)),
)


def answers(snapshot: Snapshot, by: tuple[str, ...], where: tuple[str, ...]) -> list[Answer]:
    return [measured(snapshot, name, by, where) for name in NAMES]


@pytest.mark.parametrize(("by", "where"), QUESTIONS)
def test_a_kept_snapshot_answers_as_a_new_one(
    by: tuple[str, ...], where: tuple[str, ...], small_lake: Shop
) -> None:
    new = [measured(small_lake.snapshot, name, by, where) for name in NAMES]
    assert answers(small_lake.snapshot, by, where) == new
    assert all(one.rows for one in new)


@pytest.mark.parametrize(("by", "where"), QUESTIONS)
def test_tables_too_large_to_keep_give_the_same(
    by: tuple[str, ...], where: tuple[str, ...], small_lake: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = answers(small_lake.snapshot, by, where)
    monkeypatch.setattr(snapshots, "_FEW", 0)
    large = small_lake.snapshot
    assert answers(large, by, where) == kept
    assert not large.is_small("receipts")
    assert large.memory.size < 100_000, "no table, only the ledger folded by few columns"


@pytest.mark.parametrize(("by", "where"), QUESTIONS)
def test_a_second_question_opens_no_file_again(
    by: tuple[str, ...], where: tuple[str, ...], small_lake: Shop, tmp_path: Path
) -> None:
    shop = copied(small_lake, tmp_path)
    kept = shop.snapshot
    first = answers(kept, by, where)
    (shop.settings.root / "lake").rename(tmp_path / "away")
    assert answers(kept, by, where) == first
    with pytest.raises((DamagedLake, FileNotFoundError)):
        answers(shop.snapshot, by, where)


def test_threads_that_ask_one_snapshot_get_the_same(small_lake: Shop) -> None:
    kept, alone = small_lake.snapshot, answers(small_lake.snapshot, ("month",), ())
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: answers(kept, ("month",), ()), range(4)):
            assert found == alone


def test_a_new_release_is_seen_by_a_new_snapshot_alone(small_lake: Shop, tmp_path: Path) -> None:
    shop = copied(small_lake, tmp_path)
    kept = Snapshot(shop.settings)
    before = measured(kept, "revenue", ["month"])
    more = write_sample(tmp_path / "more.csv", 300, seed=11)
    renumber(more.files[0])
    assert take_in(shop.settings, open_all(more.files[0])) is not None
    assert measured(kept, "revenue", ["month"]) == before
    newer = measured(shop_at(shop.settings.root).snapshot, "revenue", ["month"])
    assert newer.coverage[0].lines > before.coverage[0].lines


@pytest.mark.parametrize("columns", [(), ("month",), ("country", "stock_code"), ("customer_id",)])
def test_the_ledger_added_up_has_the_sums_of_its_lines(columns: tuple[str, ...], small_lake: Shop) -> None:
    snapshot = small_lake.snapshot
    by = (*columns, "fate", "event", "line_type", "known")

    def sums(months: set[str] | None, folded: bool) -> set[tuple[object, ...]]:
        read = (
            tables.added_up(snapshot, months, columns)
            if folded
            else tables.formed(snapshot, "ledger", months)
        )
        found = read.group_by(*by).agg(*(tables.c(name).sum() for name in ("lines", "quantity", "amount")))
        return set(gathered(found).rows())

    month = sorted(small_lake.release.tables["ledger"].partitions)[3]
    for months in (None, {month}):
        assert sums(months, folded=True) == sums(months, folded=False)
    assert gathered(tables.added_up(snapshot, None, columns)).shape[0] == len(sums(None, folded=False))


def test_closing_a_snapshot_gives_back_what_it_keeps(small_lake: Shop) -> None:
    kept = small_lake.snapshot
    before = measured(kept, "orders", ["month"])
    assert kept.memory.size > 0
    kept.close()
    assert kept.memory.size == 0
    assert measured(kept, "orders", ["month"]) == before
