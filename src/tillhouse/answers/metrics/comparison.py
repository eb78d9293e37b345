"""What dimensions are compared with: written in their form, and a value that occurs."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

import narwhals as nw

from tillhouse.answers.metrics.dimensions import Dimension, dimension, is_in_files, lookup
from tillhouse.answers.selection import Comparison
from tillhouse.errors import BadQuery, UnknownName
from tillhouse.frame import Frame
from tillhouse.lake.snapshot import Snapshot
from tillhouse.retail import countries
from tillhouse.retail.calendar import WEEKDAYS
from tillhouse.retail.events import EVENTS, LINE_TYPES

#: The form of each period and one such. Periods are compared as text, which is their order in this form alone.
_FORMS = {
    "date": (r"\d{4}-\d\d-\d\d", "2011-11-03"),
    "month": (r"\d{4}-(0[1-9]|1[0-2])", "2011-11"),
    "quarter": (r"\d{4}-Q[1-4]", "2011-Q4"),
    "year": (r"\d{4}", "2011"),
    "week": (r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])", "2011-W40"),
    "retail_week": (r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])", "2011-W40"),
    "retail_period": (r"\d{4}-P(0[1-9]|1[0-2])", "2011-P10"),
}
_VALUES = {"event": EVENTS, "line_type": LINE_TYPES, "weekday": WEEKDAYS}
#: Codes, written in capitals, with the table that holds all that occur.
_CODES = {"product": "ledger", "currency": "sales_bridge", "country_code": "dim_country"}


def known(snapshot: Snapshot, asked: Comparison) -> Comparison:
    """A comparison of a dimension, if what it is compared with can occur.

    Raises `BadQuery` for a period that is not written in its form, whatever the operator, and `UnknownName`, with the
    nearest, for a value that does not occur.
    """
    one, value = dimension(asked.column, snapshot.catalog.own), asked.value
    if value is None:
        return asked
    is_equality = asked.operator in ("=", "!=")
    if one.is_period:
        return _period(snapshot, asked, is_equality)
    if not is_equality:
        return asked
    if one.name == "country":
        return _country(snapshot, asked)
    values = _VALUES.get(one.name) or _occurring(snapshot, one)
    if one.name in _CODES and value not in values:
        value = value.upper()
    if value not in values:
        raise UnknownName(one.name.replace("_", " "), asked.value, values)
    return Comparison(one.name, asked.operator, value)


def _period(snapshot: Snapshot, asked: Comparison, is_equality: bool) -> Comparison:
    months = snapshot.release.tables["ledger"].partitions
    if asked.column == "month" and is_equality and asked.value in months:
        return asked  # lines without a day have a month of their own
    form, example = _FORMS[asked.column]
    if not re.fullmatch(form, asked.value, re.ASCII) or (asked.column == "date" and not _is_day(asked.value)):
        raise BadQuery(
            f"{asked.value!r} is no {asked.column.replace('_', ' ')}.",
            f"Write it as {example}:  --where '{asked.column}{asked.operator}{example}'",
        )
    if asked.column == "month" and is_equality:
        raise UnknownName("month of the ledger", asked.value, months)
    return asked


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _occurring(snapshot: Snapshot, one: Dimension) -> Collection[str]:
    """All values of a dimension in a release."""

    def found() -> Frame:
        said = (
            [snapshot.frame(_CODES.get(one.name, "ledger")).select(value=nw.col(one.own))] if one.own else []
        )
        if one.table and (one.table in snapshot.release.tables or not is_in_files(snapshot, one)):
            said.append(lookup(snapshot, one).select(value=nw.col(one.name)))
        if not one.table:
            said.append(snapshot.frame(_CODES.get(one.name, "ledger")).select(value=one.value()))
        return nw.concat(said).unique()

    values = snapshot.memory.frame(("occurring", one.name), found).collect()["value"].to_list()
    return {value for value in values if value is not None}


def _country(snapshot: Snapshot, asked: Comparison) -> Comparison:
    """A country by its name in the ledger; else the country that the written rule finds."""
    named = snapshot.in_memory("dim_country").select("country", "code").collect()
    received = dict(named.iter_rows())
    if asked.value in received:
        return asked
    code = countries.resolve(asked.value).code
    if code is None or code not in received.values():
        raise UnknownName("country in the ledger", asked.value, received)
    return Comparison("country_code", asked.operator, code)
