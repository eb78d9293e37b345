"""A release in the making: what equals the published content is not written again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest

from tests.things import another, rows, things
from tillhouse import fingerprint
from tillhouse.catalog import Catalog
from tillhouse.checks.in_range import in_range
from tillhouse.engines import engine
from tillhouse.lake import compaction
from tillhouse.lake.delta import Lake
from tillhouse.lake.releases import Partition, Release, TableState
from tillhouse.pipeline import staging
from tillhouse.pipeline.staging import Staging
from tillhouse.retail.calendar import Calendar
from tillhouse.table import Table

JANUARY, FEBRUARY = "2011-01", "2011-02"
ARRIVING = replace(things, name="arriving", written_by="intake", money=None)
Built = dict[str, tuple[int, ...]]


@contextmanager
def staged(root: Path, published: Release | None = None, table: Table = things) -> Iterator[Staging]:
    made = Staging(Lake(root), Catalog([table]), published, engine("polars"), {"calendar": Calendar()})
    try:
        yield made
    finally:
        made.close()


def build(made: Staging, months: Built, table: Table = things) -> None:
    made.replace(table, pl.concat([rows(month, *some) for month, some in months.items()]), months)


def release(root: Path, months: Built, published: Release | None = None) -> Release:
    with staged(root, published) as made:
        build(made, months)
        return released(made)


def released(made: Staging) -> Release:
    return Release(
        1, None, "2024-01-01", "test", {}, made.commit({"release": "1"}), "0", fingerprint.hash_version()
    )


def files(root: Path) -> set[str]:
    return {path.name for path in (root / "lake").rglob("*.parquet")}


def values(made: Staging, *months: str, stored: bool = False, table: Table = things) -> list[int]:
    found = made.frame(table, months or None, stored=stored)
    return sorted(nw.to_native(found).collect()["n"])


def test_the_first_release_writes_each_month_once(tmp_path: Path) -> None:
    first = release(tmp_path, {JANUARY: (1, 2), FEBRUARY: (3,)})
    parts = first.tables["things"].partitions
    assert {month: (part.rows, part.amount) for month, part in parts.items()} == {
        JANUARY: (2, "0.002000"),
        FEBRUARY: (1, "0.001000"),
    }
    assert len(files(tmp_path)) == 2


def test_the_same_content_is_not_written_and_not_changed(tmp_path: Path) -> None:
    first = release(tmp_path, {JANUARY: (1, 2), FEBRUARY: (3,)})
    before = files(tmp_path)
    with staged(tmp_path, first) as made:
        build(made, {JANUARY: (2, 1), FEBRUARY: (3,)})
        assert made.changed == {}
        assert released(made).tables == first.tables
    assert files(tmp_path) == before


def test_only_the_month_that_differs_is_written(tmp_path: Path) -> None:
    first = release(tmp_path, {JANUARY: (1, 2), FEBRUARY: (3,)})
    with staged(tmp_path, first) as made:
        build(made, {JANUARY: (1, 2), FEBRUARY: (3, 4)})
        assert made.changed == {"things": {FEBRUARY}}
        second = released(made).tables["things"]
    lake = Lake(tmp_path)
    kept, new = (lake.manifest(things, version) for version in (0, second.version))
    assert kept[JANUARY] == new[JANUARY] and kept[FEBRUARY] != new[FEBRUARY]
    assert second.partitions[JANUARY] == first.tables["things"].partitions[JANUARY]


def test_a_month_without_rows_is_gone(tmp_path: Path) -> None:
    first = release(tmp_path, {JANUARY: (1,), FEBRUARY: (3,)})
    with staged(tmp_path, first) as made:
        build(made, {JANUARY: (1,), FEBRUARY: ()})
        assert made.changed == {"things": {FEBRUARY}}
        assert set(released(made).tables["things"].partitions) == {JANUARY}


def test_a_month_not_asked_for_stays(tmp_path: Path) -> None:
    first = release(tmp_path, {JANUARY: (1,), FEBRUARY: (3,)})
    with staged(tmp_path, first) as made:
        build(made, {FEBRUARY: (4,)})
        assert values(made) == [1, 4]
        assert values(made, JANUARY) == [1]


@pytest.mark.parametrize("memory", [staging.MEMORY, 0], ids=["memory", "disk"])
def test_readers_see_what_was_just_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: int
) -> None:
    monkeypatch.setattr(staging, "MEMORY", memory)
    first = release(tmp_path, {JANUARY: (1,), FEBRUARY: (3,)})
    with staged(tmp_path, first) as made:
        build(made, {FEBRUARY: (4, 5)})
        assert values(made) == values(made, stored=True) == [1, 4, 5]


def test_what_is_not_released_is_not_in_the_published_version(tmp_path: Path) -> None:
    first = release(tmp_path, {JANUARY: (1,)})
    with staged(tmp_path, first) as made:
        build(made, {JANUARY: (2,)})
        made.commit({"release": "2"})
    with staged(tmp_path, first) as later:
        assert values(later) == [1]


def test_appended_rows_add_to_what_is_there(tmp_path: Path) -> None:
    one, two = fingerprint.repeated("one", 2), fingerprint.repeated("two", 1)
    with staged(tmp_path, table=ARRIVING) as made:
        made.append(ARRIVING, rows(JANUARY, 1, 2), {JANUARY: one})
        made.append(ARRIVING, rows(JANUARY, 3), {JANUARY: two})
        assert values(made, table=ARRIVING) == [1, 2, 3]
        assert made.partitions(ARRIVING) == {JANUARY: Partition(3, fingerprint.total([one, two]))}
        state = released(made).tables["arriving"]
    assert len(Lake(tmp_path).manifest(ARRIVING, state.version)[JANUARY]) == 2


def test_rows_appended_to_a_table_without_months_keep_those_before(tmp_path: Path) -> None:
    whole = replace(ARRIVING, by=None)
    with staged(tmp_path, table=whole) as made:
        for n, text in enumerate(("one", "two", "three")):
            made.append(whole, rows(JANUARY, n), {"": fingerprint.repeated(text, 1)})
        assert values(made, table=whole) == [0, 1, 2]
        state = released(made).tables["arriving"]
    (stored,) = Lake(tmp_path).manifest(whole, state.version)[""]
    assert (stored.rows, state.rows) == (3, 3)


def test_another_definition_is_committed_with_the_same_content(tmp_path: Path) -> None:
    first = release(tmp_path, {JANUARY: (1,)})
    other = replace(things, source=another(tmp_path))
    with staged(tmp_path, first, other) as made:
        build(made, {JANUARY: (1,)}, other)
        second = released(made).tables["things"]
    old: TableState = first.tables["things"]
    assert second.definition != old.definition
    assert (second.partitions, second.version) == (old.partitions, old.version)


def test_a_check_of_another_definition_is_run_on_content_that_stays(tmp_path: Path) -> None:
    first = release(tmp_path, {JANUARY: (1,)})
    check = in_range("n", low=5)
    other = replace(things, source=another(tmp_path), checks=(check,))
    with staged(tmp_path, first, other) as made:
        build(made, {JANUARY: (1,)}, other)
        second = released(made).tables["things"]
    assert second.checks == (check.name,)
    assert second.partitions[JANUARY].failures[check.name][0] == 1


def test_what_was_taken_in_before_a_check_was_declared_was_not_held_to_it(tmp_path: Path) -> None:
    with staged(tmp_path, table=ARRIVING) as made:
        made.append(ARRIVING, rows(JANUARY, 1), {JANUARY: fingerprint.EMPTY})
        first = released(made)
    other = replace(ARRIVING, source=another(tmp_path), checks=(in_range("n", low=5),))
    with staged(tmp_path, first, other) as made:
        assert released(made).tables["arriving"].checks == ()


def test_the_calendar_is_part_of_what_makes_the_rows_of_a_table_that_reads_it(tmp_path: Path) -> None:
    first = release(tmp_path, {JANUARY: (1,)})
    reading = replace(things, parameters=("calendar",))
    with staged(tmp_path, first, reading) as made:
        build(made, {JANUARY: (1,)}, reading)
        second = released(made)
    with staged(tmp_path, second, reading) as british:
        assert not british.redefined(reading)
        british.given = {"calendar": Calendar(country="DE")}
        assert british.redefined(reading)


def test_checks_of_other_code_are_run_again_on_rows_that_are_not_built_by_other_code(tmp_path: Path) -> None:
    first = release(tmp_path, {JANUARY: (1,)})
    checked = replace(things, checks=(in_range("n", low=5),))
    with staged(tmp_path, first, checked) as made:
        assert (made.redefined(checked), made.unchecked(checked)) == (False, True)
        build(made, {JANUARY: (1,)}, checked)
        assert released(made).tables["things"].partitions[JANUARY].failures


def test_many_small_files_of_a_month_become_one_with_the_same_content(tmp_path: Path) -> None:
    published = None
    for n in range(compaction.MOST + 2):
        with staged(tmp_path, published, ARRIVING) as made:
            made.append(ARRIVING, rows(JANUARY, n), {JANUARY: fingerprint.repeated(str(n), 1)})
            before, published = published, released(made)
    assert before is not None
    lake = Lake(tmp_path)
    stored = [lake.manifest(ARRIVING, r.tables["arriving"].version)[JANUARY] for r in (before, published)]
    assert [len(files) for files in stored] == [1, 2]
    with staged(tmp_path, published, ARRIVING) as made:
        assert values(made, table=ARRIVING) == list(range(compaction.MOST + 2))


def test_a_column_of_another_name_is_written_though_what_it_holds_is_the_same(tmp_path: Path) -> None:
    """Digests do not know what columns are called: a file kept under the old name would be read as nulls."""
    first = release(tmp_path, {JANUARY: (1,)})
    columns = {("number" if name == "n" else name): column for name, column in things.columns.items()}
    other = replace(things, source=another(tmp_path), columns=columns, checks=(), key=("number",))
    with staged(tmp_path, first, other) as made:
        made.replace(other, rows(JANUARY, 1).rename({"n": "number"}), [JANUARY])
        released(made)
        assert nw.to_native(made.frame(other)).collect()["number"].to_list() == [1]
        assert made.changed == {"things": {JANUARY}}
