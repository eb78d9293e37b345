"""How a number may be written, as steps of regular expressions that Polars, DuckDB and PostgreSQL read alike.

`BARE` takes what does not depend on the marks of a feed: signs of minus, of currencies, brackets. `marked` takes the
marks. What is left of a number is `PLAIN`, `EXPONENT` or `NOISY`, or it is none.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tillhouse.retail.currencies import currencies
from tillhouse.retail.written.white import WHITE

#: Decimal mark and thousands mark; of equally good ones the first is taken.
READINGS: tuple[tuple[str, str], ...] = (
    (".", ""),
    (",", ""),
    (".", ","),
    (",", "."),
    (".", " "),
    (",", " "),
    (".", "'"),
    (",", "'"),
)
#: Characters that stand for minus, and for an apostrophe between groups.
_MINUS, _APOSTROPHE = "\u2212\u2013\u2012\u2010\u2011\ufe63\uff0d", "\u2019\u2018\u02bc\u00b4`"
_DIGITS = "[0-9.,' ]*"

#: Units that may stand behind a quantity, in any case of letters. None is a part of another, such as g of kg.
_UNITS = (
    *(
        "kg",
        "kgs",
        "kilo",
        "lb",
        "lbs",
        "l",
        "lt",
        "ltr",
        "liter",
        "litre",
        "m",
        "stk",
        "stck",
        "st",
        "stück",
    ),
    *("stueck", "pcs", "pc", "pce", "pz", "pza", "ud", "uds", "ea", "each", "szt", "ks", "unit", "units"),
)

#: What `bare` leaves as it is.
BARE = r"^-?[0-9.,]+$"
#: An exact number of at most twelve digits before the point and six places; zeros after them say nothing.
PLAIN = r"^-?(?:[0-9]{1,12}(?:\.[0-9]{0,6}0{0,12})?|\.[0-9]{1,6}0{0,12})$"
#: A number with a power of ten; it counts if it is exact to six places.
EXPONENT = r"^-?[0-9]{1,12}(?:\.[0-9]{0,14})?[eE](?:\+?0?[0-9]|\+?1[0-2]|-0?[1-6])$"
#: The 15 and more digits that a program writes of a binary number near a decimal one: 2.5500000000000003. From a
#: million on, the decimal one has three places.
NOISY = r"^-?[0-9]{0,9}\.[0-9]{6,20}$"
SIGNIFICANT = r"^-?[0.]*[1-9](?:\.?[0-9]){14,}$"
#: How near: this times the difference is at most the number.
NEAR = 10**14
#: What has the form of a number, exact or not.
FORM = r"^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?$"


class Step(NamedTuple):
    """Where ``guard`` fits (empty: always), every fit of ``pattern`` becomes ``into``; ``$1`` is its first group."""

    pattern: str
    into: str
    guard: str = ""


@cache
def currency() -> str:
    """A regular expression of the signs and codes that may stand beside an amount, longest first."""
    lines = (
        files("tillhouse").joinpath("data/currency_signs.csv").read_text(encoding="utf-8").splitlines()[1:]
    )
    words = {line.partition(",")[0] for line in lines}
    written = {form for word in words for form in (word, word.upper(), word.capitalize())}
    tokens = sorted({*written, *currencies()}, key=lambda token: (-len(token), token))
    return "(?:" + "|".join(re.escape(token) for token in tokens) + ")"


@cache
def unit() -> str:
    """A regular expression of the units of quantities, longest first; it needs no flag, so that every engine has it."""
    words = sorted(_UNITS, key=lambda word: (-len(word), word))
    return "(?:" + "|".join("".join(f"[{one}{one.upper()}]" for one in word) for word in words) + ")"


@cache
def bare() -> tuple[Step, ...]:
    """From a number as written to an optional minus, digits and marks."""
    white, coin = f"[{WHITE}]", currency()
    return (
        Step(f"{white}+", " "),
        Step(f"[{_MINUS}]", "-"),
        Step(f"[{_APOSTROPHE}]", "'"),
        Step("^ | $", ""),
        Step(rf"([0-9]) ?{unit()}[.]?$", "$1"),
        Step(f"^([-+(]?) ?{coin} ?", "$1"),
        Step(f" ?{coin} ?([-+)]?)$", "$1"),
        Step("^([-+(]) ", "$1"),
        Step(" ([-+)])$", "$1"),
        Step(rf"^\(({_DIGITS}[0-9.])\)$", "-$1"),
        Step(rf"^({_DIGITS}[0-9])-$", "-$1"),
        Step(rf"^({_DIGITS}[0-9])\+$", "$1"),
        Step(r"^\+([0-9.,])", "$1"),
    )


def grouped(decimal: str, thousands: str) -> str:
    """A number in groups of three digits."""
    return f"^-?[1-9][0-9]{{0,2}}(?:[{thousands}][0-9]{{3}})+(?:[{decimal}][0-9]*)?$"


def indian(decimal: str) -> str:
    """A number as India groups it: 1,23,456.00."""
    return f"^-?[1-9][0-9]?(?:,[0-9]{{2}})+,[0-9]{{3}}(?:[{decimal}][0-9]*)?$"


def marked(decimal: str, thousands: str) -> tuple[Step, ...]:
    """From marks of a feed to a point before the decimals; what has other marks becomes empty."""
    steps = []
    if thousands:
        steps.append(Step(f"[{thousands}]", "", grouped(decimal, thousands)))
    if thousands == ",":
        steps.append(Step(",", "", indian(decimal)))
    if decimal == ",":
        steps += [Step("^.*$", "", "[.]"), Step(",", ".")]
    return tuple(steps)
