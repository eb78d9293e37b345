"""Standard names of countries and codes of currencies in SQL: a constant that holds every known one, and a key to it.

What distinguishes a name is the rule of `tillhouse.retail.countries`; letters beyond ASCII are words in both databases,
whatever their locale says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from tillhouse.retail.countries import standard_names
from tillhouse.retail.currency_signs import standard_signs

_FOUND = "[^a-z0-9_{first}-{last}]+"
_DUCKDB = _FOUND.format(first=r"\x{80}", last=r"\x{10FFFF}")
_POSTGRES = _FOUND.format(first=r"\u0080", last=r"\U0010FFFF")


def duckdb_functions(schema: str) -> str:
    """The macros for DuckDB."""
    plain = "regexp_replace(lower(strip_accents(value)), '[''’.]', '', 'g')"
    words = f"trim(regexp_replace(replace({plain}, '&', ' and '), '{_DUCKDB}', ' ', 'g'))"
    letters = rf"regexp_replace(regexp_replace({words}, '\bst\b', 'saint', 'g'), '^the ', '')"
    return (
        f"create or replace macro {schema}.country_letters(value) as {letters};\n"
        f"create or replace macro {schema}.standard_country(value) as case when value is not null then coalesce(\n"
        f"  {_map(standard_names())}[coalesce(nullif({schema}.country_letters(value), ''), 'unspecified')], value\n"
        ") end;\n"
        f"create or replace macro {schema}.standard_currency(value) as coalesce(\n"
        f"  {_map(standard_signs())}[replace(lower(value), ' ', '')], {schema}.in_capitals(value)\n);"
    )


def postgres_functions(schema: str) -> str:
    """The functions for PostgreSQL."""
    accents = r"regexp_replace(normalize(value, NFKD), '[\u0300-\u036F]', '', 'g')"
    plain = f"regexp_replace(lower({accents}), '[''’.]', '', 'g')"
    words = f"btrim(regexp_replace(replace({plain}, '&', ' and '), '{_POSTGRES}', ' ', 'g'))"
    letters = rf"regexp_replace(regexp_replace({words}, '\mst\M', 'saint', 'g'), '^the ', '')"
    head = "language sql immutable parallel safe as $$"
    return (
        f"create or replace function {schema}.country_letters(value text) returns text\n{head} select {letters} $$;\n"
        f"create or replace function {schema}.standard_country(value text) returns text\n{head}\n"
        f"  select case when value is not null then coalesce({_json(standard_names())} ->>\n"
        f"    coalesce(nullif({schema}.country_letters(value), ''), 'unspecified'), value) end\n$$;\n"
        f"create or replace function {schema}.standard_currency(value text) returns text\n{head}\n"
        f"  select coalesce({_json(standard_signs())} ->> replace(lower(value), ' ', ''),\n"
        f"    {schema}.in_capitals(value))\n$$;"
    )


def _map(names: Mapping[str, str]) -> str:
    return "map {" + ", ".join(f"{_quoted(key)}: {_quoted(name)}" for key, name in names.items()) + "}"


def _json(names: Mapping[str, str]) -> str:
    return f"{_quoted(json.dumps(names, ensure_ascii=False))}::jsonb"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
