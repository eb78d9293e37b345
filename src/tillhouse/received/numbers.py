"""Numbers as people write them, read a second time: whole text against one form, digits as Python integers.

It shares with the ledger's reader what signs currencies and what names units have, and nothing else: an error there
shows as a difference in the books.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from tillhouse.retail.written.numbers import currency, unit
from tillhouse.settings.feed import Feed

MILLION = 10**6
_LARGEST = 10**12 * MILLION
_WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_SAME = {ord(one): " " for one in _WHITE} | {
    ord(one): "-" for one in "\u2212\u2013\u2012\u2010\u2011\ufe63\uff0d"
}
_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u00b4`"), "'")
#: How many zeros may follow the places that count, and the digits from which on a number may be a binary one.
_ZEROS, _BINARY = 12, 15
#: Digits before the mark of a binary number, and the places by which it is judged.
_WHOLE, _FINE = 9, 20
_EXPONENTS = range(-6, 13)


class Body(NamedTuple):
    """The digits before the mark and after it, and the power of ten as written, or None."""

    whole: str
    places: str
    power: str | None


def reader(feed: Feed) -> Callable[[str], int | None]:
    """A reader of number text as whole millionths; None for what the feed does not call such a number."""
    mark = re.escape(feed.decimal)
    simple = re.compile(rf"(-?)([0-9]{{1,12}})(?:{mark}([0-9]{{0,6}}))?")
    body = _body(feed)

    @cache
    def read(text: str) -> int | None:
        if plain := simple.fullmatch(text):
            value = int(plain[2]) * MILLION + int((plain[3] or "").ljust(6, "0"))
            return -value if plain[1] else value
        around, of_unit = _around()
        spaced = re.sub(" +", " ", text.translate(_SAME)).strip(" ").translate(_APOSTROPHES)
        found = around.fullmatch(counted[1] if (counted := of_unit.fullmatch(spaced)) else spaced)
        if found is None or (inner := body(found[3])) is None:
            return None
        sign = _sign(found[1] + found[2], (found[4] + found[5]).strip(), found[3], inner)
        return None if sign is None or (size := _millionths(inner)) is None else sign * size

    return read


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand around the digits of a number, and behind them; few files have any of it."""
    around = re.compile(
        rf"([-+(]?) ?(?:{currency()} ?)?([-+(]?) ?([0-9.,' ]*[0-9.,](?:[eE][-+]?[0-9]+)?)"
        rf"( ?[-+)]?)(?: ?{currency()} ?)?([-+)]?)"
    )
    return around, re.compile(rf"(.*[0-9]) ?{unit()}\.?")


def _sign(before: str, after: str, written: str, body: Body) -> int | None:
    """1 or -1 by what stands before and after the digits; None where that contradicts itself."""
    if not after:
        return {"": 1, "+": 1, "-": -1}.get(before)
    if body.power is not None:
        return None
    if before + after == "()":
        return -1 if written[-1] != "," else None
    return {"+": 1, "-": -1}.get(after) if not before and written[-1].isdecimal() else None


def _body(feed: Feed) -> Callable[[str], Body | None]:
    """What the digits and marks of a number say by the marks of the feed."""
    mark, group = re.escape(feed.decimal), re.escape(feed.thousands)
    forms = [rf"([0-9]*)(?:{mark}([0-9]*))?(?:[eE]([-+]?[0-9]{{1,2}}))?"]
    if feed.thousands:
        forms.append(rf"([1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+)(?:{mark}([0-9]*))?()")
    if feed.thousands == ",":
        forms.append(rf"([1-9][0-9]?(?:,[0-9]{{2}})+,[0-9]{{3}})(?:{mark}([0-9]*))?()")
    known = [re.compile(form) for form in forms]

    def split(text: str) -> Body | None:
        for form in known:
            if found := form.fullmatch(text):
                whole = found[1].replace(feed.thousands, "") if feed.thousands else found[1]
                return Body(whole, found[2] or "", found[3] or None)
        return None

    return split


def _millionths(body: Body) -> int | None:
    whole, places, power = body
    if power is not None:
        return _raised(whole, places, power)
    if not (whole or places):
        return None
    if len(whole) <= 12 and _is_exact(places):
        return int(whole or "0") * MILLION + int(places[:6].ljust(6, "0"))
    return _of_binary(whole, places)


def _is_exact(places: str) -> bool:
    return len(places[6:]) <= _ZEROS and not places[6:].strip("0")


def _raised(whole: str, places: str, power: str) -> int | None:
    """A number with a power of ten, where it is exact to six places."""
    if (
        not 1 <= len(whole) <= 12
        or len(places) > 14
        or int(power) not in _EXPONENTS
        or power in {"-0", "-00"}
    ):
        return None
    digits, shift = int(whole + places), 6 + int(power) - len(places)
    value, rest = divmod(digits, 10**-shift) if shift < 0 else (digits * 10**shift, 0)
    return value if not rest and value < _LARGEST else None


def _of_binary(whole: str, places: str) -> int | None:
    """The decimal number that a binary one with 15 or more digits stands for, if it is near one."""
    fits = len(whole) <= _WHOLE and 6 <= len(places) <= _FINE
    if not fits or len((whole + places).lstrip("0")) < _BINARY:
        return None
    exact = int(whole + places.ljust(_FINE, "0"))
    step = 10 ** (_FINE - 3) if exact >= MILLION * 10**_FINE else 10 ** (_FINE - 6)
    near = (2 * exact + step) // (2 * step) * step
    return near // 10 ** (_FINE - 6) if abs(exact - near) * 10**14 <= exact else None
