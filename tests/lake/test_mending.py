"""Damaged commits are set aside, and their numbers are not used again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lake.test_delta import NOTE, numbers, written
from tests.things import things
from tillhouse.errors import DamagedLake
from tillhouse.lake.delta import Lake
from tillhouse.lake.mending import mend


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A table of three versions, each with one row."""
    lake = Lake(tmp_path)
    for n in range(3):
        lake.commit(things, written(lake, {"2011-01": (n,)}), NOTE)
    return lake


def commit(lake: Lake, version: int) -> Path:
    return lake.log(things) / f"{version:020d}.json"  # type: ignore[return-value]


def test_a_sound_table_is_left_alone(lake: Lake) -> None:
    before = {path: path.read_bytes() for path in commit(lake, 0).parent.iterdir()}
    mend(lake, things, 0)
    assert {path: path.read_bytes() for path in commit(lake, 0).parent.iterdir()} == before


@pytest.mark.parametrize("damaged", [(2,), (1, 2), (1,)])
@pytest.mark.parametrize("content", [b"", b"{half", None])
def test_the_head_can_be_written_again(lake: Lake, damaged: tuple[int, ...], content: bytes | None) -> None:
    for version in damaged:
        commit(lake, version).write_bytes(content) if content is not None else commit(lake, version).unlink()
    with pytest.raises(DamagedLake):
        lake.manifest(things, 2)
    mend(lake, things, 0, named=2)
    assert lake.head(things) == 2
    assert lake.commit(things, written(lake, {"2011-01": (9,)}), NOTE) == 3
    assert (numbers(lake, 0), numbers(lake, 3)) == ([0], [9])
    aside = {path.name for path in commit(lake, 0).parent.glob("*.damaged")}
    assert aside == ({f"{commit(lake, v).name}.damaged" for v in damaged} if content is not None else set())


def test_a_log_whose_beginning_is_damaged_begins_again(lake: Lake) -> None:
    commit(lake, 0).write_bytes(b"")
    mend(lake, things, -1)
    assert lake.head(things) == -1
    assert lake.commit(things, written(lake, {"2011-01": (9,)}), NOTE) == 0
    assert numbers(lake, 0) == [9]
    assert len(list(commit(lake, 0).parent.glob("*.damaged"))) == 3
