"""Many processes at one lake: one writes at a time, each delivery counts once, and readers see releases only."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import narwhals as nw
import pytest

from tests.crash.conftest import DRIVER, PROJECT, Deliveries, deliveries
from tests.crash.deliveries import FEED, write
from tests.crash.driver import settings_of, take_in
from tests.crash.oracle import acknowledged, contents, history
from tillhouse.catalog import catalog
from tillhouse.errors import LakeBusy, StalePlan
from tillhouse.lake.delta import Lake
from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.pipeline.stages import Candidate, Pipeline
from tillhouse.settings.settings import Settings
from tillhouse.sources import open_all
from tillhouse.storage.durable import publish, writer_lock

__all__ = ["deliveries"]
PROCESSES = 6


def begin(root: Path, folder: Path, *options: str) -> subprocess.Popen[str]:
    """Start the driver, and go on."""
    return subprocess.Popen(
        [*DRIVER, str(root), str(folder), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )


def assert_each_once(root: Path, folder: Path) -> None:
    """Versions follow each other without a gap, and each delivered line is in bronze once."""
    files = sorted(folder.glob("*.csv"))
    snapshot = Snapshot(settings_of(root))
    assert snapshot.release.tables["deliveries"].rows == len(files)
    lines = sum(len(path.read_text().splitlines()) - 1 for path in files)
    raw = nw.to_native(snapshot.frame("raw_sales").select("delivery", "line")).collect()
    assert raw.height == raw.unique().height == lines
    numbers = Releases(root).numbers()
    assert numbers == list(range(1, len(numbers) + 1))
    for table in catalog().tables.values():
        log = Lake(root).log(table)
        versions = sorted(int(path.stem) for path in log.glob("*.json"))
        assert versions == list(range(len(versions))), table.name


def test_con_01_many_processes_at_once(tmp_path: Path, deliveries: Deliveries) -> None:
    """Each takes the same folder in and tries again when the lake is busy, as its message says."""
    root, acks, ends = tmp_path / "lake", [], []
    waiting = [begin(root, deliveries.folder) for _ in range(PROCESSES)]
    while waiting:
        output, said = waiting[0].communicate(timeout=60)
        code = waiting.pop(0).returncode
        acks.extend(acknowledged(output).items())
        ends.append(code)
        assert code in {0, 5} and "Traceback" not in said
        if code:
            assert said.startswith("LakeBusy: Another process is writing")
            if not waiting:
                waiting.append(begin(root, deliveries.folder))
    assert 5 in ends, "no two met"
    assert len(acks) == len(dict(acks)) == len(deliveries.expected), "a release was acknowledged twice"
    assert history(root) == deliveries.expected
    assert_each_once(root, deliveries.folder)


def test_con_01_waiting_for_the_writers_place(tmp_path: Path) -> None:
    """One process after another, each for a moment; the one who waits long enough gets it."""
    program = (
        "import sys, time; from pathlib import Path; from tillhouse.storage.durable import writer_lock\n"
        "place = Path(sys.argv[1])\n"
        "for n in range(20):\n"
        "    with writer_lock(place, wait_seconds=60):\n"
        "        count = int((place / 'count').read_text()); time.sleep(0.002)\n"
        "        (place / 'count').write_text(str(count + 1))\n"
    )
    (tmp_path / "count").write_text("0")
    processes = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0] * 4
    assert (tmp_path / "count").read_text() == "80"


def test_con_01_the_writers_place_is_free_after_a_kill(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from tillhouse.storage.durable import writer_lock\n"
    )
    program += "with writer_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    with pytest.raises(LakeBusy), writer_lock(tmp_path):
        pass
    process.kill()
    process.wait()
    with writer_lock(tmp_path):
        pass


def test_ing_07_the_same_file_by_two_processes_at_once(tmp_path: Path, deliveries: Deliveries) -> None:
    folder, again = tmp_path / "one", tmp_path / "renamed"
    folder.mkdir(), again.mkdir()
    file = min(deliveries.folder.glob("*.csv"))
    shutil.copy(file, folder)
    shutil.copy(file, again / "other_name.csv")
    root = tmp_path / "lake"
    both = [begin(root, folder), begin(root, again)]
    ends = [(process.communicate(timeout=60)[0], process.returncode) for process in both]
    assert sum(len(acknowledged(output)) for output, _ in ends) == 1
    take_in(root, again)
    assert Releases(root).numbers() == [1]
    assert_each_once(root, folder)


def staged(runs: Pipeline, path: Path) -> Candidate:
    candidate = runs.stage({FEED.name: open_all(path)}, path.name)
    assert candidate is not None
    return candidate


def test_con_02_a_candidate_on_an_old_release_is_refused(tmp_path: Path, deliveries: Deliveries) -> None:
    root = deliveries.lake(tmp_path / "lake")
    runs, other = Pipeline(settings_of(root)), Pipeline(settings_of(root))
    new = write(
        tmp_path / "new.csv", [("599999", "80A", "MUG", "1", "2011-01-04 10:00", "2.55", "1", "EIRE")]
    )
    with runs.writing():
        stale = staged(runs, new)
    take_in(root, deliveries.folder)
    kept = contents(root, Releases(root).load(2))
    with runs.writing(), pytest.raises(StalePlan):
        runs.publish(stale)
    assert contents(root, Releases(root).load(2)) == kept == deliveries.expected[2]
    with other.writing():
        release = other.publish(staged(other, new))
    assert (release.number, release.parent) == (3, 2)
    assert release.tables["deliveries"].rows == 3


def test_con_03_of_two_candidates_on_one_release_one_is_published(
    tmp_path: Path, deliveries: Deliveries
) -> None:
    root = deliveries.lake(tmp_path / "lake")
    runs = Pipeline(settings_of(root))
    new = write(
        tmp_path / "new.csv", [("599999", "80A", "MUG", "1", "2011-01-04 10:00", "2.55", "1", "EIRE")]
    )
    with runs.writing():
        one, two = staged(runs, new), staged(runs, max(deliveries.folder.glob("*.csv")))
        runs.publish(two)
        with pytest.raises(StalePlan):
            runs.publish(one)
    assert contents(root, Releases(root).load(2)) == deliveries.expected[2]


def test_con_03_one_of_many_publishers_wins_a_number(tmp_path: Path) -> None:
    start, wins = threading.Barrier(8), []

    def race(n: int) -> None:
        start.wait()
        for number in range(20):
            won = publish(tmp_path / f"{number}.json", str(n).encode())
            wins.extend([(number, n)] if won else [])

    threads = [threading.Thread(target=race, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(number for number, _ in wins) == list(range(20))
    assert {(int(p.stem), int(p.read_text())) for p in tmp_path.glob("*.json")} == set(wins)


def test_con_06_odd_text_is_taken_in_once(tmp_path: Path) -> None:
    """Countries that are paths, escapes and partitions elsewhere; an export and the same again with one line more."""
    odd = ("United Kingdom", "a/b", "50%", "k=v", "é", "", "../up", "month=2011-01", "%2F", "a\\b", "NULL")
    sales = [
        (f"5{n:05d}", "80A", "MUG", "2", f"2011-0{1 + n % 3}-05 10:00:00", "2.55", f"{n}", country)
        for n, country in enumerate(odd)
    ]
    extra = ("599999", "80A", "MUG", "1", "2011-01-04 10:00:00", "2.55", "1", "k=v")
    root, folder = tmp_path / "lake", tmp_path / "files"
    write(folder / "1.csv", sales)
    take_in(root, folder)
    write(folder / "2.csv", [*sales, extra])
    take_in(root, folder)
    take_in(root, folder)
    assert Releases(root).numbers() == [1, 2]
    ledger = nw.to_native(Snapshot(settings_of(root)).frame("ledger")).collect()
    loaded = ledger.filter(ledger["fate"] == "loaded")
    named = ["" if country == "NULL" else country for country in odd]
    assert sorted(loaded["country"].fill_null("").to_list()) == sorted([*named, "k=v"])
    assert ledger["fate"].value_counts().sort("fate").rows() == [
        ("duplicate", len(odd)),
        ("loaded", len(odd) + 1),
    ]


def test_con_06_a_feed_of_any_name(tmp_path: Path) -> None:
    names = ("a/b", "50%", "k=v", "é", "../up")
    file = write(tmp_path / "1.csv", [("500000", "80A", "MUG", "1", "2011-01-04 10:00", "2.55", "1", "EIRE")])
    feeds = {name: replace(FEED, name=name) for name in names}
    runs = Pipeline(Settings(tmp_path / "lake", feeds=feeds))
    for _ in range(2):
        with runs.writing():
            candidate = runs.stage({name: open_all(file) for name in names}, "all")
            if candidate:
                runs.publish(candidate)
    release = Releases(tmp_path / "lake").latest()
    assert release is not None and release.number == 1
    assert release.tables["raw_sales"].rows == release.tables["ledger"].rows == len(names)
    assert {p.name for p in tmp_path.iterdir()} == {"1.csv", "lake"}


def test_con_09_readers_see_only_published_sums(tmp_path: Path, deliveries: Deliveries) -> None:
    root = deliveries.lake(tmp_path / "lake")
    seen: set[tuple[Decimal, Decimal]] = set()
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            snapshot = Snapshot(settings_of(root))
            sums = [
                nw.to_native(snapshot.frame(name).select(nw.col("amount").sum())).collect().item()
                for name in ("fact_sales", "sales_bridge")
            ]
            seen.add((sums[0], sums[1]))

    readers = [threading.Thread(target=look) for _ in range(2)]
    for thread in readers:
        thread.start()
    process = begin(root, deliveries.folder)
    process.communicate(timeout=60)
    over.set()
    for thread in readers:
        thread.join()
    legal = set()
    for number in Releases(root).numbers():
        snapshot = Snapshot(settings_of(root), Releases(root).load(number))
        legal.add(
            tuple(
                nw.to_native(snapshot.frame(name).select(nw.col("amount").sum())).collect().item()
                for name in ("fact_sales", "sales_bridge")
            )
        )
    assert len(legal) == 2 and seen <= legal, seen - legal
