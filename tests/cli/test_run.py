"""`tillhouse run`: what is new, what is not, and being stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.calls import Call, line
from tillhouse.lake.releases import Releases


def test_nothing_new_says_so_without_reading_data(call: Call, shop: Path) -> None:
    call("run")  # writes the cache when the copy of the shop is older than its files
    code = (
        "import sys\nfrom tillhouse import cli\ntry: cli.main(['run'])\nexcept SystemExit as ended:\n"
        " print(ended.code, sorted({'polars', 'deltalake', 'narwhals'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=shop)
    assert ran.stdout.startswith("Nothing new: release 1 stands.")
    assert ran.stdout.endswith("0 []\n")


def test_without_the_cache_files_are_known_by_content(call: Call, shop: Path) -> None:
    (shop / "tillhouse-data" / "cache" / "seen.json").unlink()
    answer = call("run")
    assert (answer.code, "Nothing new" in answer.out) == (0, True)
    assert (shop / "tillhouse-data" / "cache" / "seen.json").exists()


def test_a_feed_that_grew_and_a_reading_that_changed(call: Call, shop: Path) -> None:
    with (shop / "shop.csv").open("a") as file:
        file.write(line(70, 11) + "\n")
    grown = call("run", "--json").json
    assert (grown["release"], grown["fates"]["loaded"]["rows"]) == (2, 56)
    assert grown["fates"]["duplicate"]["rows"] == 55
    assert call("config", "feed", "shop", "duplicates=keep").code == 0
    assert call("run", "--json").json["fates"]["duplicate"]["rows"] == 0
    assert call("run", "--json").json == {"release": 3, "published": False, "nothing_new": True}


def test_unknown_feeds_and_missing_files(call: Call, shop: Path) -> None:
    assert "Did you mean shop?" in call("run", "shpo").err
    (shop / "shop.csv").unlink()
    missing = call("run")
    assert missing.code == 3
    assert "Feed shop: There is no file" in missing.err
    assert "tillhouse.toml" in missing.err


def test_a_profile_is_on_standard_error(call: Call, shop: Path) -> None:
    answer = call("open", "december.csv", "--yes", "--profile", "--json")
    assert answer.json["release"] == 2
    assert "take in" in answer.err
    assert "peak memory" in answer.err


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_in_the_middle_nothing_is_published(
    call: Call, tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    call("sample", "shop.csv", "--lines", "150000")
    started = subprocess.Popen(
        [sys.executable, "-m", "tillhouse", "open", "shop.csv", "--yes"], stderr=subprocess.PIPE, text=True
    )
    lake = tmp_path / "tillhouse-data" / "lake"
    deadline = time.monotonic() + 60
    while not any(lake.rglob("*.parquet")) and started.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(started.pid, sent)
    said = started.communicate(timeout=60)[1]
    assert (started.returncode, "Nothing was published; the lake is as it was." in said) == (code, True), said
    assert Releases(tmp_path / "tillhouse-data").numbers() == []
    assert call("open", "shop.csv", "--yes", "--json").json["release"] == 1


def test_a_reader_that_went_away_is_no_error(shop: Path) -> None:
    command = f"{sys.executable} -m tillhouse statement --json | head -c 1"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, cwd=shop)
    assert (ran.stdout, ran.stderr) == ("{", "")


def test_a_file_that_comes_again_whole_says_what_is_superseded(call: Call, shop: Path) -> None:
    whole = (shop / "december.csv").read_text()
    torn = shop / "new" / "december.csv"
    torn.parent.mkdir()
    torn.write_text(whole[: whole.rindex("2.55") + 3])
    assert call("open", torn, "--yes").code == 0
    torn.write_text(whole)
    said = call("open", torn, "--yes").out
    assert "is superseded, the money of 1 cannot be read: december.csv stopped inside it" in said
    assert call("verify").code == 0


def test_a_file_that_contradicts_waits_and_the_others_are_taken_in(call: Call, tmp_path: Path) -> None:
    """`run` asks nobody: it names the question, leaves that file out, and ends with 3 until somebody answers."""
    header = "Order ID,SKU,Description,Qty,Date,Price,Customer ID,Country"
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(f"{header}\n1001,P1,Pen,2,2024-01-15 10:00,5.00,K1,France\n")
    assert call("open", "in", "--yes").code == 0
    (folder / "b.csv").write_text(f"{header}\n1001,P1,Pen,3,2024-01-15 10:00,5.00,K1,France\n")
    (folder / "c.csv").write_text(f"{header}\n1002,P1,Pen,1,2024-01-16 10:00,5.00,K1,France\n")
    said = call("run")
    assert said.code == 3
    assert "1 order of b.csv comes again with other contents, such as 1001" in said.err
    assert "--duplicates newest --yes" in said.err
    assert call("statement", "--json").json["fates"]["loaded"]["amount"] == "15.00"
    assert call("run").code == 3
    assert call("config", "feed", "in", "duplicates=newest").code == 0
    assert call("run").code == 0
    assert call("statement", "--json").json["fates"]["loaded"]["amount"] == "20.00"
