"""The functions that the models call, as macros of the project: fixed ones from files, and those made from the code."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from tillhouse.dbt import _standard_names
from tillhouse.dbt._decimals import duckdb_functions, postgres_functions
from tillhouse.dbt._moments import ORDERS, duckdb_function, postgres_function

_FIXED = ("duckdb", "postgres")
_HERE = "{{ here }}"


def macros() -> Iterator[tuple[str, str]]:
    """Each file of macros: its name and its text."""
    folder = files("tillhouse.dbt").joinpath("files", "macros")
    for name in _FIXED:
        yield f"{name}.sql", folder.joinpath(f"{name}.sql").read_text(encoding="utf-8")
    yield "made.sql", _made()


def _made() -> str:
    duckdb = [_standard_names.duckdb_functions(_HERE), duckdb_functions(_HERE)]
    duckdb += [duckdb_function(order, _HERE) for order in ORDERS]
    postgres = [_standard_names.postgres_functions(_HERE), postgres_functions(_HERE)]
    postgres += [postgres_function(order, _HERE) for order in ORDERS]
    pairs = ",\n".join(f"  ['{letter}', '{capitals}']" for letter, capitals in several_capitals())
    return (
        "{# Functions that bring names to a standard, and read text as numbers, and as moments by order of parts. #}\n"
        f"{{% macro duckdb__reading(here) %}}\n{_apart(duckdb)}\n{{% endmacro %}}\n\n"
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
