"""Files of what came back, beside the orders: money that was paid back, and orders that returned.

Refunds of one order are added up. A list of returned orders says of each of them that it was sold and taken back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import polars as pl

from tillhouse.errors import UnreadableFile
from tillhouse.settings.joins import is_back
from tillhouse.sources._joined.keys import KEY
from tillhouse.sources._joined.tables import Table
from tillhouse.sources._spelling import plain

_MONEY = ("refund", "amount", "amount_with_tax", "order_total", "gross_amount")
_PAID_BACK = re.compile(
    r"(?:refund|return|credit|total|net|gross)*(?:ed)?(?:amount|value|total|sum|refund|betrag|montant|importe|valor)"
)
_GOODS = {"quantity", "stock_code", "unit_price"}
_NUMBER = re.compile(r"[^\d.,()\-−]+")
_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")


@dataclass(frozen=True)
class Back:
    """What a file of that kind holds. column: its money, or what says that an order returned."""

    kind: Literal["refunds", "returned"]
    column: str


def back(table: Table, means: Mapping[str, str]) -> Back | None:
    """What a table is, by its name and columns; None where it is neither, or says it of single goods."""
    if not is_back(table.part) or _GOODS & means.keys():
        return None
    money = [name for name in table.header if _PAID_BACK.fullmatch(plain(name))]
    money = list(dict.fromkeys([*(means[name] for name in _MONEY if name in means), *money]))
    if len(money) == 1 and "status" not in means:
        return Back("refunds", money[0])
    flag = means.get("kind") or means.get("status")
    return Back("returned", flag) if flag and not money else None


def summed(rows: pl.DataFrame, name: str, money: str) -> pl.DataFrame:
    """One row for each key, with all of its money. Raises `UnreadableFile` where that cannot be added."""
    once = rows.unique(KEY, keep="first", maintain_order=True)
    if once.height == rows.height:
        return rows
    twice = rows.filter(pl.col(KEY).is_duplicated() & pl.col(money).is_not_null())
    found: dict[str, Decimal] = {}
    for key, text in twice.select(KEY, money).iter_rows():
        found[key] = found.get(key, Decimal(0)) + amount(text, name)
    mark = "," if rows[money].str.contains(r",\d{1,2}\D*$").any() else "."
    texts = {key: str(value).replace(".", mark) for key, value in found.items()}
    total = pl.col(KEY).replace_strict(texts, default=None, return_dtype=pl.String)
    return once.with_columns(pl.coalesce(total, pl.col(money)).alias(money))


def amount(text: str, name: str) -> Decimal:
    """The money that a text says. Raises `UnreadableFile` where its mark could be either."""
    said = _NUMBER.sub("", text)
    bare = said.strip("()-−")
    if not _PLAIN.fullmatch(bare):
        raise UnreadableFile(
            f"{name} has the amount {text!r}, which is not clear enough to be added to others of its order.",
            "Write amounts with two decimals, and open it again.",
        )
    marked = re.sub(r"[.,](\d{1,2})$", r"_\1", bare)
    value = Decimal(re.sub(r"[.,]", "", marked).replace("_", "."))
    return -value if said != bare else value


def total(rows: pl.DataFrame, money: str, name: str) -> Decimal | None:
    """All money of some rows; None where a text is not clear."""
    try:
        return sum((amount(text, name) for text in rows[money].drop_nulls()), Decimal(0))
    except UnreadableFile:
        return None
