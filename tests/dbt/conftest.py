"""dbt in its own environment, and the project of a small lake built in each database."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.shops import Shop
from tests.warehouses.servers import Cluster, cluster, program
from tillhouse.dbt import load_sources, write
from tillhouse.warehouses import Place

KINDS = ("duckdb", "postgres")
_PROGRAM = Path(__file__).parents[2] / ".venv-dbt" / "bin" / "dbt"


@dataclass(frozen=True)
class Built:
    """A project, and where dbt builds it. environment: how its profile finds PostgreSQL."""

    shop: Shop
    folder: Path
    kind: str
    environment: dict[str, str] = field(default_factory=dict)

    def dbt(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run dbt; its output is in `stdout`."""
        where = ["--project-dir", str(self.folder), "--profiles-dir", str(self.folder)]
        return subprocess.run(
            [str(_PROGRAM), "--no-use-colors", *words, *where, "--target", self.kind],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def dbt_program() -> Path:
    if not _PROGRAM.exists():
        pytest.skip("there is no dbt here:  make dbt-tool")
    return _PROGRAM


@pytest.fixture(scope="session")
def dbt_server() -> Iterator[Cluster]:
    if program("initdb") is None:
        pytest.skip("there is no PostgreSQL here:  apt-get install postgresql")
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def sorted_by_language(dbt_server: Cluster) -> str:
    """The address of a database that orders text as English does, which the project must not depend on."""
    dbt_server.execute("CREATE DATABASE shop LOCALE_PROVIDER icu ICU_LOCALE 'en-GB' TEMPLATE template0")
    return dbt_server.url("shop")


@pytest.fixture
def other_database(dbt_server: Cluster) -> Iterator[str]:
    """The address of a database for one test."""
    dbt_server.execute("CREATE DATABASE other TEMPLATE template0")
    yield dbt_server.url("other")
    dbt_server.execute("DROP DATABASE other WITH (FORCE)")


@pytest.fixture(scope="session", params=KINDS)
def built(
    request: pytest.FixtureRequest,
    small_lake: Shop,
    dbt_program: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Built:
    """The project of the small lake, built and tested by dbt. Read it; do not change it."""
    folder = tmp_path_factory.mktemp("dbt") / request.param
    variables = {}
    write(small_lake.snapshot, folder)
    if request.param == "postgres":
        url = request.getfixturevalue("sorted_by_language")
        load_sources(small_lake.snapshot, Place("postgres", url))
        variables = environment(url)
    made = Built(small_lake, folder, request.param, variables)
    done = made.dbt("build")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    return made


@pytest.fixture
def spoilt(built: Built, tmp_path: Path) -> Built:
    """A copy of a project built in DuckDB, to be changed."""
    if built.kind != "duckdb":
        pytest.fail("only what is in a file is copied")
    shutil.copytree(built.folder, tmp_path / "dbt")
    profile = tmp_path / "dbt" / "profiles.yml"
    profile.write_text(profile.read_text().replace(str(built.folder), str(tmp_path / "dbt")))
    return Built(built.shop, tmp_path / "dbt", built.kind)


def environment(url: str) -> dict[str, str]:
    """How a profile finds a database of PostgreSQL."""
    parts = urlsplit(url)
    return {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port),
        "PGUSER": parts.username or "",
        "PGPASSWORD": parts.password or "",
        "PGDATABASE": parts.path.removeprefix("/"),
    }
