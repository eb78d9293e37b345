"""What a changed dimension rebuilds: enough for every month to be as if built at once, whatever arrives late."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.crash.conftest import ROUNDS
from tests.shops import Shop, open_shop, take_in
from tillhouse.pipeline import building
from tillhouse.sources import open_all

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
#: Month, day, customer (none: anonymous), country.
Line = tuple[int, int, str, str]
_LINES = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.integers(13, 28),
        st.sampled_from(["1", "2", "3", ""]),
        st.sampled_from(["France", "Spain"]),
    ),
    min_size=1,
    max_size=6,
)


def written(path: Path, lines: list[Line], first: int) -> Path:
    rows = [
        f"{n},85123A,HEART,1,2011-{month:02}-{day} 10:00:00,2.55,{customer},{country}"
        for n, (month, day, customer, country) in enumerate(lines, first)
    ]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def one_after_the_other(root: Path, early: list[Line], late: list[Line]) -> tuple[Shop, Shop]:
    """A lake that took the lines in twice, and one that took them in at once."""
    written(root / "sales" / "a.csv", early, 1)
    first = open_shop(root / "lake", root / "sales", date_order="year-first")
    release = take_in(first.settings, open_all(written(root / "sales" / "b.csv", late, 100)))
    assert release is not None
    return Shop(first.settings, release), open_shop(root / "once", root / "sales", date_order="year-first")


@settings(
    max_examples=8 * ROUNDS, deadline=None, derandomize=ROUNDS == 1, suppress_health_check=list(HealthCheck)
)
@given(early=_LINES, late=_LINES)
@example(early=[(2, 13, "1", "France"), (3, 13, "1", "France")], late=[(1, 13, "1", "France")])
@example(early=[(2, 13, "", "France"), (3, 13, "1", "Spain")], late=[(1, 13, "", "Spain")])
def test_late_lines_leave_every_month_as_if_built_at_once(early: list[Line], late: list[Line]) -> None:
    with TemporaryDirectory() as folder:
        found, expected = one_after_the_other(Path(folder), early, late)
        assert found.fingerprints == expected.fingerprints


def test_a_run_that_thinks_no_month_is_touched_would_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "touched", lambda *_: set())
    late: list[Line] = [(1, 13, "1", "France")]
    found, expected = one_after_the_other(tmp_path, [(2, 13, "1", "France"), (3, 13, "1", "France")], late)
    assert found.fingerprints != expected.fingerprints
