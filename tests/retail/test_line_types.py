"""What a line concerns, code by code."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.resources import files

import narwhals as nw

from tests.frames import Engine
from tillhouse.retail.events import LINE_TYPES
from tillhouse.retail.line_types import line_type

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
    rows = frame.select("code", kind=line_type(nw.col("code"), extra)).collect().to_arrow()
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
    own = {"sp1002": "fee", "POST": "product", "DCGS0076": "sample", "DOT": "bad_debt"}
    codes = ["SP1002", "POST", "DCGS0076", "DCGS0004", "DOT", "C2"]
    assert line_types(engine, codes, own) == {
        "SP1002": "fee",
        "POST": "product",
        "DCGS0076": "sample",
        "DCGS0004": "product",
        "DOT": "bad_debt",
        "C2": "postage",
    }
