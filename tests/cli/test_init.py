"""`tillhouse init`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call


def test_what_was_written_is_listed_and_nothing_is_overwritten(call: Call, tmp_path: Path) -> None:
    said = call("init", "shop", "--json").json
    assert said["root"] == "shop" and "metrics.toml" in said["written"] and said["left"] == []
    assert all((tmp_path / "shop" / name).is_file() for name in said["written"])
    again = call("init", "shop")
    assert again.code == 4 and "Nothing is overwritten" in again.err
    (tmp_path / "shop" / "metrics.toml").unlink()
    assert "Left as they are" in call("init", "shop").out


def test_without_a_folder_it_is_the_root_of_the_lake(call: Call, tmp_path: Path) -> None:
    assert call("init").code == 0
    assert (tmp_path / "tillhouse-data" / "metrics.toml").is_file()
