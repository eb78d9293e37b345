"""Each dialect has a sample of its file and, beside it, the ledger that is right for it."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tillhouse.dialects import dialects, recognised
from tillhouse.retail.events import EVENTS, FATES, LINE_TYPES
from tillhouse.settings.feed import CANONICAL, TREATMENTS, Feed

HERE = Path(__file__).parent
NAMES = sorted(dialects(None))
COLUMNS = "line part fate event line_type stock_code quantity gross_amount discount tax amount currency business_date"


def sample(name: str) -> Path:
    """The file of the system."""
    return next(path for path in (HERE / name).iterdir() if path.name.startswith("sample."))


def ledger(name: str) -> list[dict[str, str]]:
    """The lines that are right, written by hand."""
    with (HERE / name / "ledger.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def money(text: str) -> Decimal:
    return Decimal(text or "0")


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_has_at_least_eight_records(name: str) -> None:
    path = sample(name)
    text = path.read_text("utf-8-sig")
    if path.suffix == ".json":
        found = json.loads(text)
        assert len(found if isinstance(found, list) else next(iter(found.values()))) >= 8
    else:
        assert len(text.splitlines()) >= 9


@pytest.mark.parametrize("name", NAMES)
def test_its_ledger_adds_up(name: str) -> None:
    rows = ledger(name)
    assert {*COLUMNS.split()} <= rows[0].keys()
    for row in rows:
        assert money(row["amount"]) == money(row["gross_amount"]) - money(row["discount"]), row
        assert row["fate"] in FATES
        counts = row["fate"] == "loaded"
        assert (row["event"] in EVENTS, row["line_type"] in LINE_TYPES) == (counts, counts), row
        assert len(row["currency"]) == 3 and (row["business_date"] or not counts)
    places = [(row["line"], row["part"]) for row in rows]
    assert len({*places}) == len(places)


@pytest.mark.parametrize("name", NAMES)
def test_a_dialect_says_only_what_a_feed_can_hold(name: str) -> None:
    dialect = dialects(None)[name]
    assert {*dialect.columns} <= {*CANONICAL}
    ready = {key: tuple(value) if isinstance(value, list) else value for key, value in dialect.feed.items()}
    feed = Feed(name, columns={meaning: names[0] for meaning, names in dialect.columns.items()}, **ready)
    feed.checked(name)
    assert {*feed.statuses.values(), *feed.kinds.values()} <= {*TREATMENTS, *LINE_TYPES}
    assert all(value == value.lower() for value in (*feed.statuses, *feed.kinds))


@pytest.mark.parametrize("name", [one for one in NAMES if sample(one).suffix == ".csv"])
def test_the_sample_is_recognised_as_its_dialect(name: str) -> None:
    lines = sample(name).read_text("utf-8-sig").splitlines()[:15]
    headers = (next(csv.reader([line], delimiter=max(",;\t", key=line.count))) for line in lines if line)
    found = next((one for header in headers if (one := recognised(header, dialects(None)))), None)
    assert found is not None and found.name == name
