"""A lake that grows by releases, and an empty warehouse of each kind to copy them to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.calls import line, write_lines
from tests.shops import open_shop, take_in
from tests.warehouses.servers import Cluster, cluster, pooler, pooler_program, program
from tillhouse.lake.releases import Release
from tillhouse.pipeline.stages import Pipeline
from tillhouse.settings.settings import Settings, load
from tillhouse.sources import open_all
from tillhouse.upkeep.rollback import rolled_back
from tillhouse.warehouses import Place
from tillhouse.warehouses import load as loaded_into
from tillhouse.warehouses._postgres import connection as connecting
from tillhouse.warehouses._postgres import leaves as leaves

MAY = [line(number, 5) for number in range(400, 420)]
APRIL = [line(number, 4, day=27) for number in range(300, 310)]
KINDS = ("postgres", "sqlite", "duckdb")


@dataclass(frozen=True)
class Growing:
    """A lake whose months can be delivered one by one."""

    root: Path

    @property
    def settings(self) -> Settings:
        return load(str(self.root))

    def deliver(self, name: str, lines: list[str]) -> Release:
        """Take in one more file; the release that follows."""
        path = write_lines(self.root.parent / name, lines)
        release = take_in(self.settings, open_all(path))
        assert release is not None
        return release

    def go_back(self, number: int) -> Release:
        """Publish what an earlier release held."""
        pipeline = Pipeline(self.settings)
        with pipeline.writing():
            candidate = rolled_back(pipeline, number)
            assert candidate is not None
            return pipeline.publish(candidate)


@pytest.fixture(scope="session")
def first_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with one release: four months, two of them with lines that cannot be trusted. Copy it."""
    folder = tmp_path_factory.mktemp("first")
    lines = [line(number, 1 + number % 4) for number in range(2, 200)]
    lines[20] = lines[20].replace("LANTERN", '"LANTERN, ""ÉTOILE"" £\n2 \\. \\N"')
    lines[40] = lines[40].replace(",2,", ",O,")
    lines.append(line(30, 4, quantity=-2, invoice="C500030", day=28))
    open_shop(folder / "lake", write_lines(folder / "shop.csv", lines))
    return folder / "lake"


@pytest.fixture
def lake(first_release: Path, tmp_path: Path) -> Growing:
    shutil.copytree(first_release, tmp_path / "lake")
    return Growing(tmp_path / "lake")


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    if program("initdb") is None:
        pytest.skip("there is no PostgreSQL here:  apt-get install postgresql")
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def pooled(server: Cluster) -> Iterator[int]:
    if pooler_program() is None:
        pytest.skip("there is no pgBouncer here:  apt-get install pgbouncer")
    with pooler(server) as port:
        yield port


Empty = Callable[[str], Place]


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Empty:
    """An empty warehouse of a kind."""

    def made(kind: str) -> Place:
        if kind == "postgres":
            running: Cluster = request.getfixturevalue("server")
            return Place(kind, running.database())
        return Place(kind, str(tmp_path / f"shop.{kind}"))

    return made


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, empty: Empty) -> Place:
    """The test runs once for each kind."""
    return empty(request.param)


@pytest.fixture
def postgres(empty: Empty) -> Place:
    return empty("postgres")


@pytest.fixture
def loaded(lake: Growing, postgres: Place) -> Place:
    """A PostgreSQL warehouse that holds the first release."""
    loaded_into(lake.settings, postgres)
    return postgres


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loader that gives up soon."""
    for module in (connecting, leaves):
        monkeypatch.setattr(module, "TRIES", 2)
    for module in (connecting, leaves):
        monkeypatch.setattr(module, "LOCK_MS", 100)
