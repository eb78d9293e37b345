"""What is stored names its SHA-256: data files in their names, commits in the release."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.things import rows, things
from tillhouse.errors import DamagedLake
from tillhouse.lake import checksums, delta
from tillhouse.lake.delta import Lake, StoredFile
from tillhouse.lake.releases import TableState


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """A lake that makes a checkpoint of every third version."""
    monkeypatch.setattr(delta, "_CHECKPOINT_EVERY", 3)
    return Lake(tmp_path)


def stored(lake: Lake, number: int) -> StoredFile:
    return lake.write(things, "2011-01", rows("2011-01", number))


def state(lake: Lake, before: TableState | None = None) -> TableState:
    """One more version, with the hashes that a release gives it."""
    number = lake.head(things) + 1
    version = lake.commit(things, {"2011-01": (stored(lake, number),)}, {"release": "1"})
    made = TableState(things.layer, version, "", {})
    return checksums.logged(lake.log(things), made, before)


def states(lake: Lake, versions: int) -> list[TableState]:
    found = [state(lake)]
    for _ in range(versions - 1):
        found.append(state(lake, found[-1]))
    return found


def flip(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])


def said(lake: Lake, recorded: TableState) -> list[str]:
    return list(checksums.changed(lake.log(things), recorded.log))


def test_a_data_file_is_named_by_its_bytes(lake: Lake) -> None:
    file = stored(lake, 1)
    path = lake.folder(things) / file.path
    assert path.name.startswith(hashlib.sha256(path.read_bytes()).hexdigest())
    assert checksums.has_hash(file.path)
    assert sorted(path.parent.iterdir()) == [path], "nothing of the writing is left"


def test_equal_content_gets_two_names(lake: Lake) -> None:
    """A name is used once: what one run left cannot be taken for what another wrote."""
    assert stored(lake, 1).path != stored(lake, 1).path


def test_a_changed_data_file_is_refused(lake: Lake) -> None:
    path = lake.folder(things) / stored(lake, 1).path
    checksums.refuse_changed(things, [str(path)])
    flip(path)
    with pytest.raises(DamagedLake, match=path.name) as caught:
        checksums.refuse_changed(things, [str(path)])
    assert "verify --rebuild --in DIR" in str(caught.value.hint)


def test_a_name_without_a_hash_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "part-00000-1f.c000.snappy.parquet"
    path.write_bytes(b"anything")
    checksums.refuse_changed(things, [str(path)])
    assert not checksums.has_hash(str(path))


def test_a_release_names_the_commits_since_the_newest_checkpoint(lake: Lake) -> None:
    found = states(lake, 5)
    names = [[n for n in one.log if n.endswith(".json")] for one in found]
    assert [[int(name[:20]) for name in some] for some in names] == [[0], [0, 1], [0, 1, 2], [3], [3, 4]]
    assert f"{3:020d}.checkpoint.parquet" in found[4].log
    assert all(said(lake, one) == [] for one in found[3:])


@pytest.mark.parametrize(
    "name", [f"{3:020d}.json", f"{4:020d}.json", f"{3:020d}.checkpoint.parquet", "_last_checkpoint"]
)
def test_a_changed_file_of_the_log_is_named(lake: Lake, name: str) -> None:
    newest = states(lake, 5)[-1]
    flip(lake.log(things) / name)  # type: ignore[arg-type]
    (sentence,) = said(lake, newest)
    assert name in sentence


def test_a_missing_commit_is_named_and_a_missing_checkpoint_is_no_damage(lake: Lake) -> None:
    newest = states(lake, 5)[-1]
    (lake.log(things) / f"{3:020d}.checkpoint.parquet").unlink()
    assert said(lake, newest) == []
    (lake.log(things) / f"{4:020d}.json").unlink()
    assert [f"{4:020d}.json" in one for one in said(lake, newest)] == [True]


def test_a_pointer_moved_by_an_unpublished_commit_is_no_damage(lake: Lake) -> None:
    newest = states(lake, 5)[-1]
    for _ in range(3):
        state(lake)
    assert json.loads((lake.log(things) / "_last_checkpoint").read_bytes())["version"] == 6
    assert said(lake, newest) == []


def test_a_table_of_an_earlier_version_is_hashed_from_its_first_commit(lake: Lake) -> None:
    old = replace(states(lake, 5)[-1], log={})
    healed = checksums.logged(lake.log(things), old, old)
    assert [n for n in healed.log if n.endswith(".json")] == [f"{n:020d}.json" for n in range(5)]


def test_a_table_that_did_not_change_is_not_read_again(lake: Lake) -> None:
    newest = states(lake, 2)[-1]
    flip(lake.log(things) / f"{1:020d}.json")  # type: ignore[arg-type]
    assert checksums.logged(lake.log(things), newest, newest) is newest
