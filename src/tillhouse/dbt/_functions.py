"""The functions that the models call, as macros of the project: fixed ones from files, and those made from the code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from tillhouse.dbt import _standard_names
from tillhouse.dbt._decimals import duckdb_functions, postgres_functions
from tillhouse.dbt._moments import (
    ORDERS,
    duckdb_function,
    duckdb_names,
    postgres_function,
    postgres_names,
)

_FIXED = ("duckdb", "postgres")
_HERE = "{{ here }}"


def macros(formats: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """Each file of macros: its name and its text. formats: of dates, beside the orders that all lakes have."""
    folder = files("tillhouse.dbt").joinpath("files", "macros")
    for name in _FIXED:
        yield f"{name}.sql", folder.joinpath(f"{name}.sql").read_text(encoding="utf-8")
    yield "made.sql", _made((*ORDERS, *sorted({*formats})))


def _made(layouts: Sequence[str]) -> str:
    duckdb = [_standard_names.duckdb_functions(_HERE), duckdb_functions(_HERE)]
    duckdb += [duckdb_function(order, _HERE) for order in layouts]
    postgres = [_standard_names.postgres_functions(_HERE), postgres_functions(_HERE)]
    postgres += [postgres_function(order, _HERE) for order in layouts]
    pairs = ",\n".join(f"  ['{letter}', '{capitals}']" for letter, capitals in several_capitals())
    return (
        "{# Functions that bring names to a standard, and read text as numbers, and as moments by order of parts. #}\n"
        f"{{% macro duckdb__reading(here) %}}\n{_apart(duckdb)}\n{{% endmacro %}}\n\n"
        f"{{% macro duckdb__names(here) %}}\n{duckdb_names(_HERE)}\n{{% endmacro %}}\n\n"
        f"{{% macro postgres__names(here) %}}\n{postgres_names(_HERE)}\n{{% endmacro %}}\n\n"
        f"{{% macro postgres__reading(here) %}}\n{_apart(postgres)}\n{{% endmacro %}}\n\n"
        "{# Letters that become several in capitals. #}\n"
        f"{{% macro several_capitals() %}}{{{{ return([\n{pairs}\n]) }}}}{{% endmacro %}}\n"
    )


def _apart(functions: list[str]) -> str:
    return "\n\n".join(functions)


@cache
def several_capitals() -> tuple[tuple[str, str], ...]:
    """Letters whose capital is several letters, with those."""
    letters = (chr(code) for code in range(0x80, 0x110000) if not 0xD800 <= code < 0xE000)
    return tuple((letter, letter.upper()) for letter in letters if len(letter.upper()) > 1)
