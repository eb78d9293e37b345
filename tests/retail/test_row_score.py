"""The score of a row, rule by rule, on every engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import pytest

from tests.frames import Engine
from tillhouse.errors import FixTheCode
from tillhouse.retail.row_score import row_score

TYPES = {"customer": "text", "price": "integer"}
RULES = {"customer_missing": ~nw.col("customer").is_null(), "price_negative": nw.col("price") >= 0}


def scored(engine: Engine, fatal: Sequence[str] = (), rules: dict[str, nw.Expr] | None = None) -> list[Any]:
    columns: dict[str, list[Any]] = {"customer": ["A", None, "B", None], "price": [1, 2, -3, None]}
    score, issues = row_score(rules or RULES, fatal)
    rows = engine(columns, TYPES).select("price", score=score, issues=issues).collect().to_arrow().to_pylist()
    return sorted((tuple(row.values()) for row in rows), key=lambda row: (row[0] is None, row[0]))


def test_a_row_scores_the_percent_of_rules_that_hold(engine: Engine) -> None:
    assert scored(engine) == [
        (-3, 50, "price_negative"),
        (1, 100, None),
        (2, 50, "customer_missing"),
        (None, 0, "customer_missing, price_negative"),
    ]


def test_a_fatal_rule_leaves_nothing(engine: Engine) -> None:
    assert [row[1] for row in scored(engine, fatal=["price_negative"])] == [0, 100, 50, 0]


def test_a_row_score_is_rounded_down(engine: Engine) -> None:
    rules = {**RULES, "always": ~nw.col("price").is_null() | nw.col("price").is_null()}
    assert [row[1] for row in scored(engine, rules=rules)] == [66, 100, 66, 33]


@pytest.mark.parametrize(("rules", "fatal"), [({}, ()), (RULES, ["price_negativ"])])
def test_rules_that_make_no_score_are_refused(rules: dict[str, nw.Expr], fatal: Sequence[str]) -> None:
    with pytest.raises(FixTheCode, match="row_score"):
        row_score(rules, fatal)
