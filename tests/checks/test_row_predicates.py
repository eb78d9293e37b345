"""The checks that one row can tell: what null does, what the edges do, what a wrong declaration says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.frames import Engine, values
from tillhouse.checks import Check
from tillhouse.checks.balances import balances
from tillhouse.checks.in_range import in_range
from tillhouse.checks.matches import matches
from tillhouse.checks.not_null import not_null
from tillhouse.checks.one_of import one_of
from tillhouse.errors import FixTheCode

TYPES = {"row": "integer", "text": "text", "price": "price", "day": "date", "whole": "integer", "part": "integer"}
COLUMNS: dict[str, list[Any]] = {
    "row": [1, 2, 3],
    "text": ["85123A", "", None],
    "price": [Decimal("0.001"), Decimal("-11062.06"), None],
    "day": [date(2011, 12, 9), date(2010, 12, 1), None],
    "whole": [3, 3, 3],
    "part": [3, 2, None],
}


@pytest.mark.parametrize(
    ("check", "breaking"),
    [
        (not_null("text"), [3]),
        (in_range("price", low=0), [2]),
        (in_range("price", low=Decimal("0.0011")), [1, 2]),
        (in_range("price", low=Decimal("-11062.06"), high=Decimal("0.001")), []),
        (in_range("day", low=date(2010, 12, 1), high=date(2011, 12, 8)), [1]),
        (one_of("text", ["85123A"]), [2]),
        (one_of("whole", [1, 2]), [1, 2, 3]),
        (matches("text", "[0-9]+"), [1, 2]),
        (matches("text", "[0-9]+[A-Z]|"), []),
        (balances("whole", minus=("part",)), [2, 3]),
        (balances("whole", "part", equals=6), [2, 3]),
    ],
    ids=lambda value: value.name if isinstance(value, Check) else "",
)
def test_the_rows_that_break_it(engine: Engine, check: Check, breaking: list[int]) -> None:
    assert values(check.rows(engine(COLUMNS, TYPES), {}), "row") == breaking


@pytest.mark.parametrize(
    "check", [not_null("text"), in_range("price", 0), one_of("text", ["a"]), matches("text", "a"), balances("part")]
)
def test_a_predicate_is_never_null(engine: Engine, check: Check) -> None:
    assert check.breaks is not None
    marked = engine(COLUMNS, TYPES).select(check.breaks.alias("breaks")).collect()
    assert None not in marked["breaks"].to_list()


@pytest.mark.parametrize(
    ("declare", "says"),
    [
        (lambda: in_range("price"), "no bound"),
        (lambda: in_range("price", low=0.1), "float"),  # type: ignore[arg-type]
        (lambda: one_of("text", []), "no list"),
        (lambda: one_of("text", "abc"), "no list"),
        (lambda: matches("text", "("), "regular expression"),
        (lambda: balances(), "no columns"),
    ],
)
def test_a_declaration_that_cannot_hold_is_refused(declare: Callable[[], Check], says: str) -> None:
    with pytest.raises(FixTheCode, match=says):
        declare()


def test_a_check_is_named_as_its_call_is_written() -> None:
    assert in_range("unit_price", low=0).name == "in_range(unit_price, low=0)"
    assert one_of("event", ["sale", "return"]).name == "one_of(event, values=sale|return)"
    assert balances("received", minus=("loaded",)).name == "balances(received, minus=loaded)"
