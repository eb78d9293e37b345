"""What a value of a status, a type or a yes-or-no column means by its words alone."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from tillhouse.retail.event_names import LINE_TYPES

#: What a column says: how far a sale is, or what kind of record each is.
Column = Literal["status", "kind"]
#: What a word of a value means where the whole value is not known: the first that is among them decides.
_ORDER = ("not_sales", "refunded", "return", "waiting", "sale")
_PART = re.compile(r"\bpart(ial|ially|ly)?\b|teilweise|partiel|parcial|parzial|gedeeltelijk|cz[eę][sś]ciow")
#: Words that turn what stands beside them into its contrary.
_NOT = re.compile(
    r"\b(?:not|never|nicht|kein|keine|keiner|non|no|niet|nie|ikke|inte|ej|pas|n[aã]o|nem)\b|n['’]t\b"
)
_CONTRARY = ("un", "non", "not", "in")
#: Of a return: it was asked for, and nobody says whether it came about.
_OPEN = re.compile(r"request|reject|declin|denied|initiat|process|pending|approv|accept|angefragt|abgelehnt")
#: That what was asked for came about: a return ended, or the buyer has the money.
_ENDED = re.compile(
    r"finali[zs]ad|complet|conclu[ií]d|termin|abgeschlossen|afgerond|zako[nń]cz|closed|finished|money back"
    r"|(?:dinero|dinheiro|reembols\w*|argent|geld|denaro|money).*(?:comprador|acheteur|k[aä]ufer|kunde|buyer|customer)"
)
#: No sales only where nothing else in the value says that something was sold.
_WEAK = frozenset({"test", "draft", "quote"})
#: Types of money that a value names among other words: the first that is there.
_CHARGES = ("fee", "postage", "tip", "discount", "tax")
_CANCELS = re.compile(r"void|storn|cancel|annul|anulad|geannul|revers|abgebroch")
_LESS = re.compile(
    r"refund|return|cancel|void|fail|charge|erstatt|rembours|reembols|rimbors|devuel|terugbet|zwr[oó]c"
)


def meaning(value: str, column: Column = "status") -> str | None:
    """What a value means: as a whole, else by the strongest of its words; None where nothing is known.

    Words of types, such as payment or refund, decide among others only in a column of types.
    """
    known = _words()
    if value in known:
        return _whole(value, column)
    found = re.findall(r"[^\W\d_]+", value)
    if _PART.search(value) or _NOT.search(value) or any(map(_is_contrary, found)):
        return None
    types = [word for word in found if word in _types()]
    if column == "kind" and (charge := _charge([known[word] for word in types])):
        return charge
    if column == "kind" and any(known[word] == "not_sales" for word in types):
        return None
    words = {known[word] for word in found if word in known and word not in types}
    words |= {"refunded"} if re.search(r"\breturn(ed|ing)\b", value) else set()
    named = {known[word] for word in types}
    if "return" in named and column == "status" and _ENDED.search(value) and not _OPEN.search(value):
        return "refunded"
    if "return" in named and (column == "status" or words - {"sale", "refunded"} or _OPEN.search(value)):
        return None
    if "refunded" in words and ("waiting" in words or _OPEN.search(value)):
        return None
    if column == "status" and _WEAK & {*found} and "sale" in words:
        return None
    word = next((word for word in _ORDER if word in words | (named if column == "kind" else set())), None)
    return "return" if word == "refunded" and column == "kind" else word


def cancels(value: str) -> bool:
    """Whether a value says that a sale is called off, and not only that it is none."""
    return bool(_CANCELS.search(value))


def is_partly_refunded(value: str) -> bool:
    """Whether a value says that a part of the money was given back."""
    return bool(_PART.search(value) and _LESS.search(value))


def is_type(value: str) -> bool:
    """Whether a value is a kind of record, such as a payment."""
    return value in _types()


def lessens(value: str) -> bool:
    """Whether a status says, or may say, that something was not sold or came back."""
    word = meaning(value)
    return word in {"not_sales", "refunded", "return"} or (word is None and bool(_LESS.search(value)))


def takes_off(value: str) -> bool:
    """Whether a value as a whole is a known word by which a sale counts for nothing."""
    return value in _words() and _words()[value] in {"not_sales", "refunded"} and value not in _WEAK


def is_open(value: str) -> bool:
    """Whether a status says, or may say, that something is not sold yet."""
    return meaning(value) == "waiting" or (meaning(value) is None and bool(_NOT.search(value)))


def _whole(value: str, column: Column) -> str | None:
    word = _words()[value]
    if column == "kind":
        if value in _states():
            return None
        return "return" if word == "refunded" else word
    is_of_types = value in _types() and (word == "not_sales" or word in LINE_TYPES)
    return None if is_of_types else word


def _charge(named: Collection[str]) -> str | None:
    """The money that a value names: what takes a fee sells nothing, and gives nothing back."""
    return next((word for word in _CHARGES if word in named), None) if "fee" in named else None


def _is_contrary(word: str) -> bool:
    known = _words()
    return word not in known and any(
        word.startswith(start) and word.removeprefix(start) in known for start in _CONTRARY
    )


@cache
def _words() -> Mapping[str, str]:
    return {row["word"]: row["meaning"] for row in _rows()}


@cache
def _types() -> frozenset[str]:
    return frozenset(row["word"] for row in _rows() if row["only"] == "kind")


@cache
def _states() -> frozenset[str]:
    return frozenset(row["word"] for row in _rows() if row["only"] == "status")


def _rows() -> list[dict[str, str]]:
    text = files("tillhouse").joinpath("data/status_words.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
