"""What a sign or a code beside an amount, in a column of currencies or in a column's name says of the currency.

Signs stand in ``data/currency_signs.csv``. Some are of several currencies: ``$`` alone names none, unless the country
of the sales has one of them; ``£`` alone is the pound sterling, and in Egypt the Egyptian pound.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tillhouse.retail.countries import resolve
from tillhouse.retail.country_facts import facts
from tillhouse.retail.currencies import currencies

_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s]")
_BRACKETED = re.compile(r"[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*$")


@dataclass(frozen=True)
class Sign:
    """The currencies that a sign may stand for. alone: the one that it means where nothing else is known, or empty."""

    alone: str
    possible: tuple[str, ...]

    def meant(self, country: str | None) -> str:
        """The currency that it means in a country, by its alpha-2 code; empty where that is not known."""
        local = facts(country).currency if country else None
        return local if local in self.possible else self.alone


def sign(text: str) -> Sign | None:
    """What a sign or a code such as ``R$``, ``€`` or ``usd`` may stand for; None for anything else."""
    word = "".join(text.split()).casefold()
    if word.upper() in currencies():
        return Sign(word.upper(), (word.upper(),))
    return _signs().get(word)


def standard_currency(text: str) -> str:
    """The code that a value of a column of currencies stands for; as received, in capitals, where none is known."""
    found = sign(text)
    return found.alone if found and found.alone else text.upper()


def standard_signs() -> Mapping[str, str]:
    """By sign, in lower case and without spaces: the code that it means where nothing else is known."""
    return {text: one.alone for text, one in _signs().items() if one.alone}


def in_name(name: str) -> tuple[str, str]:
    """The currency that the name of a column holds, or empty, and the name without it.

    ``Price (EUR)``, ``amount_usd``, ``EUR amount`` and ``Total €`` hold one; ``Currency`` and ``Order`` do not.
    """
    if (found := _BRACKETED.search(name)) and (one := sign(found[1])) and one.alone:
        return one.alone, name[: found.start()].strip()
    for place in (-1, 0):
        words = list(_TOKEN.finditer(name))
        if len(words) > 1 and (code := _code(words[place][0])):
            start, end = words[place].span()
            return code, " ".join(f"{name[:start]} {name[end:]}".replace("_", " ").split()).removesuffix(
                " in"
            )
    return "", name


def _code(word: str) -> str:
    """Of a word in a name: a code, or a sign that is no letter; ``R`` and ``Ft`` are too short to mean one there."""
    if word.isalpha():
        return word.upper() if len(word) == len("EUR") and word.upper() in _codes() else ""
    found = sign(word)
    return found.alone if found else ""


@cache
def _codes() -> frozenset[str]:
    """Codes that are no words: ``ALL``, ``TOP`` and ``TRY`` are left out."""
    return currencies() - {"ALL", "TOP", "TRY", "MAD", "CUP", "MOP", "PEN", "BAM", "COP", "GEL", "LAK", "SOS"}


@cache
def _signs() -> dict[str, Sign]:
    text = files("tillhouse").joinpath("data/currency_signs.csv").read_text(encoding="utf-8")
    return {
        row["sign"]: Sign(row["alone"], tuple(filter(None, (row["alone"], *row["also"].split()))))
        for row in csv.DictReader(text.splitlines())
    }


def currency_of(country: str) -> str:
    """The currency of a country by any of its names; empty where the country has none or is not known."""
    code = resolve(country).code
    return (facts(code).currency or "") if code else ""
