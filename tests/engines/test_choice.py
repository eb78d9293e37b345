"""What ``auto`` stands for, and an engine whose packages are not there."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from tillhouse import engines
from tillhouse.engines._choice import choice, free_memory
from tillhouse.errors import MissingExtra, UnknownName

GB = 1_000_000_000


def there(*names: str) -> Callable[[str], bool]:
    return lambda name: name in names


@pytest.mark.parametrize(
    ("size", "memory", "installed", "master", "name", "because"),
    [
        (48_000_000, 8 * GB, ("duckdb",), "", "polars", "48 MB of input need about 0.7 GB of the 8.0 GB"),
        (3 * GB, 2 * GB, ("duckdb",), "", "duckdb", "DuckDB puts on the disk what does not fit"),
        (3 * GB, 2 * GB, (), "", "polars", "pip install 'tillhouse[duckdb]'"),
        (1, 8 * GB, ("spark",), "spark://host:7077", "spark", "master spark://host:7077 is set"),
        (1, 8 * GB, ("spark",), "local[*]", "polars", "of input need"),
        (1, 8 * GB, (), "spark://host:7077", "polars", "of input need"),
    ],
    ids=["fits", "does not fit", "nothing else is there", "a cluster", "no cluster", "no Spark"],
)
def test_auto_goes_by_input_memory_and_what_is_installed(
    size: int, memory: int, installed: tuple[str, ...], master: str, name: str, because: str
) -> None:
    found = choice(size, memory, there(*installed), master)
    assert found.name == name
    assert because in found.why


def test_free_memory_is_some_and_not_more_than_the_machine_has() -> None:
    assert 0 < free_memory() < 1 << 45


def test_an_engine_that_is_not_there_says_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tillhouse.engines.pandas", raising=False)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra) as caught:
        engines.engine("pandas")
    assert caught.value.hint == "Install it:  pip install 'tillhouse[pandas]'"


def test_a_name_that_is_none_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean polars"):
        engines.checked("polar")
