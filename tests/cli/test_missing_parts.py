"""What is not installed names itself, with the one command that installs it, from every path that needs it.

Each extra is blocked in a process of its own, where nothing has been imported yet.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

import fastavro
import pytest
import xlsxwriter
import zstandard

from tests.cli.calls import HEADER, Called, line
from tests.pages import ROOT
from tillhouse.errors import EXTRAS, FixTheSetup, MissingExtra

DECLARED: Mapping[str, Sequence[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
    "optional-dependencies"
]
REBUILD = "verify --rebuild"
OPEN = "open december.csv --yes"
#: By extra, the commands that need it.
PATHS: Mapping[str, Sequence[str]] = {
    "analytics": [
        "analyse sales_forecast",
        "analyse coverage product_baskets",
        "baskets shop.csv",
        "clv transactions.csv --customer who --date day --amount paid --calibration-end 2011-12-20",
    ],
    "avro": ["open sales.avro --yes"],
    "dbt": ["dbt shop-dbt", "dbt shop-dbt --check duckdb"],
    "duckdb": [
        f"--engine duckdb {OPEN}",
        f"--engine duckdb {REBUILD}",
        "warehouse load --to duckdb",
        "warehouse check --to duckdb",
    ],
    "excel": ["open sales.xlsx --yes", "baskets sales.xlsx", "export fact_sales --to out.xlsx --force"],
    "pandas": [f"--engine pandas {OPEN} --plan", f"--engine pandas {REBUILD}"],
    "postgres": ["warehouse load --to postgres", "warehouse check --to postgres", "warehouse advise", "run"],
    "rest": ["rates fetch --from 2011-03-10"],
    "s3": ["--root bucket status", f"--root bucket {OPEN}", "--root bucket verify", "--root bucket run"],
    "spark": [f"--engine spark {OPEN}", f"--engine spark {REBUILD}", "--root remote verify --rebuild"],
    "zstd": ["open sales.csv.zst --yes"],
}
ENVIRONMENT: Mapping[str, Mapping[str, str]] = {
    "postgres": {
        "TILLHOUSE_WAREHOUSE_TO": "postgres",
        "TILLHOUSE_WAREHOUSE_URL": "postgresql://shop@127.0.0.1:1/x",
    },
    "rest": {"TILLHOUSE_RATES_FROM": "http://127.0.0.1:1/{date}"},
    "s3": {"TILLHOUSE_STORE": "s3://bucket/shop"},
}
#: Runs commands one after another where modules cannot be imported; prints the code, the output and the errors of each.
PROGRAM = """
import contextlib, io, json, sys

blocked, commands = json.loads(sys.argv[1])

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocked())
from tillhouse import cli

found = []
for words in commands:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main(words.split())
        except SystemExit as ended:
            found.append([ended.code or 0, out.getvalue(), err.getvalue()])
print(json.dumps(found))
"""


def without(
    modules: Sequence[str], commands: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> list[Called]:
    """What commands answer in a folder, in a process that cannot import these modules."""
    asked = [sys.executable, "-c", PROGRAM, json.dumps([list(modules), list(commands)])]
    done = subprocess.run(
        asked, cwd=folder, env=dict(environment), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return [Called(*one) for one in json.loads(done.stdout)]


@pytest.fixture(scope="module")
def formats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of each format that needs an extra."""
    folder = tmp_path_factory.mktemp("formats")
    names, rows = HEADER.split(","), [line(number, 11).split(",") for number in range(2, 20)]
    fields = [{"name": name, "type": "string"} for name in names]
    with (folder / "sales.avro").open("wb") as out:
        records = [dict(zip(names, row, strict=True)) for row in rows]
        fastavro.writer(out, {"type": "record", "name": "sale", "fields": fields}, records, codec="null")
    null, snappy = b"\x14avro.codec\x08null", b"\x14avro.codec\x0csnappy"
    (folder / "packed.avro").write_bytes((folder / "sales.avro").read_bytes().replace(null, snappy))
    with xlsxwriter.Workbook(folder / "sales.xlsx") as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([names, *rows]):
            sheet.write_row(place, 0, row)
    text = "\n".join([HEADER, *map(",".join, rows)])
    (folder / "sales.csv.zst").write_bytes(zstandard.compress(text.encode()))
    return folder


@pytest.fixture
def files(shop: Path, formats: Path) -> Path:
    """The shop with a file of each format, an empty warehouse, its lake on a Connect server, its feed in `bucket`."""
    shutil.copytree(formats, shop, dirs_exist_ok=True)
    lake, remote = shop / "tillhouse-data", shop / "remote"
    (lake / "warehouse.duckdb").touch()
    shutil.copytree(lake, remote)
    (shop / "bucket").mkdir()
    shutil.copy(lake / "tillhouse.toml", shop / "bucket")
    said = 'engine = "spark"\n' + (lake / "tillhouse.toml").read_text()
    (remote / "tillhouse.toml").write_text(said + '\n[spark]\nremote = "sc://127.0.0.1:1"\n')
    return shop


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Enough to start Python with this source, and no setting."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TILLHOUSE_")}
    return {**kept, "PYTHONPATH": str(ROOT / "src")}


@pytest.mark.parametrize("extra", PATHS)
def test_a_missing_extra_is_named_from_every_path(
    extra: str, files: Path, environment: dict[str, str]
) -> None:
    environment |= ENVIRONMENT.get(extra, {})
    for words, said in zip(
        PATHS[extra], without(EXTRAS[extra], PATHS[extra], files, environment), strict=True
    ):
        assert said.code == MissingExtra.exit_code, (words, said)
        assert f"pip install 'tillhouse[{extra}]'" in said.err, (words, said)
        assert "error in Tillhouse" not in said.err
        assert any(module in said.err for module in EXTRAS[extra])


@pytest.mark.parametrize(
    ("extra", "module"),
    [(extra, module) for extra in EXTRAS for module in EXTRAS[extra] if len(EXTRAS[extra]) > 1],
)
def test_one_missing_package_is_no_error_in_tillhouse(
    extra: str, module: str, files: Path, environment: dict[str, str]
) -> None:
    """Some paths do without it; the others name it."""
    environment |= ENVIRONMENT.get(extra, {})
    paths = [PATHS[extra][0], *PATHS[extra][1:][-1:]]
    for words, said in zip(paths, without([module], paths, files, environment), strict=True):
        named = f"pip install 'tillhouse[{extra}]'" in said.err and module in said.err
        assert named or said.code == 0, (words, said)


def test_every_extra_has_paths_and_modules() -> None:
    assert set(PATHS) == set(EXTRAS) == set(DECLARED)


def test_modules_are_those_of_the_packages_declared() -> None:
    owners = packages_distributions()
    for extra, modules in EXTRAS.items():
        packages = {re.split(r"[^\w.-]", wanted)[0].lower() for wanted in DECLARED[extra]}
        installed = {owner.lower().replace("_", "-") for module in modules for owner in owners[module]}
        assert packages <= installed, extra


def test_analytics_leave_out_what_they_cannot_build_and_name_it(
    files: Path, environment: dict[str, str]
) -> None:
    (said,) = without(EXTRAS["analytics"], ["analyse"], files, environment)
    assert said.code == 0
    assert "Left out: " in said.err and "pip install 'tillhouse[analytics]'" in said.err


def test_a_package_of_the_base_that_is_gone_is_to_be_installed_again(
    files: Path, environment: dict[str, str]
) -> None:
    (said,) = without(["holidays"], [OPEN], files, environment)
    assert (said.code, "pip install --force-reinstall 'tillhouse'" in said.err) == (
        FixTheSetup.exit_code,
        True,
    )


def test_a_codec_that_nothing_unpacks_is_no_damage(files: Path, environment: dict[str, str]) -> None:
    (said,) = without(["cramjam"], ["open packed.avro --yes"], files, environment)
    assert (said.code, "pip install cramjam" in said.err) == (FixTheSetup.exit_code, True), said


def test_jars_and_java_that_are_missing_are_named(files: Path, environment: dict[str, str]) -> None:
    for changed, hint in (
        ({"TILLHOUSE_SPARK_JARS": str(files / "none")}, "make spark"),
        ({"JAVA_HOME": str(files)}, "apt-get install default-jre-headless"),
        ({"PATH": str(files), "JAVA_HOME": ""}, "apt-get install default-jre-headless"),
    ):
        (said,) = without([], [f"--engine spark {REBUILD}"], files, {**environment, **changed})
        assert (said.code, hint in said.err) == (FixTheSetup.exit_code, True), said


def test_control_nothing_is_missing_where_nothing_is_blocked(
    files: Path, environment: dict[str, str]
) -> None:
    said = without(
        [], ["export fact_sales --to out.xlsx --force", "lineage ledger.amount"], files, environment
    )
    assert [one.code for one in said] == [0, 0]
