"""What is installed: the wheel carries what runs and nothing else; the pinned sets agree with each other."""

from __future__ import annotations

import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.pages import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(name: str) -> dict[str, set[str]]:
    """Package to the versions that a set pins, by platform or by Python."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(
        r"^([\w.-]+)==([^ ;\\]+)", (ROOT / "requirements" / name).read_text(), re.M
    ):
        found.setdefault(package, set()).add(version)
    return found


def wanted(lines: list[Any]) -> set[str]:
    return {re.split(r"[^\w.-]", line)[0] for line in lines if isinstance(line, str)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in the wheel that is built from this checkout."""
    (path,) = WheelBuilder(str(ROOT)).build(
        directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"]
    )
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def test_the_wheel_has_every_module_its_data_and_its_types(wheel: set[str]) -> None:
    source = ROOT / "src"
    files = {
        str(path.relative_to(source))
        for path in source.rglob("*")
        if path.suffix in {".py", ".csv", ".toml", ".typed"}
    }
    assert (
        {"tillhouse/py.typed", "tillhouse/dialects/online_retail.toml", "tillhouse/data/countries.csv"}
        <= files
        <= wheel
    )


def test_the_wheel_has_nothing_else(wheel: set[str]) -> None:
    assert {Path(name).parts[0] for name in wheel} == {
        "tillhouse",
        f"tillhouse-{PROJECT['project']['version']}.dist-info",
    }


def test_the_base_set_is_light() -> None:
    assert wanted(PROJECT["project"]["dependencies"]) <= set(pins("base.txt"))
    assert not {"pyarrow", "pandas", "pyspark", "torch", "apache-airflow"} & set(pins("base.txt"))
    assert len(pins("base.txt")) < 30


def test_every_extra_is_pinned() -> None:
    for extra, lines in PROJECT["project"]["optional-dependencies"].items():
        assert wanted(lines) <= set(pins("spark.txt" if extra == "spark" else "extras.txt"))


def test_every_development_tool_is_pinned() -> None:
    groups = PROJECT["dependency-groups"]
    assert wanted([*groups["dev"], *groups["build"]]) <= set(pins("dev.txt"))


@pytest.mark.parametrize(
    ("small", "large"), [("base.txt", "extras.txt"), ("extras.txt", "dev.txt"), ("spark.txt", "dev.txt")]
)
def test_a_larger_set_changes_nothing_of_a_smaller(small: str, large: str) -> None:
    assert pins(small).items() <= pins(large).items()
