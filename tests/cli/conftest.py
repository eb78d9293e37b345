"""A small shop opened once, a copy of it for each test, and the program to call in it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.calls import Call, caller, write_shop
from tillhouse.cli import program


@pytest.fixture(scope="session")
def opened_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `tillhouse open shop.csv --yes` was called. Copy it; do not change it."""
    folder = tmp_path_factory.mktemp("opened")
    write_shop(folder)
    before = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(program, ["open", "shop.csv", "--yes"], catch_exceptions=False)
    finally:
        os.chdir(before)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """The program, called in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("ROOT", "ENGINE", "DEBUG", "WAREHOUSE_URL", "WAREHOUSE_TO"):
        monkeypatch.delenv(f"TILLHOUSE_{name}", raising=False)
    return caller(capsys)


@pytest.fixture
def shop(opened_shop: Path, tmp_path: Path, call: Call) -> Path:
    """The opened shop, in the current folder."""
    shutil.copytree(opened_shop, tmp_path, dirs_exist_ok=True)
    config = tmp_path / "tillhouse-data" / "tillhouse.toml"
    config.write_text(config.read_text().replace(str(opened_shop), str(tmp_path)))
    return tmp_path
