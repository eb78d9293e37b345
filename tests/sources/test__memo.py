"""A run reads again what detection read, unless the file is still the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.files import HINTS, one, text
from tests.sources.test_csv import GOOD
from tillhouse import sources
from tillhouse.sources import _memo


@pytest.fixture(autouse=True)
def nothing_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_memo, "_seen", {})


def read(file: sources.Opened, reading: sources.Reading) -> list[int]:
    batches = sources.source_of(file).batches(file, reading.feed)
    return [number for batch in batches for number in batch.frame["line"]]


def test_what_detection_read_is_handed_over_once(tmp_path: Path) -> None:
    file = one(tmp_path, text(GOOD, GOOD, "short,line"))
    reading = sources.detect(file, HINTS)
    assert len(_memo._seen) == 1
    assert read(file, reading) == read(file, reading) == [2, 3, 4]
    assert not _memo._seen


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
        (seen,) = _memo._seen.values()
        assert (seen.clean, seen.frames) == (clean, None)
        assert read(file, reading) == [2, 3]
