"""Fingerprints against their definition, computed again in plain Python integers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Context, Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tillhouse import fingerprint
from tillhouse.engines.polars import DTYPES

BITS = 1 << 64
#: The usual 28 digits would round the largest totals.
EXACT = Context(prec=60)
TYPES = {
    "month": "text",
    "name": "text",
    "quantity": "integer",
    "open": "boolean",
    "day": "date",
    "moment": "datetime",
    "amount": "money",
    "sum": "total",
}
Row = Mapping[str, Any]
ROWS: tuple[Row, ...] = (
    {
        "month": "2011-01",
        "name": "HEART £",
        "quantity": -6,
        "open": True,
        "day": date(2011, 1, 10),
        "moment": datetime(2011, 1, 10, 8, 26, 0, 1),
        "amount": Decimal("-11062.06"),
        "sum": Decimal("-0.000001"),
    },
    {
        "month": "2011-01",
        "name": None,
        "quantity": 1 << 62,
        "open": False,
        "day": date(1969, 12, 31),
        "moment": datetime(1969, 12, 31, 23, 59, 59),
        "amount": Decimal("0.001"),
        "sum": Decimal("123456789012345678901234.567891"),
    },
    {"month": "2011-02", "sum": Decimal("-123456789012345678901234.567891")},
    {"month": "2011-02"},
    {"month": "2011-02"},
)


def word(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def value(given: Any, kind: str) -> int:
    """A value as a number of 64 bits."""
    if given is None:
        return word("\x00null")
    if kind == "text":
        return word(given)
    if kind == "date":
        days: int = (given - date(1970, 1, 1)).days
        return days % BITS
    if kind == "datetime":
        since: timedelta = given - datetime(1970, 1, 1)
        return since // timedelta(microseconds=1) % BITS
    if kind in {"price", "money", "total"}:
        millionths = int(given.scaleb(6, EXACT))
        high = (millionths >> 64) * 0x9E3779B97F4A7C15 if kind == "total" else 0
        return (millionths + high) % BITS
    return int(given) % BITS


def splitmix(x: int) -> int:
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % BITS
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB % BITS
    return x ^ (x >> 31)


def by_definition(rows: Sequence[Row]) -> str:
    summed = [
        splitmix(sum((word(f"{n}:{t}") | 1) * value(row.get(n), t) for n, t in TYPES.items()) % BITS)
        for row in rows
    ]
    lanes = (sum(summed), sum(splitmix((row + 1) % BITS) for row in summed))
    return "".join(f"{lane % BITS:016x}" for lane in lanes)


def frame(rows: Sequence[Row]) -> pl.DataFrame:
    schema = {name: DTYPES[kind] for name, kind in TYPES.items()}
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in TYPES}, schema=schema)


def printed(rows: Sequence[Row]) -> str:
    return fingerprint.of_frame(frame(rows), TYPES)


def digested(rows: Sequence[Row]) -> str:
    return fingerprint.digest_of(frame(rows), list(TYPES))


def test_a_fingerprint_is_what_its_definition_says() -> None:
    assert printed(ROWS) == by_definition(ROWS)


SUMS = st.integers(-(10**36), 10**36).map(lambda n: Decimal(n).scaleb(-6, EXACT))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.none() | st.text(max_size=6), st.none() | SUMS), max_size=6))
def test_any_text_and_total_as_defined(values: list[tuple[str | None, Decimal | None]]) -> None:
    rows = [{"month": "2011-01", "name": name, "sum": total} for name, total in values]
    assert printed(rows) == by_definition(rows)


@pytest.mark.parametrize("of", [printed, digested])
def test_the_order_of_rows_does_not_matter_and_repeats_do(of: Any) -> None:
    assert of(ROWS) == of(ROWS[::-1])
    assert of(ROWS) != of(ROWS[:-1])
    assert of(ROWS[:1] * 2) not in {of(ROWS[:1]), of(ROWS[:1] * 3)}


@pytest.mark.parametrize("parts", [fingerprint.by_month, fingerprint.digest_by_month])
def test_parts_add_up_to_the_whole(parts: Any) -> None:
    of = printed if parts is fingerprint.by_month else digested
    months = parts(frame(ROWS), TYPES if of is printed else list(TYPES))
    assert months == {"2011-01": of(ROWS[:2]), "2011-02": of(ROWS[2:])}
    assert fingerprint.total(months.values()) == of(ROWS)


@pytest.mark.parametrize("of", [printed, digested])
@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("name", "HEART"),
        ("name", None),
        ("quantity", 6),
        ("open", None),
        ("day", date(2011, 1, 11)),
        ("moment", datetime(2011, 1, 10, 8, 26)),
        ("amount", Decimal("11062.06")),
        ("sum", Decimal("0.000001")),
        ("sum", Decimal("-0.000001") + BITS * Decimal("0.000001")),
    ],
    ids=str,
)
def test_one_changed_value_changes_it(of: Any, column: str, other: Any) -> None:
    assert of([{**ROWS[0], column: other}, *ROWS[1:]]) != of(ROWS)


def test_the_name_and_type_of_a_column_are_part_of_it() -> None:
    rows = frame(ROWS[:1])
    found = {
        fingerprint.of_frame(rows, {"quantity": "integer"}),
        fingerprint.of_frame(rows.rename({"quantity": "units"}), {"units": "integer"}),
        fingerprint.of_frame(rows, {"quantity": "money"}),
    }
    assert len(found) == 3


def test_nothing_is_empty() -> None:
    assert printed([]) == digested([]) == fingerprint.total([]) == fingerprint.EMPTY


def test_equal_records_known_by_one_text_add_up_like_rows() -> None:
    one = fingerprint.repeated("a delivery", 1)
    assert fingerprint.total([one, fingerprint.repeated("a delivery", 4)]) == fingerprint.repeated(
        "a delivery", 5
    )
    assert fingerprint.repeated("another", 1) != one


def test_names_and_their_fingerprints_are_bound_together() -> None:
    there = {"ledger": "1", "receipts": "2"}
    assert fingerprint.of_names(there) == fingerprint.of_names(dict(reversed(there.items())))
    assert fingerprint.of_names(there) != fingerprint.of_names({"ledger": "2", "receipts": "1"})


def test_the_lanes_of_a_digest_are_not_one_number_twice() -> None:
    nothing: Row = {}
    digests = [digested([nothing]), digested([nothing, nothing]), digested(ROWS)]
    assert all(digest[:16] != digest[16:] for digest in digests)
    assert len(fingerprint.hash_version()) == len(fingerprint.EMPTY)
