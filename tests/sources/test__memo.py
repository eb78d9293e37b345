"""A run reads again what detection read, unless the file is still the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from tests.sources.files import HINTS, one, text
from tests.sources.test_csv import GOOD
from tillhouse import sources
from tillhouse.sources import _memo
from tillhouse.sources._bounds import weight

ROWS = pl.DataFrame({"name": ["a", "b"]})


def read(file: sources.Opened, reading: sources.Reading) -> list[int]:
    batches = sources.source_of(file).batches(file, reading.feed)
    return [number for batch in batches for number in batch.frame["line"]]


def named(number: int) -> _memo.Key:
    return (f"{number}.csv", "", 0, 0, "utf-8", ",", '"')


def seen() -> _memo.Seen:
    return _memo.Seen(("name",), True, [ROWS])


@pytest.fixture
def room_for_two(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(_memo, "MOST", 2 * weight(ROWS))
    return


def test_what_detection_read_is_handed_over_once(tmp_path: Path) -> None:
    file = one(tmp_path, text(GOOD, GOOD, "short,line"))
    reading = sources.detect(file, HINTS)
    assert len(file.memo) == 1
    assert read(file, reading) == read(file, reading) == [2, 3, 4]
    assert len(file.memo) == 0


def test_files_opened_together_share_a_memo_and_others_do_not(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(text(GOOD, GOOD), newline="")
    first, second = sources.open_all(tmp_path)
    (again,) = sources.open_all(tmp_path / "a.csv")
    sources.detect(first, HINTS)
    assert first.memo is second.memo
    assert (len(first.memo), len(again.memo)) == (1, 0)
    assert first == again


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = one(tmp_path, text(GOOD, GOOD))
    reading = sources.detect(file, HINTS)
    file.path.write_text(text(GOOD, GOOD, GOOD), newline="")
    (changed,) = sources.open_all(file.path)
    assert read(changed, reading) == [2, 3, 4]


def test_a_file_too_large_to_keep_is_split_without_looking_for_odd_lines_again(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(_memo, "MOST", 0)
    for lines, clean in (((GOOD, GOOD), True), ((GOOD, "short,line"), False)):
        file = one(tmp_path, text(*lines))
        reading = sources.detect(file, HINTS)
        (kept,) = file.memo._seen.values()
        assert (kept.clean, kept.frames) == (clean, None)
        assert read(file, reading) == [2, 3]


def test_records_take_no_more_than_the_room_there_is(room_for_two: None) -> None:
    memo = _memo.Memo()
    for number in range(4):
        memo.keep(named(number), seen())
    assert memo.room == 0
    taken = [memo.take(named(number), ["name"]) for number in range(4)]
    assert [one is not None and one.frames is not None for one in taken] == [True, True, False, False]
    assert memo.room == 2 * weight(ROWS)


def test_a_file_asked_for_under_other_names_is_read_again() -> None:
    memo = _memo.Memo()
    memo.keep(named(1), seen())
    assert memo.take(named(1), ["another"]) is None


def test_the_same_file_seen_again_takes_its_own_place(room_for_two: None) -> None:
    memo = _memo.Memo()
    for _ in range(3):
        memo.keep(named(1), seen())
    assert (len(memo), memo.room) == (1, weight(ROWS))


def test_threads_that_share_a_memo_stay_within_its_bound(room_for_two: None) -> None:
    memo = _memo.Memo()

    def keep_and_take(first: int) -> None:
        for number in range(first, first + 50):
            memo.keep(named(number), seen())
            assert memo.room >= 0
            assert memo.take(named(number), ["name"]) is not None

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(keep_and_take, range(0, 200, 50)))
    assert (len(memo), memo.room) == (0, 2 * weight(ROWS))
