"""Reading text as numbers in SQL: the steps of `tillhouse.retail.written.numbers`, as functions of each database.

`bare_number` takes what does not depend on the marks of a feed, `marked_number` the marks, `decimal_of` both: most
texts are numbers already, and are asked first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from tillhouse.retail.written import numbers
from tillhouse.retail.written.numbers import Step
from tillhouse.retail.written.white import WHITE

#: White space as Unicode defines it, in the words of each database.
DUCKDB_WHITE = r"[\t-\r \x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]"
POSTGRES_WHITE = r"[\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]"
#: Marks as parameters within a pattern. No number has the mark _, which stands for none.
_MARKED = "' || decimal_mark || '", "' || coalesce(nullif(thousands_mark, ''), '_') || '"


def duckdb_functions(schema: str) -> str:
    """The macros for DuckDB."""

    def fits(text: str, pattern: str) -> str:
        return f"regexp_matches({text}, '{pattern}')"

    exact = "try_cast(value as decimal(38, 20))"
    near = f"case when abs({exact}) >= 1000000 then round({exact}, 3) else round({exact}, 6) end"
    apart = f"abs(({exact} - {near})::double)"
    return "\n\n".join(
        [
            f"create or replace macro {schema}.bare_number(value) as\n  {_bare(DUCKDB_WHITE)};",
            f"create or replace macro {schema}.marked_number(value, decimal_mark, thousands_mark) as {_marked(fits)};",
            f"create or replace macro {schema}.exact_number(value) as case\n"
            f"  when {fits('value', numbers.PLAIN)} then try_cast(value as decimal(18, 6))\n"
            f"  when {fits('value', numbers.EXPONENT)}\n"
            f"  then case when {exact} = round({exact}, 6) then try_cast(value as decimal(18, 6)) end\n"
            f"  when {fits('value', numbers.NOISY)} and {fits('value', numbers.SIGNIFICANT)}\n"
            f"  then (case when {apart} * {numbers.NEAR} <= abs(value::double) then {near} end)::decimal(18, 6)\n"
            "end;",
            f"create or replace macro {schema}.decimal_of(value, decimal_mark, thousands_mark) as coalesce(\n"
            f"  {_once(schema, 'value')},\n"
            f"  list_transform([{schema}.bare_number(value)], lambda bare: {_once(schema, 'bare')})[1]\n);",
        ]
    )


def postgres_functions(schema: str) -> str:
    """The functions for PostgreSQL."""

    def fits(text: str, pattern: str) -> str:
        return f"({text} ~ ('{pattern}'))"

    kind = "language sql immutable parallel safe as $$\n"
    plain = "select value::numeric"
    near = "round(n, case when abs(n) >= 1000000 then 3 else 6 end)"
    return "\n\n".join(
        [
            f"create or replace function {schema}.bare_number(value text) returns text\n{kind}"
            f"  select {_bare(POSTGRES_WHITE)}\n$$;",
            f"create or replace function {schema}.marked_number(value text, decimal_mark text, thousands_mark text)"
            f" returns text\n{kind}  select {_marked(fits)}\n$$;",
            f"create or replace function {schema}.exact_number(value text) returns numeric\n{kind}  select case\n"
            f"  when {fits('value', numbers.PLAIN)} then value::numeric\n"
            f"  when {fits('value', numbers.EXPONENT)} then (\n"
            f"    select n from ({plain} as n) as found where n = round(n, 6) and abs(n) < 1000000000000)\n"
            f"  when {fits('value', numbers.NOISY)} and {fits('value', numbers.SIGNIFICANT)} then (\n"
            f"    select {near} from ({plain} as n) as found where abs(n - {near}) * {numbers.NEAR} <= abs(n))\n"
            "  end\n$$;",
            f"create or replace function {schema}.decimal_of(value text, decimal_mark text, thousands_mark text)"
            f" returns numeric\n{kind}  select ({_either(schema)})::numeric(18, 6)\n$$;",
        ]
    )


def _once(schema: str, text: str) -> str:
    """The number of a text in DuckDB. A macro repeats its arguments: marks are taken off once, before it is asked."""
    marked = f"{schema}.marked_number({text}, decimal_mark, thousands_mark)"
    return f"list_transform([{marked}], lambda plain: {schema}.exact_number(plain))[1]"


def _either(schema: str) -> str:
    """Most texts are numbers already."""
    marks = "decimal_mark, thousands_mark"
    texts = ("value", f"{schema}.bare_number(value)")
    read = [f"{schema}.exact_number({schema}.marked_number({text}, {marks}))" for text in texts]
    return f"coalesce(\n    {read[0]},\n    {read[1]}\n  )"


def _bare(white: str) -> str:
    """The steps, each around those before it."""

    def after(text: str, step: Step) -> str:
        pattern = step.pattern.replace(f"[{WHITE}]", white).replace("'", "''")
        into = step.into.replace("$1", "\\1").replace("'", "''")
        return f"regexp_replace({text}, '{pattern}', '{into}', 'g')"

    return reduce(after, numbers.bare(), "value")


def _marked(fits: Callable[[str, str], str]) -> str:
    decimal, thousands = _MARKED
    groups = fits("value", numbers.grouped(decimal, thousands))
    indian = fits("value", numbers.indian(decimal))
    whole = (
        f"case when {groups}\n    or (thousands_mark = ',' and {indian})\n"
        "    then replace(value, thousands_mark, '') else value end"
    )
    return (
        f"case when decimal_mark = '.' then {whole}\n"
        f"  when strpos({whole}, '.') = 0 then replace({whole}, ',', '.') end"
    )
