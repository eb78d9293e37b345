"""Exchange rates: what a currency was worth in another on a day, and never on a day after it.

A rate is kept as it was received. A conversion takes the two rates it needs from one day and of one base, the last day
at or before the sale on which both are known, and no day that lies further back than allowed. Where there is none,
there is no conversion: today's rate says nothing about what was sold last year.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from tillhouse.errors import UnreadableFile
from tillhouse.retail.currencies import known_currency
from tillhouse.retail.money import quotient

#: Between these a rate is believed; 0, negative ones and such with a wrong power of ten are not.
_LOWEST, _HIGHEST = Decimal("1e-9"), Decimal("1e9")
#: Characters of a rate; what is longer is none.
_LONGEST = 40
#: How a rate is written. `Decimal` reads more: ``1_5``, ``+.5``, digits of other scripts.
DECIMAL = "^[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$"
_CURRENCY = re.compile(r"[A-Z]{3}")
_NOT_KNOWN = {"", "N/A"}
_ONE = Decimal(1)


@dataclass(frozen=True)
class Rate:
    """On a day one unit of ``base`` was worth ``rate`` units of ``currency``. rate: a decimal, as received."""

    day: date
    base: str
    currency: str
    rate: str


@dataclass(frozen=True)
class Worth:
    """What one unit of a currency was worth in another: ``of / per``. day: that of both rates. source: theirs."""

    of: Decimal
    per: Decimal
    day: date
    source: str | None

    @property
    def rate(self) -> Decimal:
        """The quotient to the millionth, for people; conversions do not round it."""
        return self.converted(_ONE)

    def converted(self, amount: Decimal) -> Decimal:
        """An amount in the other currency, to the millionth, halves away from zero."""
        return quotient(self.per, amount, self.of)


class Book:
    """All known rates, by day and base."""

    def __init__(self, rates: Iterable[tuple[Rate, str]]) -> None:
        """rates: each with its source; of two for the same day, base and currency the later one holds."""
        self._days: dict[date, dict[str, dict[str, tuple[Decimal, str]]]] = {}
        for rate, source in rates:
            bases = self._days.setdefault(rate.day, {})
            bases.setdefault(rate.base, {})[rate.currency] = Decimal(rate.rate), source

    def worth(self, currency: str, to: str, day: date, max_age: int) -> Worth | None:
        """What one unit of ``currency`` was worth in ``to``, by the last rates at or before ``day``, and not more
        than ``max_age`` days before it; None where there are none.
        """
        if currency == to:
            return Worth(_ONE, _ONE, day, None)
        for age in range(max_age + 1):
            then = day - timedelta(days=age)
            bases = self._days.get(then, {})
            for base in sorted(bases, key=lambda one: (one != to, one)):
                known: Mapping[str, tuple[Decimal, str | None]] = {**bases[base], base: (_ONE, None)}
                if currency in known and to in known:
                    (of, one), (per, other) = known[to], known[currency]
                    return Worth(of, per, then, other or one)
        return None

    def knows(self, currency: str, to: str, day: date) -> bool:
        """Whether there are rates of that very day."""
        return self.worth(currency, to, day, 0) is not None


def believed(text: str) -> Decimal | None:
    """A rate from its text; None for what is no number, or none that a rate can be."""
    if len(text) > _LONGEST or not re.fullmatch(DECIMAL, text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:  # its exponent is beyond all decimals
        return None
    return number if _LOWEST <= number <= _HIGHEST else None


def csv_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file that are not empty, trimmed, by column in lower case, each with its line."""
    reader = csv.reader(text.removeprefix("\ufeff").splitlines())
    header = [cell.strip().lower() for cell in next(reader, [])]
    for line, cells in enumerate(reader, start=2):
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if any(row.values()):
            yield line, row


def rates_in_file(text: str, name: str, base: str) -> list[Rate]:
    """The rates of a CSV file, a row each (``date,currency,rate``, and ``base`` where it differs) or a column for each
    currency (``Date,USD,JPY``, as the European Central Bank publishes them).

    base: of rows that name none. Raises `UnreadableFile` for the first value that cannot be one, with its line.
    """
    found: dict[tuple[date, str, str], Rate] = {}
    for line, row in csv_rows(text):
        for rate in _in_row(row, base, f"{name}, line {line}"):
            key = rate.day, rate.base, rate.currency
            if found.setdefault(key, rate).rate != rate.rate:
                raise UnreadableFile(
                    f"{name}, line {line}: {rate.currency} of {rate.day} is given twice.", _HINT
                )
    if not found:
        raise UnreadableFile(f"{name} holds no exchange rates.", _HINT)
    return list(found.values())


_HINT = "Expected is a CSV file with the columns date, currency and rate, such as  2011-01-03,USD,1.5480"


def _in_row(row: Mapping[str, str], base: str, where: str) -> Iterator[Rate]:
    if {"date", "currency", "rate"} <= row.keys():
        pairs = {row["currency"]: row["rate"]}
    else:
        pairs = {
            code.upper(): value
            for code, value in row.items()
            if _CURRENCY.fullmatch(code.upper()) and value not in _NOT_KNOWN
        }
    try:
        day = date.fromisoformat(row.get("date", ""))
    except ValueError as error:
        raise UnreadableFile(f"{where}: {row.get('date', '')!r} is no date.", _HINT) from error
    for currency, rate in pairs.items():
        yield checked(Rate(day, row.get("base") or base, currency, rate), where)


def checked(rate: Rate, where: str) -> Rate:
    """The rate, if it can be one. Raises `UnreadableFile` naming where it stands."""
    for code in (rate.base, rate.currency):
        known_currency(code, where)
    number = believed(rate.rate)
    if number is not None and rate.base == rate.currency and number != 1:
        raise UnreadableFile(
            f"{where}: 1 {rate.base} is worth {rate.rate} {rate.currency}.",
            "Say what currency the rates are of:  tillhouse rates load FILE --base EUR",
        )
    if number is None:
        raise UnreadableFile(
            f"{where}: the rate of {rate.currency} is {rate.rate!r}.",
            f"Expected is a decimal such as 1.5480, with digits before and after the point, between {_LOWEST:f} and"
            f" {_HIGHEST:f}. Nothing was taken in.",
        )
    return rate


def rates_in_answer(text: str, base: str, asked: date) -> list[Rate]:
    """The rates in the JSON answer of a source that was asked for one day.

    Expected is ``{"base": …, "date": …, "rates": {CODE: number}}``, where ``timestamp`` (seconds since 1970) may stand
    for the date. The day that the answer names is the day of its rates: for a Sunday it may be the Friday before. An
    answer that names no day, or a later one than was asked for, may hold today's rates, and is none. Raises
    `ValueError` for it and for all else that is not so.
    """
    said = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    if not isinstance(said, dict) or not isinstance(rates := said.get("rates"), dict) or not rates:
        raise ValueError("there are no rates in it")
    if said.get("base", base) != base:
        raise ValueError(f"its base is {said['base']!r:.20}, not {base}")
    day = _named_day(said)
    if day > asked:
        raise ValueError(f"its rates are of {day}, later than {asked}")
    found = [Rate(day, base, code, rate) for code, rate in rates.items() if _CURRENCY.fullmatch(code)]
    for one in found:
        if not isinstance(one.rate, str) or believed(one.rate) is None:
            raise ValueError(f"its rate of {one.currency} is {one.rate!r:.20}")
    return [one for one in found if one.currency != base]


def _named_day(said: Mapping[str, Any]) -> date:
    if isinstance(named := said.get("date"), str):
        return date.fromisoformat(named)
    if isinstance(moment := said.get("timestamp"), str) and moment.isdigit() and len(moment) < 12:
        return datetime.fromtimestamp(int(moment), UTC).date()
    raise ValueError("it does not say what day it is of")
