"""What the tests of crashes share: deliveries, how an undisturbed run ends, and harmful ways to start a process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crash.deliveries import write_all
from tests.crash.driver import take_in
from tests.crash.oracle import Acks, Contents, acknowledged, assert_converges, assert_kept, history
from tillhouse.lake.releases import Releases

PROJECT = Path(__file__).parents[2]
DRIVER = (sys.executable, "-m", "tests.crash.driver")
#: Times what the default runs do; a night can afford more.
ROUNDS = int(os.environ.get("TILLHOUSE_CRASH_ROUNDS", "1"))


@dataclass(frozen=True)
class Deliveries:
    """Files to take in, a lake that has the first of them, and what each release must hold on every way there.

    begun: the lake after the first file; first: what was acknowledged of it; ended: the lake after all files.
    """

    folder: Path
    begun: Path
    ended: Path
    first: Acks
    expected: Mapping[int, Contents]

    def lake(self, root: Path) -> Path:
        """A copy of the lake that has taken in the first file."""
        shutil.copytree(self.begun, root)
        return root

    def assert_kept(self, root: Path, acks: Acks) -> None:
        """See `tests.crash.oracle`."""
        assert_kept(root, acks, self.expected)

    def assert_recovers(self, root: Path, acks: Acks) -> None:
        """What was acknowledged is there, and the next run ends as if nothing had happened."""
        assert_kept(root, acks, self.expected)
        assert_converges(root, self.folder, self.expected)


@dataclass(frozen=True)
class Ended:
    """How a process ended: its return code, what it acknowledged and what it said on stderr."""

    code: int
    acks: Acks
    said: str


def drive(root: Path, folder: Path, *options: str, before: Sequence[str] = (), **environment: str) -> Ended:
    """Run the driver to its end. ``before``: a command that starts it, such as strace."""
    done = subprocess.run(
        [*before, *DRIVER, str(root), str(folder), *options],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env={**os.environ, **environment},
        timeout=120,
    )
    return Ended(done.returncode, acknowledged(done.stdout), done.stderr)


@pytest.fixture(scope="session")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Deliveries:
    """Two files, taken in once without a disturbance."""
    place = tmp_path_factory.mktemp("undisturbed")
    folder, root, begun = place / "files", place / "lake", place / "begun"
    files = write_all(folder, count=2, rows=60)
    one = place / "one"
    one.mkdir()
    shutil.copy(files[0], one)
    take_in(begun, one)
    take_in(root, folder)
    release = Releases(begun).latest()
    assert release is not None
    return Deliveries(folder, begun, root, {1: release.digest}, history(root))


def needs(*programs: str, root: bool = False) -> None:
    """Skip, saying what is missing, on a machine that cannot inject this fault; under CI that is a failure."""
    missing = [name for name in programs if shutil.which(name) is None]
    if root and os.geteuid() != 0:
        missing.append("the rights of root")
    if missing:
        reason = f"this fault cannot be injected here: {', '.join(missing)} is missing"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


@dataclass(frozen=True)
class Disk:
    """A small file system of its own."""

    folder: Path

    def grow(self, options: str) -> None:
        """Mount it again with other options, as an operator would who made room."""
        subprocess.run(["mount", "-o", f"remount,{options}", str(self.folder)], check=True)


class Mounts:
    """File systems for one test, taken away at its end."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.mounted: list[Path] = []

    def tmpfs(self, name: str, options: str) -> Disk:
        """A file system in memory, such as ``size=2m``."""
        return self._mount(name, ["-t", "tmpfs", "-o", options, "none"])

    def image(self, name: str, image: Path) -> Disk:
        """The file system in an image."""
        return self._mount(name, ["-o", "loop", str(image)])

    def format(self, image: Path, megabytes: int, *options: str) -> Path:
        """A new ext4 file system in an image."""
        with image.open("wb") as file:
            file.truncate(megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", *options, str(image)], check=True, capture_output=True)
        return image

    def release(self, folder: Path) -> None:
        """Take one away."""
        subprocess.run(["umount", str(folder)], check=True, capture_output=True)
        self.mounted.remove(folder)

    def release_all(self) -> None:
        """Take all away, the last first, whatever still uses them."""
        for folder in reversed(self.mounted):
            subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)
        self.mounted.clear()

    def _mount(self, name: str, arguments: Sequence[str]) -> Disk:
        folder = self.place / name
        folder.mkdir()
        done = subprocess.run(["mount", *arguments, str(folder)], capture_output=True, text=True)
        if done.returncode:
            reason = f"a file system cannot be mounted here: {done.stderr.strip()}"
            pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
        self.mounted.append(folder)
        return Disk(folder)


@pytest.fixture
def mounts(tmp_path: Path) -> Iterator[Mounts]:
    """File systems that can be filled, frozen and cut off."""
    needs("mount", "umount", "mkfs.ext4", root=True)
    made = Mounts(tmp_path)
    yield made
    made.release_all()
