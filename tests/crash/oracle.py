"""What must be true of a lake after any fault, judged from what was acknowledged outside of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import narwhals as nw

from tests.crash.driver import settings_of, take_in
from tillhouse.catalog import catalog
from tillhouse.lake.delta import Lake
from tillhouse.lake.releases import Release, Releases
from tillhouse.lake.snapshot import Snapshot

#: Release number to fingerprint, as printed by the process that published it.
Acks = dict[int, str]
#: Table to a hash of its rows, computed here and not by the product.
Contents = Mapping[str, str]


def acknowledged(output: str) -> Acks:
    """What a process acknowledged; a line that was not printed whole is none."""
    lines = [line.split() for line in output.splitlines(keepends=True) if line.endswith("\n")]
    return {int(words[1]): words[2] for words in lines if words[:1] == ["ACK"]}


def contents(root: Path, release: Release) -> Contents:
    """What every table of a release holds on the disk; each as many rows as its record says."""
    snapshot = Snapshot(settings_of(root), release)
    found = {}
    for name, state in release.tables.items():
        rows = nw.to_native(snapshot.frame(name)).select(catalog()[name].content).collect()
        assert rows.height == state.rows, name
        found[name] = hashlib.sha256(rows.sort(rows.columns).write_csv().encode()).hexdigest()
    return found


def history(root: Path) -> dict[int, Contents]:
    """The contents of each release."""
    releases = Releases(root)
    return {number: contents(root, releases.load(number)) for number in releases.numbers()}


def assert_kept(root: Path, acks: Acks, expected: Mapping[int, Contents]) -> None:
    """No acknowledged release is lost or changed; a release that is there is whole, acknowledged or not."""
    releases = Releases(root)
    numbers = releases.numbers()
    assert numbers == list(range(1, len(numbers) + 1))
    assert {n: releases.load(n).digest for n in acks} == acks
    for number in numbers[-2:]:
        assert contents(root, releases.load(number)) == expected[number]


def assert_converges(root: Path, folder: Path, expected: Mapping[int, Contents]) -> None:
    """The next run takes in what is missing, each delivery once, and ends as a run that nothing disturbed."""
    take_in(root, folder)
    release = Releases(root).latest()
    assert release is not None
    assert release.number == max(expected)
    assert contents(root, release) == expected[release.number]
    assert release.tables["deliveries"].rows == len(list(folder.glob("*.csv")))
    assert_restored(root, release)


def assert_restored(root: Path, release: Release) -> None:
    """The head of every table is what the release names."""
    lake = Lake(root)
    for name, state in release.tables.items():
        table = catalog()[name]
        assert lake.manifest(table, lake.head(table)) == lake.manifest(table, state.version, state.rows), name
