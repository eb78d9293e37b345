"""A shop's own tables: files of the lake's folder in the form of a built-in table.

They are Python, so nothing of them runs unless ``tables`` in ``tillhouse.toml`` names their folder. A module of one
lake is known to no other: its name is taken out again once it has run.
"""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, wraps
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import narwhals as nw

from tillhouse.errors import BadSetting, TillhouseError
from tillhouse.frame import Frame
from tillhouse.settings.own import NAME
from tillhouse.settings.own_files import nearest
from tillhouse.settings.own_folder import texts
from tillhouse.settings.settings import Settings
from tillhouse.table import SETTINGS, Table

#: Where they stand among the layers: they read all that a run builds, but the books.
LAYER = "marts"
_FORM = "A table's file declares, under @table(…), a function named as the file: def {0}(fact_sales: Frame) -> Frame"
#: By the type of a column, the kinds of values that a body may give for it; a type of another kind is let through.
_FITS = {
    "text": "text",
    "integer": "integer",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "number": "decimal integer float",
}
_MONEY = "decimal integer"


def own_tables(settings: Settings, known: Mapping[str, Table]) -> tuple[Table, ...]:
    """The own tables of a lake. known: those that every lake has.

    Raises `BadSetting` with file and line for what cannot be used.
    """
    found = {table.name: table for table in (_loaded(*one) for one in texts(settings).items())}
    everything = {**known, **found}
    for table in found.values():
        if table.name in known or table.name in SETTINGS or table.name.startswith("past_"):
            raise bad(table, f"{table.name} has a meaning already.", "Rename the function and its file.")
        _check_reads(table, everything)
    circle = TopologicalSorter({name: [n for n in t.inputs if n in found] for name, t in found.items()})
    try:
        circle.prepare()
    except CycleError as error:
        names = error.args[1]
        raise bad(
            found[names[0]],
            f"tables read each other in a circle: {' → '.join(names)}.",
            "Take one of the parameters out.",
        ) from error
    return tuple(found.values())


def is_own(table: Table) -> bool:
    """Whether a table is a lake's own."""
    return Path(__file__).parent.parent not in table.source.parents


def bad(table: Table, fault: str, hint: str, about: str = "") -> BadSetting:
    """An error in an own table, at the line of what it is about, or else at that of its function."""
    said = [*([rf".*\b{re.escape(about)}\b"] if about else []), rf"\s*def {table.name}\b"]
    lines = table.source.read_text("utf-8-sig", "replace").splitlines()
    places = (n for form in said for n, line in enumerate(lines, 1) if re.match(form, line))
    return BadSetting(f"{table.source}, line {next(places, 1)}: {fault}", hint)


@contextmanager
def blamed(table: Table) -> Iterator[None]:
    """Name an own table by file and line where its rows cannot be computed; failing disks are not its fault."""
    try:
        yield
    except (TillhouseError, OSError, MemoryError):
        raise
    except Exception as error:
        if is_own(table):
            said = _first_line(error)
            about = re.search(r"[\"'](\w+)[\"']", said)
            named = about[1] if about and f'"{about[1]}"' in table.source.read_text("utf-8-sig") else ""
            raise bad(table, f"its rows cannot be computed: {said}", "Correct its body.", named) from error
        raise


@lru_cache(maxsize=64)
def _loaded(path: Path, text: str) -> Table:
    """The table that a file declares; the file is run once for each of its texts."""
    declared = getattr(_run(path, text), path.stem, None)
    if not NAME.fullmatch(path.stem) or not isinstance(declared, Table) or declared.name != path.stem:
        hint = "A name has up to 50 small letters, digits and _, a letter first. " + _FORM.format(path.stem)
        raise BadSetting(f"{path}, line 1: it declares no table named {path.stem}.", hint)
    table = replace(declared, layer=LAYER, source=path)
    _check(table)
    return replace(table, body=_judged(table))


def _run(path: Path, text: str) -> ModuleType:
    name = f"tillhouse_own_{sha256(str(path.resolve()).encode()).hexdigest()[:16]}"
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # while it runs, for what looks its own module up, such as dataclasses
    try:
        exec(compile(text, str(path), "exec", dont_inherit=True), module.__dict__)
    except SyntaxError as error:
        raise BadSetting(f"{path}, line {error.lineno or 1}: {error.msg}.", "Correct the line.") from error
    except Exception as error:
        raise _failed(path, error, "Correct the line; what it imports has to be installed.") from error
    finally:
        del sys.modules[name]
    return module


def _failed(path: Path, error: Exception, hint: str) -> BadSetting:
    """What went wrong in a file, at the last of its lines that was reached."""
    lines = [
        one.lineno or 1 for one in traceback.extract_tb(error.__traceback__) if one.filename == str(path)
    ]
    return BadSetting(f"{path}, line {lines[-1] if lines else 1}: {_first_line(error)}", hint)


def _first_line(error: Exception) -> str:
    what = str(error).partition("\n")[0]
    return what if isinstance(error, TillhouseError) else f"{type(error).__name__}: {what}"


def _check(table: Table) -> None:
    """Refuse what a header says that cannot hold."""
    if table.scope or table.extra or table.written_by != "body":
        raise bad(table, "an own table is built by each run.", "Take scope, extra and written_by out.")
    money = [table.money] if table.money else []
    month = ["month"] if table.by else []
    for name in (*table.key, *money, *month):
        if name not in table.columns:
            raise bad(table, f"{name} is not among its columns.", nearest(name, table.columns), name)


def _check_reads(table: Table, known: Mapping[str, Table]) -> None:
    readable = [name for name, one in known.items() if not one.is_analytic and one.layer != "books"]
    checked = [other for check in table.checks for other in check.needs]
    for name in (*table.inputs, *table.past, *table.follows, *checked):
        if name not in known:
            raise bad(table, f"it reads {name}, but no table is named so.", nearest(name, readable), name)
        if name not in readable:
            why = "is built after a release" if known[name].is_analytic else "is of the books"
            raise bad(table, f"it reads {name}, which {why}.", f"It can read {', '.join(readable)}.", name)


def _judged(table: Table) -> Callable[..., Frame]:
    """The body, with its faults named by file and line, and held to the columns that it declares."""

    @wraps(table.body)
    def body(**given: Any) -> Frame:
        try:
            made = table.body(**given)
        except Exception as error:
            raise _failed(table.source, error, f"Correct how {table.name} computes.") from error
        if not isinstance(made, nw.LazyFrame):
            raise bad(table, f"it gives {type(made).__name__}, not a frame.", "Return the frame of its rows.")
        with blamed(table):
            schema = dict(made.collect_schema())
        _check_columns(table, schema)
        return made

    return body


def _check_columns(table: Table, schema: Mapping[str, Any]) -> None:
    for name in schema:
        if name not in table.columns:
            hint = f"Declare it in columns, or select the others. {nearest(name, table.columns)}"
            raise bad(table, f"its rows have {name}, which is not declared.", hint)
    for name, kind in table.types.items():
        if name not in schema:
            raise bad(table, f"its rows lack {name}, which is declared.", nearest(name, list(schema)), name)
        fits, is_kind = _FITS.get(kind, _MONEY), _kind(schema[name])
        if is_kind and is_kind not in fits.split():
            hint = f"Cast it in the body, or declare another type; {kind} is made of {fits.replace(' ', ' or ')}."
            raise bad(table, f"{name} is declared as {kind}, but its rows have {is_kind}.", hint, name)


def _kind(dtype: Any) -> str:
    """What a column of a frame holds; empty where the engine does not say."""
    named = {nw.String: "text", nw.Categorical: "text", nw.Boolean: "boolean", nw.Date: "date"}
    for one, kind in {**named, nw.Datetime: "datetime", nw.Decimal: "decimal"}.items():
        if dtype == one:
            return kind
    if not isinstance(dtype, nw.dtypes.DType):
        return ""
    return "integer" if dtype.is_integer() else "float" if dtype.is_float() else ""
