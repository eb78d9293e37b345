"""Reading text as moments in SQL: one function for each order of the parts of a date.

The layouts of `tillhouse.reading` as regular expressions that give the parts; whether there is such a day and such
an hour is for `civil_moment` to say, which `functions_*.sql` define. White space is allowed where strptime skips it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tillhouse import reading
from tillhouse.dbt._decimals import DUCKDB_WHITE, POSTGRES_WHITE
from tillhouse.errors import FixTheCode
from tillhouse.settings.feed import DateOrder

#: What `civil_moment` takes, in its order.
PARTS = (
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
    "fraction",
    "half",
    "zone_sign",
    "zone_hour",
    "zone_minute",
)
ORDERS: tuple[DateOrder, ...] = (
    "year-first",
    "month-first",
    "day-first",
    "excel-serial",
    "epoch-s",
    "epoch-ms",
)
_W = "{white}*"
_NUMBER = "([0-9]{1,2})"
#: The last number before another one: two digits, or one and white space. It is never read as less than that.
_LAST = "([0-9]{2}|[0-9](?:{white}+|$))"
_DAYS = {
    "year-first": ("Y-M-D", "Y/M/D", "Y.M.D", "YMD"),
    "month-first": ("M/D/Y", "M-D-Y", "M.D.Y", "M/D/y", "M-D-y"),
    "day-first": ("D/M/Y", "D.M.Y", "D-M-Y", "D/M/y", "D.M.y", "D-M-y"),
}
_LONG_YEAR = "(?:[+]0*)?([0-9]{4})"
#: With a sign a year takes all digits there are.
_LAST_YEAR = "([0-9]{4}|[+]0*[0-9]{4}(?:{white}+|$))"
_MARKS = ("-", "/", ".", "T")
_CLOCK = f"{_W}{_NUMBER}:{_W}{_NUMBER}(?::{_W}{_NUMBER}([.][0-9]+)?)?"
_CLOCK_PARTS = ("hour", "minute", "second", "fraction")
_ZONE = f"{_W}(?:[Zz]|([+\u2212-])([0-9]{{2}}){_W}:?{_W}([0-9]{{2}}))"
_ZONE_PARTS = ("zone_sign", "zone_hour", "zone_minute")
_FLOAT = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?$"
_PLAUSIBLE = "  if date_part('year', found) between 1900 and 2199 then return found; end if;\n"
_HALF = f"(?:{_W}([AaPp][Mm]))?"


class Form(NamedTuple):
    """A regular expression with ``{white}`` for white space, and the part that each of its groups gives."""

    pattern: str
    parts: tuple[str, ...]


def function_of(layouts: str) -> str:
    """The name of the function that reads these layouts, a line each. Raises `FixTheCode`."""
    for order in ORDERS:
        if "\n".join(reading.layouts(order)) == layouts:
            return name_of(order)
    raise FixTheCode(f"No date order has the layouts {layouts.splitlines()}.")


def name_of(order: DateOrder) -> str:
    """The name of the function for a date order."""
    return "moment_" + order.replace("-", "_")


def forms(order: DateOrder) -> Sequence[Form]:
    """How a moment may be written in an order of day, month and year."""
    days = [_day(layout) for layout in _DAYS[order]]
    plain = [Form(f"{day.pattern}(?:{_CLOCK}{_HALF})?", (*day.parts, *_CLOCK_PARTS, "half")) for day in days]
    return [*plain, *_iso()] if order == "year-first" else plain


def _iso() -> list[Form]:
    joined, apart = _day("Y-M-DT"), _day("Y-M-D")
    parts = (*apart.parts, *_CLOCK_PARTS)
    return [
        Form(f"{joined.pattern}{_CLOCK}", parts),
        Form(f"{joined.pattern}{_CLOCK}{_ZONE}", (*parts, *_ZONE_PARTS)),
        Form(f"{apart.pattern}{_CLOCK}{_ZONE}", (*parts, *_ZONE_PARTS)),
    ]


def _day(layout: str) -> Form:
    """A date: Y and y a year of four and of at most two digits, M, D, and marks between them."""
    pattern, parts = "", []
    for place, letter in enumerate(layout):
        following = layout[place + 1 : place + 2] or "nothing"
        if letter in "YyMD":
            before_mark, last = (_LONG_YEAR, _LAST_YEAR) if letter == "Y" else (_NUMBER, _LAST)
            number = before_mark if following in _MARKS else last
            pattern += _W * bool(pattern) + number
            parts.append({"Y": "year", "y": "year", "M": "month", "D": "day"}[letter])
        else:
            pattern += f"[{letter}]"
    return Form(pattern, tuple(parts))


def duckdb_function(order: DateOrder, schema: str) -> str:
    """The macro for DuckDB."""
    head = f"create or replace macro {schema}.{name_of(order)}(value, time_zone) as"
    if order not in _DAYS:
        return f"{head} {schema}.plausible({_duckdb_number(order, schema)});"
    tries = [
        f"{schema}.civil_moment(\n    " + ",\n    ".join([*_duckdb_parts(form, schema), "time_zone"]) + ")"
        for form in forms(order)
    ]
    tried = ",\n  ".join(tries)
    return f"{head} coalesce(\n  {tried}\n);"


def _duckdb_parts(form: Form, schema: str) -> list[str]:
    pattern = "^" + form.pattern.replace("{white}", DUCKDB_WHITE) + "$"
    found = f"regexp_extract({schema}.trimmed(value), '{pattern}', {list(form.parts)})"
    absent = {"zone_sign": "null::varchar"}
    return [f"{found}['{part}']" if part in form.parts else absent.get(part, "''") for part in PARTS]


def postgres_function(order: DateOrder, schema: str) -> str:
    """The function for PostgreSQL."""
    return (
        f"create or replace function {schema}.{name_of(order)}(value text, time_zone text) returns timestamp\n"
        "language plpgsql immutable parallel safe as $$\n"
        f"declare trimmed text := {schema}.trimmed(value); part text[]; number float8; found timestamp;\n"
        f"begin\n{_postgres_tries(order, schema)}  return null;\nend $$;"
    )


def _postgres_tries(order: DateOrder, schema: str) -> str:
    if order not in _DAYS:
        return _postgres_number(order)
    tries = []
    for form in forms(order):
        pattern = "^" + form.pattern.replace("{white}", POSTGRES_WHITE) + "$"
        given = {part: f"part[{place}]" for place, part in enumerate(form.parts, 1)}
        if "zone_sign" in given:
            given["zone_sign"] = f"coalesce({given['zone_sign']}, '+')"
        parts = ", ".join(given.get(part, "null") for part in PARTS)
        tries.append(
            f"  part := regexp_match(trimmed, '{pattern}');\n"
            "  if part is not null then\n"
            f"    found := {schema}.civil_moment({parts}, time_zone);\n"
            "    if found is not null then return found; end if;\n"
            "  end if;\n"
        )
    return "".join(tries)


def _duckdb_number(order: DateOrder, schema: str) -> str:
    number = f"{schema}.numeral(value)"
    if order == "excel-serial":
        seconds = f"round_even({number} * 86400, 0)::bigint - 25569 * 86400::bigint"
        moment = f"timestamp '1970-01-01' + to_seconds({seconds})"
        return f"case when {number} >= 61 and {number} < 200000 then {moment} end"
    units = {"epoch-s": 1_000_000, "epoch-ms": 1_000}[order]
    moment = f"timestamp '1970-01-01' + to_microseconds(round_even({number} * {units}, 0)::bigint)"
    local = f"timezone(coalesce(nullif(time_zone, ''), 'UTC'), timezone('UTC', {moment}))"
    return f"case when abs({number}) < {10**16 // units} then {local} end"


def _postgres_number(order: DateOrder) -> str:
    number = f"  if trimmed !~ '{_FLOAT}' then return null; end if;\n  number := trimmed;\n"
    if order == "excel-serial":
        return (
            f"{number}  if number < 61 or number >= 200000 then return null; end if;\n"
            "  found := timestamp '1970-01-01'\n"
            "    + make_interval(secs => round(number * 86400) - 25569 * 86400::float8);\n"
            f"{_PLAUSIBLE}"
        )
    units = {"epoch-s": 1_000_000, "epoch-ms": 1_000}[order]
    return (
        f"{number}  if abs(number) >= {10**16 // units} then return null; end if;\n"
        f"  found := timestamp '1970-01-01' + round(number * {units})::bigint * interval '1 microsecond';\n"
        "  found := (found at time zone 'UTC') at time zone coalesce(nullif(time_zone, ''), 'UTC');\n"
        f"{_PLAUSIBLE}"
    )
