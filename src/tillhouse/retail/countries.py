"""Countries: ISO 3166 as data, and the written rule for country names as received.

The rule, in order:

1.  Case, accents, punctuation and spaces do not distinguish names; ``&`` is *and*, ``St`` is *Saint*, a
    leading *the* is dropped. A name with nothing left (``?``, ``-``) is `unspecified`.
2.  The name, alpha-2 or alpha-3 code of a country, or another name listed for it, is that country:
    `EIRE` is IE, `RSA` is ZA, `UK` is GB, `Korea` is KR.
3.  A name listed as a `territory group` (Channel Islands: two dependencies with a code each) or as a `group`
    (European Community) has no code: choosing one member would be a guess.
4.  A name that says that nobody knows is `unspecified`; any other name is `unknown`, kept as received.

Names and codes stand in ``data/countries.csv``: the 249 of ISO 3166-1, in common English form, and Kosovo
under its user-assigned code XK.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal, cast

Kind = Literal["country", "territory group", "group", "unspecified", "unknown"]
KINDS: tuple[Kind, ...] = ("country", "territory group", "group", "unspecified", "unknown")


@dataclass(frozen=True)
class Country:
    """What a country name as received stands for.

    name: as received.
    code, alpha3: ISO 3166-1 codes, or None where ``kind`` is not ``country``.
    standard_name: common English name; for an unknown name, as received without outer spaces.
    """

    name: str
    code: str | None
    alpha3: str | None
    standard_name: str
    kind: Kind


def resolve(name: str) -> Country:
    """The country a name as received stands for. Never an error: what no rule covers is ``unknown``."""
    letters = _letters(name)
    found = _names().get(letters or _letters("Unspecified"))
    if found is None:
        return Country(name, None, None, name.strip(), "unknown")
    return replace(found, name=name)


def standard_country(name: str) -> str:
    """The standard name of what a name as received stands for: ``UK``, ``GBR`` and ``united kingdom`` are one."""
    return resolve(name).standard_name


def standard_names() -> Mapping[str, str]:
    """By what distinguishes a name from others, see rule 1: the standard name."""
    return {letters: country.standard_name for letters, country in _names().items()}


def countries() -> tuple[Country, ...]:
    """All listed countries and groups, countries first, by code."""
    return tuple(country for country, _ in _listed())


def _letters(name: str) -> str:
    """What distinguishes one name from another."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.sub(r"['’.]", "", plain).replace("&", " and ")
    words = " ".join(re.findall(r"\w+", words))
    return re.sub(r"^the ", "", re.sub(r"\bst\b", "saint", words))


@cache
def _listed() -> tuple[tuple[Country, tuple[str, ...]], ...]:
    text = files("tillhouse").joinpath("data/countries.csv").read_text(encoding="utf-8")
    return tuple(
        (
            Country(
                name=row["name"],
                code=row["alpha2"] or None,
                alpha3=row["alpha3"] or None,
                standard_name=row["name"],
                kind=cast(Kind, row["kind"]),
            ),
            tuple(filter(None, (row["name"], row["alpha2"], row["alpha3"], *row["also"].split("|")))),
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def _names() -> dict[str, Country]:
    return {_letters(name): country for country, names in _listed() for name in names}
