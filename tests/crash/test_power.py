"""Power cuts: the file system as the disk had it, not as the processes saw it.

A lake lies on ext4 in an image. The process is stopped, the image is copied without telling the file system to
write anything, and the copy is mounted: what was only in memory is gone, as after a power cut.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.crash.conftest import DRIVER, PROJECT, ROUNDS, Deliveries, Mounts
from tests.crash.driver import take_in
from tests.crash.oracle import Acks, acknowledged, assert_converges, assert_kept
from tests.crash.test_kill import SEED, inject
from tillhouse.errors import LakeBusy, TillhouseError
from tillhouse.lake.releases import Releases

pytestmark = pytest.mark.machine
_MEGABYTES = 24


def cut(image: Path, name: str, mounts: Mounts) -> Path:
    """The lake that a power cut at this moment leaves."""
    copy = image.with_name(f"{name}.img")
    shutil.copyfile(image, copy)
    return mounts.image(name, copy).folder / "lake"


class Machine:
    """A process that publishes on a disk of its own, until its power is cut."""

    def __init__(self, place: Path, mounts: Mounts, deliveries: Deliveries, *options: str) -> None:
        self.mounts = mounts
        self.image = mounts.format(place / "disk.img", _MEGABYTES)
        self.root = mounts.image("disk", self.image).folder / "lake"
        self.output = place / "acknowledged"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [*DRIVER, str(self.root), str(deliveries.folder), *options],
                stdout=output,
                stderr=subprocess.DEVNULL,
                cwd=PROJECT,
            )

    @property
    def acks(self) -> Acks:
        """What it has acknowledged so far."""
        return acknowledged(self.output.read_text())

    def stop(self, releases: int, seconds: float) -> None:
        """Let it acknowledge some releases and go on for some seconds; then not one instruction more."""
        deadline = time.monotonic() + 60
        while len(self.acks) < releases and self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(seconds)
        self.process.send_signal(signal.SIGSTOP)

    def cut(self, name: str = "cut") -> Path:
        """The lake as its disk has it; the process never runs again."""
        root = cut(self.image, name, self.mounts)
        self.process.kill()
        self.process.wait()
        return root


def test_cr_03_power_cut(tmp_path: Path, deliveries: Deliveries, mounts: Mounts) -> None:
    dice = random.Random(SEED)
    for n in range(2 * ROUNDS):
        place = tmp_path / str(n)
        place.mkdir()
        machine = Machine(place, Mounts(place), deliveries)
        try:
            machine.stop(releases=1 + n % 2, seconds=dice.choice((0, dice.uniform(0, 0.4))))
            acks = machine.acks
            assert acks
            root = machine.cut()
            assert_kept(root, acks, deliveries.expected)
            assert_converges(root, deliveries.folder, deliveries.expected)
        finally:
            machine.mounts.release_all()


def test_cr_03_without_sync_releases_are_lost(tmp_path: Path, deliveries: Deliveries, mounts: Mounts) -> None:
    machine = Machine(tmp_path, mounts, deliveries, "--no-sync")
    machine.stop(releases=2, seconds=0)
    acks = machine.acks
    assert len(acks) == 2
    root = machine.cut()
    with pytest.raises((AssertionError, TillhouseError, OSError)):
        assert_kept(root, acks, deliveries.expected)


def test_cr_03_what_a_killed_run_linked_is_durable_before_it_is_called_known(
    tmp_path: Path, deliveries: Deliveries, mounts: Mounts
) -> None:
    """The record was linked and the process killed before it could sync: the next run says "nothing new"."""
    image = mounts.format(tmp_path / "disk.img", _MEGABYTES)
    root = mounts.image("disk", image).folder / "lake"
    shutil.copytree(deliveries.begun, root)
    os.sync()
    command = [*inject("link", "signal=STOP:when=1"), *DRIVER, str(root), str(deliveries.folder)]
    stopped = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, start_new_session=True)
    while not Releases(root).path(2).exists():
        assert stopped.poll() is None
        time.sleep(0.005)
    os.killpg(stopped.pid, signal.SIGKILL)
    stopped.wait()
    while True:
        try:
            take_in(root, deliveries.folder)
            break
        except LakeBusy:  # the kernel is still taking the process away
            time.sleep(0.01)
    assert_kept(cut(image, "cut", mounts), {}, deliveries.expected)
    assert Releases(mounts.place / "cut" / "lake").numbers() == [1, 2]
