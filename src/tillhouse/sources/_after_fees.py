"""Totals after the fees of a marketplace: goods + shipping − fees − costs = total, in nearly all rows.

Such a total is what is paid out to the shop, not what customers paid. It is no amount of a sale, and fees and costs of
the shop are no charges to customers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from tillhouse.sources import _patterns
from tillhouse.sources._spelling import plain, spellings
from tillhouse.sources._synonyms import SYNONYMS

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.sources._looks import Looks

#: Words of money that a marketplace or a bank keeps.
_FEES = re.compile(
    r"fees?$|fees?amount$|^fees?|commission|comision|comissao|commissione|provision|provisjon|prowizja|komisyon|gebuhr"
    r"|^cargo|tarifa|^frais|aidat|комисси|수수료|手数料|佣金|服务费|sluzby|kosten$|costos?de|costs?$|^costo"
)
#: Words of money that is paid back or given away: it stands positive or negative, and lessens a total.
_LESS = re.compile(
    r"refund|reembols|rembours|erstatt|rimborso|zwrot|discount|rabatt|descuento|remise|sconto|korting"
)
_PARTS = ("shipping", "tip", "tax", "order_tax", "refund", "discount", "order_discount", "fee")
_INCOME = re.compile(r"ingreso|income|credits?$|envio|shipping|versand|livraison|postage|tax|iva|mwst|tva")
_TOTALS = ("amount", "amount_with_tax", "order_total", "gross_amount")
_PAID_OUT = re.compile(
    r"payout|paidout|auszahl|transfer|neto|net$|^net|earning|proceeds|revers|abono|liquid|정산|入金|到账"
)
#: The share of rows in which the equation has to hold, and in which a fee has to be something.
_HOLDS, _CHARGED = 0.95, 0.5
_NEAR = 0.011
_MOST_PARTS = 8
_LEAST_ROWS = 3


class AfterFees(NamedTuple):
    """beside: columns that are no money of a sale. goods: the column of the money of goods, empty where none is."""

    beside: frozenset[str] = frozenset()
    goods: str = ""


def found(header: Sequence[str], given: Mapping[str, str], looks: Looks) -> AfterFees:
    """What equations of totals and fees say of a file's columns; nothing where no row has a fee."""
    free = [name for name in header if name not in given.values() and _is_money(name, looks)]
    fees = [name for name in free if _FEES.search(plain(name)) and not _named(name, ("fee", "shipping"))]
    if not fees or looks.height < _LEAST_ROWS:
        return AfterFees()
    totals = [n for n in free if n not in fees and (_named(n, _TOTALS) or _PAID_OUT.search(plain(n)))]
    equations = [one for total in totals for one in _equations(total, free, fees, looks)]
    if not equations:
        return AfterFees()
    fewest = min(len(one[2]) for one in equations)
    best = [one for one in equations if len(one[2]) == fewest]
    of_goods = [goods for _, goods, _ in best]
    beside = {total for total, _, _ in best} | {
        name for _, _, parts in best for name in parts if _is_cost(name, looks)
    }
    known = [name for name in of_goods if _named(name, ("amount",)) and name not in beside]
    prices = [name for name in of_goods if _named(name, ("unit_price",))]
    others = [name for name in of_goods if name not in {*prices, *beside}]
    return AfterFees(frozenset({*beside, *fees} - {*given.values()}), next(iter([*known, *others]), ""))


def _equations(
    total: str, free: Sequence[str], fees: Collection[str], looks: Looks
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Total, goods, and the parts between them, the fewest that hold."""
    parts = [n for n in free if n != total and (n in fees or _named(n, _PARTS) or _is_part(n))][:_MOST_PARTS]
    goods = [name for name in free if name != total and name not in fees]
    signed = {name: _signed(name, fees, looks) for name in parts}
    whole = looks.numbers(total)
    for one in goods:
        rest = whole - looks.numbers(one)
        usable = [name for name in parts if name != one]
        yield from ((total, one, some) for some in _holding(rest, usable, signed, fees))


def _holding(
    rest: pl.Series, parts: Sequence[str], signed: Mapping[str, pl.Series], fees: Collection[str]
) -> Iterator[tuple[str, ...]]:
    rows = len(rest.drop_nulls())
    for size in range(1, len(parts) + 1):
        for some in combinations(parts, size):
            charged = [name for name in some if name in fees]
            if not charged or not rows:
                continue
            left = rest - sum((signed[name] for name in some[1:]), signed[some[0]])
            right = int((left.abs() < _NEAR).fill_null(value=False).sum())
            used = int((signed[charged[0]] != 0).sum())
            if right >= _HOLDS * rows and used >= _CHARGED * rows:
                yield some
                return


def _signed(name: str, fees: Collection[str], looks: Looks) -> pl.Series:
    numbers = looks.numbers(name).fill_null(0.0)
    lessens = name in fees or bool(_LESS.search(plain(name)))
    return -numbers.abs() if lessens else numbers


def _is_cost(name: str, looks: Looks) -> bool:
    """Whether a part is money that the shop pays: a fee, or a cost that stands negative."""
    if _LESS.search(plain(name)):
        return False
    return bool(_FEES.search(plain(name))) or bool((looks.numbers(name).fill_null(0.0) < 0).any())


def _is_part(name: str) -> bool:
    return bool(_INCOME.search(plain(name)) or _LESS.search(plain(name)))


def _is_money(name: str, looks: Looks) -> bool:
    is_number = looks.mostly(name, _patterns.NUMBER) and not looks.mostly(name, _patterns.PERCENT)
    return (
        is_number
        and looks.filled[name] > 0
        and not _named(name, ("invoice_no", "quantity", "stock_code", "sold_at"))
    )


def _named(name: str, meanings: Collection[str]) -> bool:
    words = spellings(name)
    return any(word in rank for meaning in meanings for rank in SYNONYMS[meaning] for word in words)
