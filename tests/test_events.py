"""What happened and what it concerns, word by word."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import narwhals as nw
import pytest

from tests.frames import Engine
from tillhouse import events
from tillhouse.events import EVENTS, LINE_TYPES

#: Every listed code, one that begins with it where a beginning is enough, and codes nobody listed.
LISTED = {
    "POST": "postage",
    "DOT": "postage",
    "C2": "postage",
    "C3": "postage",
    "D": "discount",
    "M": "manual",
    "ADJUST": "manual",
    "ADJUST2": "manual",
    "AMAZONFEE": "fee",
    "BANK CHARGES": "fee",
    "CRUK": "fee",
    "GIFT_": "voucher",
    "GIFT_0001_40": "voucher",
    "S": "sample",
    "B": "bad_debt",
    "TEST": "test",
    "TEST001": "test",
    "PADS": "product",
    "DCGS": "product",
    "DCGS0076": "product",
    "DCGSSBOY": "product",
}
UNLISTED = {
    "85123A": "product",
    "22423": "product",
    "C21": "product",
    "POSTER": "other",
    "DOTCOM": "other",
    "MM": "other",
    "SP": "other",
    "SP1002": "product",
}


def line_types(engine: Engine, codes: list[str], extra: Mapping[str, str]) -> dict[str, str]:
    frame = engine({"code": codes}, {"code": "text"})
    rows = frame.select("code", kind=events.line_type(nw.col("code"), extra)).collect().to_arrow()
    return dict(zip(rows["code"].to_pylist(), rows["kind"].to_pylist(), strict=True))


def test_every_code_has_its_line_type(engine: Engine) -> None:
    expected = LISTED | UNLISTED
    assert line_types(engine, list(expected), {}) == expected


def test_the_list_is_tested_to_the_last_row() -> None:
    text = files("tillhouse").joinpath("data/line_types.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["code"]: row["line_type"] for row in rows}.items() <= LISTED.items()
    longer = {code for code in LISTED if code not in {row["code"] for row in rows}}
    prefixes = [row["code"] for row in rows if row["match"] == "prefix"]
    assert all(any(code.startswith(prefix) for code in longer) for prefix in prefixes)
    assert {row["match"] for row in rows} == {"exact", "prefix"}
    assert {row["line_type"] for row in rows} <= set(LINE_TYPES)


def test_the_feeds_own_codes_come_first(engine: Engine) -> None:
    own = {"sp1002": "fee", "POST": "product", "DCGS0076": "sample"}
    codes = ["SP1002", "POST", "DCGS0076", "DCGS0004", "DOT"]
    assert line_types(engine, codes, own) == {
        "SP1002": "fee",
        "POST": "product",
        "DCGS0076": "sample",
        "DCGS0004": "product",
        "DOT": "postage",
    }


HAPPENED: list[tuple[str, int, int, str]] = [
    ("536365", 6, 15, "sale"),
    ("536365", 6, 0, "free"),
    ("536365", -6, -15, "return"),
    ("536365", -6, 0, "write_off"),
    ("C536365", -6, -15, "cancellation"),
    ("c536365", -6, -15, "cancellation"),
    ("C536365", 6, 15, "cancellation"),
    ("C536365", -6, 0, "cancellation"),
    ("A563186", 1, -11062, "adjustment"),
    ("a563186", 1, 11062, "adjustment"),
    ("CASH-17", 6, 15, "sale"),
    ("ATM", -6, -15, "return"),
    ("C-17", 6, 15, "sale"),
    ("536365", 1, -5, "sale"),
]


@pytest.mark.parametrize("row", HAPPENED, ids=str)
def test_what_happened(engine: Engine, row: tuple[str, int, int, str]) -> None:
    columns: dict[str, Any] = {"invoice": [row[0]], "quantity": [row[1]], "amount": [row[2]]}
    types = {"invoice": "text", "quantity": "integer", "amount": "money"}
    found = engine(columns, types).select(
        event=events.event(nw.col("invoice"), nw.col("quantity"), nw.col("amount"))
    )
    assert found.collect().to_arrow()["event"].to_pylist() == [row[3]]


def test_every_event_is_shown() -> None:
    assert {row[3] for row in HAPPENED} == set(EVENTS)
