"""The commit log of one table: damage is named, and never believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.lake import commits


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Versions 0 to 3, with what else stands beside them."""
    for version in range(4):
        commits.path_of(tmp_path, version).write_text('{"commitInfo":{}}\n{"add":{}}\n')
    (tmp_path / "_last_checkpoint").write_text("{}")
    (tmp_path / ".00000000000000000003.json.crc").write_text("0")
    return tmp_path


def test_versions_are_in_order(log: Path) -> None:
    assert commits.versions(log) == [0, 1, 2, 3]


@pytest.mark.parametrize("text", ["", "{", "[]\n", '{"add":{}}\n{"rem', "\0\0"])
def test_a_damaged_commit_is_named(text: str, log: Path) -> None:
    assert commits.damage(log, None) == ""
    commits.path_of(log, 2).write_text(text)
    assert commits.damage(log, None) == f"the commit {commits.path_of(log, 2)} is damaged"
    assert commits.damage(log, 1) == ""


def test_a_missing_commit_is_named(log: Path) -> None:
    commits.path_of(log, 1).unlink()
    assert commits.damage(log, 3) == f"the commit {commits.path_of(log, 1)} is missing"


def test_the_oldest_may_be_gone_behind_a_checkpoint(log: Path) -> None:
    commits.path_of(log, 0).unlink()
    assert "is missing" in commits.damage(log, 3)
    (log / f"{1:020d}.checkpoint.parquet").write_bytes(b"PAR1")
    assert commits.damage(log, 3) == ""


def test_no_commit_is_damage(tmp_path: Path) -> None:
    assert commits.damage(tmp_path, None) == f"{tmp_path} holds no commit"


def test_an_empty_commit_is_found_up_to_a_version(log: Path) -> None:
    commits.path_of(log, 2).write_text("")
    assert commits.empty(log, 1) is None
    assert commits.empty(log, 2) == commits.empty(log, None) == commits.path_of(log, 2)


def test_the_newest_goes_with_what_was_made_of_it(log: Path) -> None:
    commits.drop_newest(log)
    assert commits.versions(log) == [0, 1, 2]
    assert {path.suffix for path in log.iterdir()} == {".json"}


def test_checkpoints_go_only_where_all_commits_are_there(log: Path) -> None:
    assert commits.drop_checkpoints(log)
    assert not commits.drop_checkpoints(log)
    (log / "_last_checkpoint").write_text("{}")
    commits.path_of(log, 0).unlink()
    assert not commits.drop_checkpoints(log)
