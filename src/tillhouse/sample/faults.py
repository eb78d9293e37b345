"""Planted faults: what is wrong with a line, and the reason for which it is expected in quarantine."""

from __future__ import annotations

from dataclasses import dataclass

from tillhouse.errors import BadSetting
from tillhouse.retail.counts import number_of
from tillhouse.sample.dice import Dice
from tillhouse.sample.form import Form

_INVOICE, _CODE, _DESCRIPTION, _QUANTITY, _SOLD_AT, _PRICE = range(6)


@dataclass(frozen=True)
class Fault:
    """One kind of damage: the fields from ``start`` to before ``stop`` give way to one of the ``texts``.

    reason: the word quarantine is expected to give.
    money, month: whether quantity and price, or the day, can still be read from the damaged line.
    """

    kind: str
    reason: str
    start: int
    stop: int
    texts: tuple[str, ...]
    money: bool = False
    month: bool = False

    def applied(self, fields: tuple[str, ...], nth: int) -> tuple[str, ...]:
        """The damaged fields of the ``nth`` line with this fault."""
        text = self.texts[nth % len(self.texts) :][:1] if self.texts else ()
        return fields[: self.start] + text + fields[self.stop :]


def _faults(form: Form) -> list[Fault]:
    def instead(
        kind: str, reason: str, field: int, *texts: str, money: bool = False, month: bool = False
    ) -> Fault:
        return Fault(kind, reason, field, field + 1, texts, money, month)

    faults = [
        Fault("short_line", "too_few_fields", 5, 8, ()),
        Fault("long_line", "too_many_fields", 8, 8, ("surplus",)),
        instead("open_quote", "unclosed_quote", _DESCRIPTION, '"WHITE HANGING HEART'),
        instead("nul", "nul_byte", _DESCRIPTION, "WHITE\0 HEART"),
        instead("impossible_date", "sold_at_unreadable", _SOLD_AT, form.impossible_moment, money=True),
        instead(
            "bad_quantity", "quantity_unreadable", _QUANTITY, "six", "--", "1.5.0", "1e309", "NaN", month=True
        ),
        instead(
            "bad_price", "price_unreadable", _PRICE, "free", "n/a", "2.5.5", "Infinity", "NaN", month=True
        ),
        instead("no_invoice", "invoice_no_missing", _INVOICE, "", " ", money=True, month=True),
        instead("no_code", "stock_code_missing", _CODE, " ", "", money=True, month=True),
    ]
    if form.encoding == "utf-8":  # every byte is a letter in ISO-8859-1: there no byte can be wrong
        faults.append(instead("bad_byte", "encoding", _DESCRIPTION, "CAF\udcff MUG"))
    return faults


def planted(lines: int, each: int, form: Form, seed: int) -> dict[int, tuple[Fault, int]]:
    """Where ``each`` faults of every kind go: position to the fault and which of its kind it is."""
    kinds = _faults(form)
    needed = each * len(kinds) * 4
    if needed > lines:
        raise BadSetting(
            f"{number_of(lines, 'line')} cannot hold {each} faults of each of {len(kinds)} kinds: one takes four.",
            f"Ask for at least {needed} lines, or for fewer faults.",
        )
    places = Dice(seed, "faults").distinct(each * len(kinds), lines)
    return {place: (kinds[n % len(kinds)], n // len(kinds)) for n, place in enumerate(places)}
