"""Columns that hold one money by rate of tax, such as VAT 20% and VAT 5%: together they are the tax, or the net."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from tillhouse.errors import UnmappedHeader
from tillhouse.sources import _patterns
from tillhouse.sources._spelling import plain, shell_word, spellings
from tillhouse.sources._synonyms import SYNONYMS

if TYPE_CHECKING:
    from tillhouse.sources._looks import Looks

#: A rate, with or without its sign, or the number of a tax.
_RATE = re.compile(r"(?i)(?<![\w.,])(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:%|percent\b|prozent\b|pct\b)?(?![\w])")
_BETWEEN = re.compile(r"(?i)@|\b(?:at|à|al|zu|de|del|of|von)\b")
_NET = "net netto base bases basis taxable nettobasis bemessungsgrundlage imponibile baseiva baseht basevat nettax nets"
_GROSS = "gross brutto ttc totalttc"
_STEMS: Mapping[str, frozenset[str]] = {
    "tax": SYNONYMS["tax"][0] | SYNONYMS["order_tax"][0],
    "amount": SYNONYMS["amount"][0] | frozenset(_NET.split()),
    "amount_with_tax": SYNONYMS["amount_with_tax"][0] | frozenset(_GROSS.split()),
}
#: Beside money of these, net or gross by rate is the same money once more.
_WHOLE = ("amount", "unit_price", "gross_amount", "amount_with_tax")
_PENNY = 0.011


def money_by_rate(name: str) -> str | None:
    """The meaning that all such columns have together; None for a column of another kind."""
    if len(_RATE.findall(name)) != 1:
        return None
    stem = plain(_BETWEEN.sub(" ", _RATE.sub(" ", name)))
    return next((canonical for canonical, stems in _STEMS.items() if stem in stems), None)


def found(
    file: str, header: Sequence[str], given: Mapping[str, str], looks: Looks, left_out: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """By meaning, the columns that are added up, the one with most money first.

    Raises `UnmappedHeader` where a column of the whole says another sum.
    """
    named = {name: meaning for name in header if (meaning := money_by_rate(name)) is not None}
    groups: dict[str, list[str]] = {}
    for name, meaning in named.items():
        is_free = meaning not in {*given, *left_out} and name not in given.values()
        if is_free and _is_money(name, looks):
            groups.setdefault(meaning, []).append(name)
    if "tax" in groups and "order_tax" in given:
        del groups["tax"]
    others = [name for name in header if name not in named]
    for meaning in [one for one in groups if one != "tax"]:
        if (
            any(_is_named(name, _WHOLE) for name in others)
            or "tax" not in groups
            or given.keys() & set(_WHOLE)
        ):
            del groups[meaning]
    if "amount" in groups and "amount_with_tax" in groups:
        del groups["amount_with_tax"]
    sums = {
        meaning: tuple(sorted(names, key=lambda n: -_used(n, looks))) for meaning, names in groups.items()
    }
    if "tax" in sums and (wholes := [name for name in others if _is_named(name, ("tax", "order_tax"))]):
        _compare(file, wholes, sums.pop("tax"), looks)
    return sums


def _is_money(name: str, looks: Looks) -> bool:
    """Whether a column is filled, with numbers that are no rates."""
    is_number = looks.mostly(name, _patterns.NUMBER) and not looks.mostly(name, _patterns.PERCENT)
    return looks.filled[name] > 0 and is_number


def _is_named(name: str, meanings: Collection[str]) -> bool:
    """Whether a column is by its name the first choice for one of these."""
    return any(word in SYNONYMS[meaning][0] for meaning in meanings for word in spellings(name)[:1])


def _used(name: str, looks: Looks) -> int:
    """How many records have money in a column."""
    return int((looks.numbers(name).fill_null(0) != 0).sum())


def _compare(file: str, wholes: Sequence[str], names: Sequence[str], looks: Looks) -> None:
    """Raise `UnmappedHeader` where the column of the whole is filled and says another sum in some record."""
    whole = looks.numbers(wholes[0])
    total = sum(
        (looks.numbers(name).fill_null(0) for name in names[1:]), looks.numbers(names[0]).fill_null(0)
    )
    told = whole.is_not_null() & (total != 0)
    apart = told & ((whole - total).abs() > _PENNY * len(names))
    if not int(apart.fill_null(value=False).sum()):
        return
    both = float(whole.sum() or 0), float(total.sum() or 0)
    added = " ".join(f"--column tax={shell_word(name)}" for name in names)
    raise UnmappedHeader(
        f"{file} says its tax twice, and not alike: {wholes[0]} comes to {both[0]:,.2f}, "
        f"{' + '.join(names)} to {both[1]:,.2f}.",
        f"Say which:  tillhouse open {file} --column tax={shell_word(wholes[0])}\nOr:  tillhouse open {file} {added}",
    )
