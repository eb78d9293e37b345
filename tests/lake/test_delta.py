"""Delta tables: files that no version names, commits that state what a table is, versions that stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable

from tests.things import COLUMNS, rows, things
from tillhouse.errors import DamagedLake, StorageFailed
from tillhouse.lake.delta import Lake, Manifest
from tillhouse.table import Column, Table

NOTE = {"release": "1"}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path)


def written(lake: Lake, months: Mapping[str, tuple[int, ...]], of: Table = things) -> Manifest:
    return {month: (lake.write(of, month, rows(month, *numbers)),) for month, numbers in months.items()}


def numbers(lake: Lake, version: int) -> list[int]:
    files = [file for found in lake.manifest(things, version).values() for file in found]
    return sorted(pl.read_parquet(lake.paths(things, files))["n"]) if files else []


def test_what_is_written_is_seen_when_it_is_committed(lake: Lake) -> None:
    state = written(lake, {"2011-01": (1, 2), "2011-02": (3,)})
    assert lake.head(things) == -1
    assert lake.manifest(things, -1) == {}
    version = lake.commit(things, state, NOTE)
    assert (version, lake.head(things)) == (0, 0)
    assert lake.manifest(things, 0, rows=3) == state
    assert [file.rows for files in state.values() for file in files] == [2, 1]


def test_a_commit_replaces_one_month_and_older_versions_stay(lake: Lake) -> None:
    first = written(lake, {"2011-01": (1, 2), "2011-02": (3,)})
    lake.commit(things, first, NOTE)
    second = {**first, **written(lake, {"2011-02": (4, 5)})}
    assert lake.commit(things, second, NOTE) == 1
    assert numbers(lake, 0) == [1, 2, 3]
    assert numbers(lake, 1) == [1, 2, 4, 5]
    assert lake.manifest(things, 1)["2011-01"] == first["2011-01"]


def test_a_month_left_out_is_gone(lake: Lake) -> None:
    state = written(lake, {"2011-01": (1,), "2011-02": (2,)})
    lake.commit(things, state, NOTE)
    lake.commit(things, {"2011-02": state["2011-02"]}, NOTE)
    assert (numbers(lake, 0), numbers(lake, 1)) == ([1, 2], [2])


def test_no_change_makes_no_commit(lake: Lake) -> None:
    state = written(lake, {"2011-01": (1,)})
    assert [lake.commit(things, state, NOTE) for _ in range(2)] == [0, 0]


def test_any_delta_reader_sees_types_partitions_and_the_note(lake: Lake) -> None:
    lake.commit(things, written(lake, {"2011-01": (1,)}), NOTE)
    delta = DeltaTable(str(lake.folder(things)))
    types = {field.name: str(field.type) for field in delta.schema().fields}
    assert "decimal(18,6)" in types["amount"] and "timestamp_ntz" in types["at"]
    assert delta.metadata().partition_columns == ["month"]
    assert delta.history(1)[0]["release"] == "1"
    read = pl.read_delta(str(lake.folder(things)))
    assert read.select(list(COLUMNS)).equals(rows("2011-01", 1))


def test_another_declaration_changes_the_schema_of_the_next_version(lake: Lake) -> None:
    state = written(lake, {"2011-01": (1,)})
    lake.commit(things, state, NOTE)
    wider = replace(things, columns={**COLUMNS, "name": Column("text", "A name.")})
    assert lake.commit(wider, state, NOTE) == 1
    fields = [[f.name for f in DeltaTable(str(lake.folder(things)), v).schema().fields] for v in (0, 1)]
    assert fields == [list(COLUMNS), [*COLUMNS, "name"]]
    assert lake.manifest(wider, 1) == state


def test_a_table_that_is_not_by_month_keeps_its_files_under_one_name(lake: Lake) -> None:
    whole = replace(things, name="whole", by=None)
    state: Manifest = {"": (lake.write(whole, "", rows("2011-01", 1)),)}
    lake.commit(whole, state, NOTE)
    assert lake.manifest(whole, 0) == state


def test_restore_undoes_what_a_killed_run_left(lake: Lake) -> None:
    state = written(lake, {"2011-01": (1,)})
    lake.commit(things, state, NOTE)
    lake.commit(things, written(lake, {"2011-01": (9,)}), NOTE)
    lake.restore(things, 0, 1, {"restores": "1"})
    assert lake.manifest(things, lake.head(things)) == state
    assert numbers(lake, 1) == [9]


def test_forget_removes_the_commits_themselves(lake: Lake) -> None:
    lake.commit(things, written(lake, {"2011-01": (1,)}), NOTE)
    for number in (8, 9):
        lake.commit(things, written(lake, {"2011-01": (number,)}), NOTE)
    lake.forget(things, 0)
    assert (lake.head(things), numbers(lake, 0)) == (0, [1])


@pytest.mark.parametrize("damage", ["missing", "short"])
def test_a_file_that_is_not_whole_is_named(lake: Lake, damage: str) -> None:
    state = written(lake, {"2011-01": (1,)})
    path = lake.folder(things) / state["2011-01"][0].path
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamagedLake, match=path.name):
        lake.paths(things, state["2011-01"])


def test_a_file_that_the_disk_cut_short_is_not_one(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polars can come back from a full disk without a word."""

    def cut(_frame: pl.DataFrame, path: Path, **_how: object) -> None:
        path.write_bytes(b"PAR1 and half of the rows")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", cut)
    with pytest.raises(StorageFailed, match="an input/output error"):
        lake.write(things, "2011-01", rows("2011-01", 1, 2))
    assert not list(lake.root.rglob("*.parquet"))


def test_a_version_of_other_rows_is_damage(lake: Lake) -> None:
    lake.commit(things, written(lake, {"2011-01": (1, 2)}), NOTE)
    with pytest.raises(DamagedLake, match="version 0 holds 2 of 3 rows"):
        lake.manifest(things, 0, rows=3)


def test_versions_stay_beyond_a_checkpoint(lake: Lake) -> None:
    for n in range(22):
        lake.commit(things, written(lake, {"2011-01": (n,)}), NOTE)
    assert list(lake.log(things).glob("*.checkpoint.parquet"))
    assert [numbers(lake, version) for version in (0, 19, 20, 21)] == [[0], [19], [20], [21]]
