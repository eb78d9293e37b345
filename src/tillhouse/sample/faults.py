"""Planted faults: what is wrong with a line, and the reason for which it is expected in quarantine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tillhouse.errors import BadSetting
from tillhouse.sample.dice import Dice
from tillhouse.sample.form import Form

_INVOICE, _CODE, _DESCRIPTION, _QUANTITY, _SOLD_AT, _PRICE = range(6)
_BAD_QUANTITIES = ("six", "--", "1.5", "1e309", "NaN")
_BAD_PRICES = ("free", "n/a", "2.5.5", "Infinity", "NaN")


@dataclass(frozen=True)
class Fault:
    """One kind of damage.

    reason: the word quarantine is expected to give. apply: from the fields of a line to its damaged fields.
    money, month: whether quantity and price, or the day, can still be read from the damaged line.
    """

    kind: str
    reason: str
    apply: Callable[[list[str], Form, int], list[str]]
    money: bool = False
    month: bool = False


def _put(place: int, text: str) -> Callable[[list[str], Form, int], list[str]]:
    return lambda fields, form, nth: [*fields[:place], text, *fields[place + 1 :]]


def _moment(fields: list[str], form: Form, nth: int) -> list[str]:
    return [*fields[:_SOLD_AT], form.impossible_moment, *fields[_SOLD_AT + 1 :]]


def _one_of(place: int, texts: tuple[str, ...]) -> Callable[[list[str], Form, int], list[str]]:
    return lambda fields, form, nth: _put(place, texts[nth % len(texts)])(fields, form, nth)


_FAULTS = (
    Fault("short_line", "too_few_fields", lambda fields, form, nth: fields[:5]),
    Fault("long_line", "too_many_fields", lambda fields, form, nth: [*fields, "surplus"]),
    Fault("open_quote", "unclosed_quote", _put(_DESCRIPTION, '"WHITE HANGING HEART')),
    Fault("nul", "nul_byte", _put(_DESCRIPTION, "WHITE\0 HEART")),
    Fault("bad_byte", "encoding", _put(_DESCRIPTION, "CAF\udcff MUG")),
    Fault("impossible_date", "sold_at_unreadable", _moment, money=True),
    Fault("bad_quantity", "quantity_unreadable", _one_of(_QUANTITY, _BAD_QUANTITIES), month=True),
    Fault("bad_price", "price_unreadable", _one_of(_PRICE, _BAD_PRICES), month=True),
    Fault("no_invoice", "invoice_no_missing", _put(_INVOICE, ""), money=True, month=True),
    Fault("no_code", "stock_code_missing", _put(_CODE, " "), money=True, month=True),
)


def planted(lines: int, each: int, form: Form, seed: int) -> dict[int, tuple[Fault, int]]:
    """Where ``each`` faults of every kind go: position to the fault and which of its kind it is.

    Every byte is a letter in ISO-8859-1, so a wrong byte is planted only in UTF-8.
    """
    kinds = [fault for fault in _FAULTS if form.encoding == "utf-8" or fault.kind != "bad_byte"]
    if each * len(kinds) * 4 > lines:
        raise BadSetting(
            f"{each} faults of {len(kinds)} kinds do not fit {lines} lines; four lines for each fault were expected.",
            f"Ask for at least {each * len(kinds) * 4} lines, or for fewer faults.",
        )
    places = Dice(seed, "faults").distinct(each * len(kinds), lines)
    return {place: (kinds[n % len(kinds)], n // len(kinds)) for n, place in enumerate(places)}
