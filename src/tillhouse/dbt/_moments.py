"""Reading text as moments in SQL: one function for each order of the parts of a date, or format of the user's own.

The forms of `tillhouse.retail.written.moments` give the parts; whether there is such a day and such an hour is for
`civil_moment` to say, which the files in ``files/macros`` define.
"""

from __future__ import annotations

import hashlib

from tillhouse.dbt._decimals import DUCKDB_WHITE, POSTGRES_WHITE
from tillhouse.retail.written.moments import (
    ACCENTED,
    MONTHS,
    NUMERIC,
    OFFSET,
    PARTS,
    PLAIN,
    ZONES,
    Form,
    forms,
    replaced,
)
from tillhouse.settings.feed import DateOrder

ORDERS: tuple[DateOrder, ...] = (
    "year-first",
    "month-first",
    "day-first",
    "croatian",
    "excel-serial",
    "epoch-s",
    "epoch-ms",
)
_FLOAT = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?$"
_PLAUSIBLE = "  if date_part('year', found) between 1900 and 2199 then return found; end if;\n"


def name_of(layout: str) -> str:
    """The name of the function for a date order, or for a format of the user's own."""
    if layout in ORDERS:
        return "moment_" + layout.replace("-", "_")
    return "moment_as_" + hashlib.sha256(layout.encode()).hexdigest()[:8]


def duckdb_names(schema: str) -> str:
    """Macros for DuckDB: the number of a month by its name, minutes of a zone."""
    months = ", ".join(f"'{name}': {number}" for name, number in MONTHS.items())
    zones = ", ".join(f"'{name}': {minutes}" for name, minutes in ZONES.items())
    hours, minutes = f"{schema}.whole(away.hours)", f"coalesce({schema}.whole(away.minutes), 0)"
    size = f"({hours} * 60 + {minutes}) * case when away.sign = '+' then 1 else -1 end"
    return (
        f"create or replace macro {schema}.month_number(value) as coalesce({schema}.whole(value),\n"
        f"  map_extract_value(map {{ {months} }}, lower(translate(value, '{ACCENTED}', '{PLAIN}'))));\n\n"
        f"create or replace macro {schema}.zone_minutes(zone) as list_transform(\n"
        f"  [regexp_extract(zone, '{OFFSET}', ['sign', 'hours', 'minutes'])], lambda away: case\n"
        f"  when away.sign = '' then map_extract_value(map {{ {zones} }}, upper({schema}.trimmed(zone)))\n"
        f"  when {hours} <= 23 and {minutes} <= 59 then {size} end)[1];"
    )


def postgres_names(schema: str) -> str:
    """The same as functions for PostgreSQL."""
    head = "returns int language sql immutable parallel safe as $$\n  select"
    part = f"(regexp_match(zone, '{OFFSET}'))"
    hours, minutes = f"{part}[2]::int", f"coalesce({part}[3]::int, 0)"
    size = f"({hours} * 60 + {minutes}) * case when {part}[1] = '+' then 1 else -1 end"
    return (
        f"create or replace function {schema}.month_number(value text) {head} case\n"
        "    when value ~ '[0-9]' then substring(value from '[0-9]+')::int\n"
        f"    else case lower(translate(value, '{ACCENTED}', '{PLAIN}'))\n{_months()}    end\n  end\n$$;\n\n"
        f"create or replace function {schema}.zone_minutes(zone text) {head} case\n"
        f"    when zone ~ '{OFFSET}' then case when {hours} <= 23 and {minutes} <= 59 then {size} end\n"
        f"    else case upper({schema}.trimmed(zone))\n{_zones()}    end\n  end\n$$;"
    )


def _months() -> str:
    return "".join(f"    when '{name}' then {number}\n" for name, number in MONTHS.items())


def _zones() -> str:
    return "".join(f"    when '{name}' then {minutes}\n" for name, minutes in ZONES.items())


def duckdb_function(order: str, schema: str) -> str:
    """The macro for DuckDB."""
    head = f"create or replace macro {schema}.{name_of(order)}(value, time_zone) as"
    if order in NUMERIC:
        return f"{head} {schema}.plausible({_duckdb_number(order, schema)});"
    value = _plainly(schema, order)
    tried = ",\n  ".join(_duckdb_try(form, schema, "written") for form in forms(order))
    return f"{head} list_transform([{value}], lambda written: coalesce(\n  {tried}\n))[1];"


def _plainly(schema: str, order: str) -> str:
    """A text without the words that an order of dates knows around its numbers."""
    value = f"{schema}.trimmed(value)"
    for pattern, instead in replaced(order):
        value = f"regexp_replace({value}, '{pattern}', '{instead}', 'gi')"
    return f"{schema}.trimmed({value})"


def _duckdb_try(form: Form, schema: str, value: str) -> str:
    """One form: the text is split once, and its parts are called by name."""
    pattern = "^" + form.pattern.replace("{white}", DUCKDB_WHITE).replace("'", "''") + "$"
    found = f"regexp_extract({value}, '{pattern}', {list(form.parts)})"
    parts = ", ".join(f"said.{part}" if part in form.parts else "''" for part in PARTS)
    return f"list_transform([{found}],\n    lambda said: {schema}.civil_moment({parts}, time_zone))[1]"


def postgres_function(order: str, schema: str) -> str:
    """The function for PostgreSQL."""
    value = _plainly(schema, order)
    return (
        f"create or replace function {schema}.{name_of(order)}(value text, time_zone text) returns timestamp\n"
        "language plpgsql immutable parallel safe as $$\n"
        f"declare trimmed text := {value};\n  part text[]; number float8; found timestamp;\n"
        f"begin\n{_postgres_tries(order, schema)}  return null;\nend $$;"
    )


def _postgres_tries(order: str, schema: str) -> str:
    if order in NUMERIC:
        return _postgres_number(order)
    tries = []
    for form in forms(order):
        pattern = "^" + form.pattern.replace("{white}", POSTGRES_WHITE).replace("'", "''") + "$"
        given = {part: f"part[{place}]" for place, part in enumerate(form.parts, 1)}
        parts = ", ".join(given.get(part, "null") for part in PARTS)
        tries.append(
            f"  part := regexp_match(trimmed, '{pattern}');\n"
            "  if part is not null then\n"
            f"    found := {schema}.civil_moment({parts}, time_zone);\n"
            "    if found is not null then return found; end if;\n"
            "  end if;\n"
        )
    return "".join(tries)


def _duckdb_number(order: str, schema: str) -> str:
    number = f"{schema}.numeral(value)"
    if order == "excel-serial":
        seconds = f"round_even({number} * 86400, 0)::bigint - 25569 * 86400::bigint"
        moment = f"timestamp '1970-01-01' + to_seconds({seconds})"
        return f"case when {number} >= 61 and {number} < 200000 then {moment} end"
    units = {"epoch-s": 1_000_000, "epoch-ms": 1_000}[order]
    moment = f"timestamp '1970-01-01' + to_microseconds(round_even({number} * {units}, 0)::bigint)"
    local = f"timezone(coalesce(nullif(time_zone, ''), 'UTC'), timezone('UTC', {moment}))"
    return f"case when abs({number}) < {10**16 // units} then {local} end"


def _postgres_number(order: str) -> str:
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
