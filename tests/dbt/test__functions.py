"""The functions of the project read text as the engines do, in both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import polars as pl
import pytest

from tests.dbt.databases import FORMAT, SCHEMA, Database, opened
from tests.dbt.moments import amounts, numbers, texts, written
from tillhouse.dbt._moments import ORDERS, name_of
from tillhouse.engines import _text
from tillhouse.retail.countries import countries, standard_country
from tillhouse.retail.currency_signs import standard_currency, standard_signs
from tillhouse.retail.written.decimals import decimals
from tillhouse.retail.written.moments import NUMERIC
from tillhouse.retail.written.numbers import READINGS
from tillhouse.retail.written.white import WHITE

_ZONE = "Europe/London"
_TEXT: dict[str, Callable[[pl.Series], pl.Series]] = {
    "canonical_text": _text.canonical,
    "canonical_identifier": _text.identifier,
    "stable_key": _text.keys,
    "in_capitals": lambda text: text.str.to_uppercase(),
    "trimmed": lambda text: text.str.strip_chars(WHITE),
}


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    url = request.getfixturevalue("sorted_by_language") if request.param == "postgres" else ""
    with opened(request.param, url) as found:
        yield found


def _differing(values: list[str | None], ours: pl.Series, theirs: list[Any]) -> list[tuple[Any, ...]]:
    return [three for three in zip(values, ours.to_list(), theirs, strict=True) if three[1] != three[2]]


@pytest.mark.parametrize("zone", [_ZONE, ""])
@pytest.mark.parametrize("order", [*ORDERS, FORMAT])
def test_moments_are_read_alike(database: Database, order: str, zone: str) -> None:
    chance = Random(3)
    make = numbers if order in NUMERIC else written
    # Polars knows no summer time after 2100.
    made = (make(chance, order) for _ in range(4_000))
    values: list[str | None] = [value for value in made if not zone or "2199" not in value]
    ours = _text.datetimes(pl.Series(values, dtype=pl.String), (order,), zone)
    assert ours.null_count() < len(values)
    theirs = database.asked(f"{SCHEMA}.{name_of(order)}(v, '{zone}')", values)
    assert _differing(values, ours, theirs) == []


@pytest.mark.parametrize("marks", READINGS, ids="".join)
def test_numbers_are_read_alike(database: Database, marks: tuple[str, str]) -> None:
    values: list[str | None] = [None, *amounts(Random(3), 3_000)]
    ours = decimals(pl.Series(values, dtype=pl.String), *marks)
    assert 300 < ours.null_count() < 2_850
    written_marks = ", ".join("'" + mark.replace("'", "''") + "'" for mark in marks)
    assert _differing(values, ours, database.asked(f"{SCHEMA}.decimal_of(v, {written_marks})", values)) == []


@pytest.mark.parametrize(
    ("name", "standard", "known"),
    [
        (
            "standard_country",
            standard_country,
            [name for one in countries() for name in (one.name, one.code or "")],
        ),
        ("standard_currency", standard_currency, [*standard_signs(), "eur", "Usd", "points"]),
    ],
)
def test_names_are_brought_to_the_same_standard(
    database: Database, name: str, standard: Callable[[str], str], known: list[str]
) -> None:
    chance = Random(3)
    odd = [
        "UK",
        "U.K.",
        "the gambia",
        "St. Helena",
        "Trinidad & Tobago",
        "?",
        "-",
        "nowhere",
        "中国",
        "Cote d'Ivoire",
    ]
    marked = [chance.choice((". ", " & ", "-", "'", "st ")).join(chance.sample(known, 2)) for _ in range(200)]
    marked = [one.strip() for one in marked]
    values: list[str | None] = [None, *odd, *known, *(one.upper() for one in known), *marked]
    ours = _text.standardised(pl.Series(values, dtype=pl.String), standard)
    assert _differing(values, ours, database.asked(f"{SCHEMA}.{name}(v)", values)) == []


@pytest.mark.parametrize("name", _TEXT)
def test_text_is_written_alike(database: Database, name: str) -> None:
    values: list[str | None] = [None, *texts(Random(3), 2_000)]
    ours = _TEXT[name](pl.Series(values, dtype=pl.String))
    assert _differing(values, ours, database.asked(f"{SCHEMA}.{name}(v)", values)) == []


@pytest.mark.parametrize("name", ["Region", "Sub-Category", "it's", 'a "b"', "$.c", "none"])
def test_fields_of_records_are_read_alike(database: Database, name: str) -> None:
    record = {"Region": "North", "Sub-Category": "", "it's": None, 'a "b"': "x\\y", "$.c": "ü"}
    values: list[str | None] = [None, "{}", json.dumps(record), json.dumps({"Region": "1.0"})]
    ours = _text.field(pl.Series(values, dtype=pl.String), name)
    quoted = name.replace("'", "''")
    assert _differing(values, ours, database.asked(f"{SCHEMA}.text_of_field(v, '{quoted}')", values)) == []


def test_a_function_that_reads_otherwise_is_found(database: Database) -> None:
    """The control: the months and days of a text are not those of another order."""
    values: list[str | None] = ["1/2/2011 10:00"]
    ours = _text.datetimes(pl.Series(values), ("day-first",), _ZONE)
    assert _differing(values, ours, database.asked(f"{SCHEMA}.moment_month_first(v, '{_ZONE}')", values))
