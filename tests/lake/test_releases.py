"""Releases as records: published once, found by number and by moment, compared part by part."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tillhouse import fingerprint
from tillhouse.errors import DamagedLake, LakeBusy, UnknownName
from tillhouse.lake.releases import Change, Partition, Release, Releases, TableState, difference

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
ONE, TWO = fingerprint.repeated("one", 1), fingerprint.repeated("two", 1)


def state(parts: Mapping[str, Partition], layer: str = "silver") -> TableState:
    failures = {"unique(line_id)": (2, "1.50", "fail", "Said.")}
    return TableState(layer, 3, "abc", parts, ("unique(line_id)",), failures)


def release(number: int, tables: Mapping[str, TableState] | None = None) -> Release:
    made = (NOON + timedelta(hours=number)).isoformat()
    feeds = {"shop": {"name": "shop", "path": "£.csv"}}
    return Release(number, number - 1 or None, made, "test", feeds, tables or {}, "0.1.0", "p")


JANUARY = Partition(3, ONE, "15.300000", {"not_null(x)": (1, None, "error", "It broke.")})
LEDGER = {"ledger": state({"2011-01": JANUARY, "2011-02": Partition(1, TWO, "0.001000")})}


def test_a_record_comes_back_as_it_was() -> None:
    assert Release.from_json(release(1, LEDGER).to_json()) == release(1, LEDGER)


def test_the_window_of_the_data_is_recorded_and_sealed(tmp_path: Path) -> None:
    window = {"first_day": "2010-12-01", "last_day": None}
    recorded = replace(release(1, LEDGER), window=window)
    Releases(tmp_path).publish(recorded)
    assert Releases(tmp_path).load(1).window == window
    path = Releases(tmp_path).path(1)
    assert isinstance(path, Path)
    path.write_bytes(path.read_bytes().replace(b"2010-12-01", b"2010-12-02"))
    with pytest.raises(DamagedLake):
        Releases(tmp_path).load(1)


def test_a_record_of_an_earlier_version_has_no_window() -> None:
    raw = json.loads(release(1, LEDGER).to_json())
    del raw["window"]
    assert Release.from_json(json.dumps(raw)) == release(1, LEDGER)


def test_a_record_that_calls_partitions_parts_is_read() -> None:
    earlier = (
        release(1, LEDGER).to_json().replace('"partitions"', '"parts"').replace('"hash_version"', '"probe"')
    )
    assert Release.from_json(earlier) == release(1, LEDGER)


def test_a_release_is_published_once(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    assert releases.latest() is None
    releases.publish(release(1))
    stored = releases.path(1).read_bytes()
    with pytest.raises(LakeBusy, match="Release 1 was published by another run"):
        releases.publish(replace(release(1), cause="another"))
    assert releases.path(1).read_bytes() == stored
    assert [path.name for path in releases.folder.iterdir()] == ["00000001.json"]


def test_the_latest_is_the_highest_number(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    for number in (9, 10, 2):
        releases.publish(release(number))
    assert releases.numbers() == [2, 9, 10]
    assert releases.latest() == release(10)
    assert releases.load(9) == release(9)


def test_a_number_never_published_is_refused(tmp_path: Path) -> None:
    Releases(tmp_path).publish(release(1))
    with pytest.raises(UnknownName, match=r"No release is named 7\.\nKnown: 1\."):
        Releases(tmp_path).load(7)


def test_as_of_is_what_was_published_then(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    for number in (1, 2, 3):
        releases.publish(release(number))
    found = [releases.as_of(NOON + timedelta(hours=h)).number for h in (1, 1.99, 2, 99)]
    assert found == [1, 1, 2, 3]
    with pytest.raises(UnknownName, match="No release before"):
        releases.as_of(NOON)


def test_a_record_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    releases.publish(release(1))
    releases.path(1).write_text("{")
    with pytest.raises(DamagedLake, match=r"00000001\.json cannot be read"):
        releases.latest()


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    releases.publish(release(1))
    (releases.folder / ".00000002.json.abc").write_text("{")
    releases.settle()
    assert [path.name for path in releases.folder.iterdir()] == ["00000001.json"]


def test_a_difference_is_every_part_whose_content_differs() -> None:
    before = release(1, LEDGER)
    months = {"2011-01": JANUARY, "2011-02": Partition(1, ONE, "2"), "2011-03": Partition(4, TWO, None)}
    after = release(2, {"ledger": state(months), "receipts": state({"2011-01": JANUARY})})
    assert difference(before, after) == [
        Change("ledger", "2011-02", 1, 1, "0.001000", "2"),
        Change("ledger", "2011-03", 0, 4, None, None),
        Change("receipts", "2011-01", 0, 3, None, "15.300000"),
    ]


def test_a_part_that_is_gone_is_a_difference() -> None:
    after = release(2, {"ledger": state({"2011-01": JANUARY})})
    assert difference(release(1, LEDGER), after) == [Change("ledger", "2011-02", 1, 0, "0.001000", None)]


def test_another_version_of_the_same_content_is_no_difference() -> None:
    rewritten = {"ledger": replace(LEDGER["ledger"], version=4, definition="def")}
    assert difference(release(1, LEDGER), release(2, rewritten)) == []


def test_against_nothing_everything_is_new() -> None:
    assert [c.rows_after for c in difference(None, release(1, LEDGER))] == [3, 1]


def test_the_digest_of_a_release_is_what_was_sold_not_how_it_came() -> None:
    sold = release(1, LEDGER)
    bronze = state({"": Partition(9, TWO)}, "bronze")
    assert release(2, {**LEDGER, "raw_sales": bronze}).digest == sold.digest
    assert release(1, {"ledger": state({"2011-01": JANUARY})}).digest != sold.digest
    assert LEDGER["ledger"].digest == fingerprint.total([ONE, TWO])
    assert LEDGER["ledger"].rows == 4


NOW = "of the release"


def analytic(**inputs: str) -> TableState:
    """An analytic built from tables of these digests, with settings."""
    return TableState("marts", 1, "abc", {}, inputs=inputs, settings={"customers": NOW})


def test_an_analytic_is_stale_when_what_it_was_built_from_is() -> None:
    ledger = LEDGER["ledger"].digest
    current = {"first": analytic(ledger=ledger), "second": analytic(first=fingerprint.EMPTY)}
    assert release(1, {**LEDGER, **current}).stale({}) == []
    older = {**current, "first": analytic(ledger=ONE)}
    assert release(1, {**LEDGER, **older}).stale({}) == ["first", "second"]


@pytest.mark.parametrize(
    ("settings", "definitions", "stale"),
    [
        ({}, {}, {}),
        ({"customers": NOW}, {"first": "abc"}, {}),
        ({"customers": "another"}, {}, {"first": "settings"}),
        ({}, {"first": "def"}, {"first": "code"}),
        ({"customers": "another"}, {"first": "def"}, {"first": "code"}),
    ],
)
def test_other_settings_or_code_make_a_table_stale(
    settings: dict[str, str], definitions: dict[str, str], stale: dict[str, str]
) -> None:
    made = release(1, {**LEDGER, "first": analytic(ledger=LEDGER["ledger"].digest)})
    assert made.outdated(settings, definitions) == stale
    assert made.stale(settings, definitions) == list(stale)
