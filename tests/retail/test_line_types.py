"""What a line concerns, code by code."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import pytest

from tests.frames import Engine
from tillhouse.dialects import dialects
from tillhouse.retail.events import LINE_TYPES
from tillhouse.retail.line_types import ANY, line_type

DECLARED: Mapping[str, str] = dialects(None)["online_retail"].feed["line_types"]
#: Every code that the dialect lists, one that begins with it where a beginning is enough, and codes nobody listed.
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


def line_types(
    engine: Engine, codes: list[str], declared: Mapping[str, str], unlisted: str = "by_digit"
) -> dict[str, str]:
    frame = engine({"code": codes}, {"code": "text"})
    rows = frame.select("code", kind=line_type(nw.col("code"), declared, unlisted)).collect().to_arrow()
    return dict(zip(rows["code"].to_pylist(), rows["kind"].to_pylist(), strict=True))


def test_every_code_has_its_line_type(engine: Engine) -> None:
    expected = LISTED | UNLISTED
    assert line_types(engine, list(expected), DECLARED) == expected


def test_the_list_is_tested_to_the_last_row() -> None:
    exact = {code: kind for code, kind in DECLARED.items() if not code.endswith(ANY)}
    prefixes = {code.removesuffix(ANY): kind for code, kind in DECLARED.items() if code.endswith(ANY)}
    assert exact.items() <= LISTED.items()
    longer = {code: kind for code, kind in LISTED.items() if code not in exact}
    for prefix, kind in prefixes.items():
        assert {found for code, found in longer.items() if code.startswith(prefix)} == {kind}
    assert exact and prefixes
    assert {*DECLARED.values()} <= set(LINE_TYPES)


@pytest.mark.parametrize("unlisted", ["product", "other"])
def test_nothing_is_known_of_a_code_that_is_not_declared(engine: Engine, unlisted: str) -> None:
    codes = [*LISTED, *UNLISTED]
    assert line_types(engine, codes, {}, unlisted) == dict.fromkeys(codes, unlisted)


def test_a_whole_code_comes_before_a_beginning(engine: Engine) -> None:
    own = {"sp1002": "fee", "DCGS0076": "sample", "DCGS*": "product", "D*": "discount", "c*": "postage"}
    codes = ["SP1002", "POST", "DCGS0076", "DCGS0004", "DOT", "C2", "22423"]
    assert line_types(engine, codes, own) == {
        "SP1002": "fee",
        "POST": "other",
        "DCGS0076": "sample",
        "DCGS0004": "product",
        "DOT": "discount",
        "C2": "postage",
        "22423": "product",
    }
