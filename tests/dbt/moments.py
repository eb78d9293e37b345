"""Texts that are nearly moments or names: what people, tills and spreadsheets write, and what they get wrong."""

from __future__ import annotations

from random import Random

_ORDERS = {"year-first": "ymd", "month-first": "mdy", "day-first": "dmy", "croatian": "dmy"}
_WHITE = (" ", "\t", "\u00a0", "  ", "", "\u3000")
_YEARS = ("2011", "2012", "1899", "1900", "2199", "2200", "11", "69", "70", "5", "+2011", "02011", "0011")
_NUMBERS = ("40000", "60", "60.5", "61", "61.5", "40000.123456", "1e5", "-5", "", "x", "1306000000", "1306000000.5",
            "1306000000123", "1.5e12", "inf", "nan", "+5", "0x10", "1_0", "109574.99", "1,5", " 4e4 ", ".5", "5.",
            "7258118399.999999", "-2208988800", "-2208988801")  # fmt: skip
_NAMES = ("\\N", " \\N ", "\\n",
          "HEART", "heart  x", "na\u00efve", "nai\u0308ve", "\u2028", "", "stra\u00dfe1", "\u01311", "\ufb011",
          "\u200b85123A", "\u00b5M", "17850.0", "a12.0", "12.00", "ab12.0", "\u1e9e", "\u0149x", " e\u0301 ",
          "a\u00ad\u200d b", "\u0391\u0399\u0345", "\u1f80", "i\u0307", "\u01c6", "\x1c x\x1c", "\u0085a")  # fmt: skip
_WHOLE = ("0", "5", "12", "1234", "1,234", "1.234", "1 234", "1'234", "1\u2019234", "1,23,456", "12,34", "0,123",
          "", "1\u202f234\u00a0567", "429496730", "2576980381", "999999999999", "1000000000000")  # fmt: skip
_PLACES = ("", "", ".5", ",5", ".50", ",50", ".", ".123456", ".1234567", ".1234560", ".30000000000000004",
           ".5000000001", ".8999999999999999", ".333333333333333", ".27999999999999997", ",30000000000000004", "E+2",
           ".5e2", ".5E-05", "e12", "e13", "e-7")  # fmt: skip
_COINS = ("", "", "", "$", "R$", "\u20ac", "EUR", "usd", "USD", "Kr.", "z\u0142", "\u00a3", "XYZ", "R", "Ft")
_SIGNS = ("", "", "", "-", "+", "\u2212", "\u2013", "--")
_LETTERS = "ab \t\n\u00a0\u200b\u0301e\u00e9\u00df\u3000.0123\u0131\u0130"


def written(chance: Random, order: str) -> str:
    """A moment with parts in an order, or something like it."""

    def white(share: float) -> str:
        return chance.choice(_WHITE) if chance.random() < share else ""

    if chance.random() < 0.3 or order not in _ORDERS:
        return _named(chance)
    year = chance.choice(_YEARS) if chance.random() < 0.5 else "2011"
    month = chance.choice(("1", "01", "2", "02", "12", "13", "0", "00", "6"))
    day = chance.choice(("1", "01", "28", "29", "30", "31", "32", "0", "10"))
    given = {"y": year, "m": month, "d": day}
    mark = chance.choice(("-", "/", ".", "-", "/", ""))
    text = mark.join(white(0.03) + part + white(0.005) for part in map(given.__getitem__, _ORDERS[order]))
    if chance.random() < 0.8:
        text += (
            chance.choice((" ", " ", " ", "T", "  ", "", "\t", ", ", " - ", " at ", "@"))
            + white(0.03)
            + _clock(chance)
        )
    return white(0.1) + text + white(0.1)


def _named(chance: Random) -> str:
    """A moment whose month has a name, or something like it."""
    name = chance.choice(
        (
            "Mar",
            "MAR",
            "M\u00e4rz",
            "M\u00c4RZ",
            "march",
            "Aug.",
            "ao\u00fbt",
            "enero",
            "Dez",
            "foo",
            "Mai",
            "lis",
            "Listopada",
            "srp",
        )
    )
    day = chance.choice(("5", "05", "31", "32", "1er", "5th", "5.", "0"))
    year = chance.choice(("2024", "24", "1899", "2199", "69", "70", "20 24"))
    between = chance.choice((" ", " ", "-", "-", "", ", ", " de ", "/", ". "))
    other = chance.choice((" ", " ", "-", "-", ", ", "", " del ", " '"))
    weekday = chance.choice(("", "", "", "Tue, ", "Tuesday ", "Di "))
    forms = (
        weekday + day + between + name + other + year,
        weekday + name + between + day + other + year,
        year + between + name + other + day,
        f"{day} {name} '{year}",
    )
    clock = chance.choice(("", " ", ", ", " at ", "T")) + _clock(chance) if chance.random() < 0.6 else ""
    return chance.choice(forms) + clock


def _clock(chance: Random) -> str:
    def white(share: float) -> str:
        return chance.choice(_WHITE) if chance.random() < share else ""

    text = chance.choice(("0", "00", "9", "09", "12", "13", "23", "24", "010")) + ":" + white(0.03)
    text += chance.choice(("0", "00", "5", "59", "60"))
    if chance.random() < 0.6:
        text += ":" + white(0.03) + chance.choice(("0", "00", "59", "60", "61", "7"))
    if chance.random() < 0.25:
        text += "." + chance.choice(("1", "123456", "1234567", "0", "", "000000001"))
    if chance.random() < 0.25:
        text += white(0.7) + chance.choice(("AM", "pm", "Pm", "a", "p.m.", "a. m.", "P.M.", " Uhr"))
    if chance.random() < 0.25:
        zones = ("Z", "z", "+02:00", "-0130", "+02", "+24:00", "+00:60", "\u221201:00", "+1:00", "+02 :30", " UTC",
                 "GMT+1", " PST", "XYZ", "-500", " GMT-0500 (EST)")  # fmt: skip
        text += white(0.03) + chance.choice(zones)
    return text


def numbers(chance: Random, _order: str) -> str:
    """A moment as a number, or something like it."""
    return chance.choice(_NUMBERS)


def amounts(chance: Random, some: int) -> list[str]:
    """Numbers as people and programs write them, and what is nearly one."""
    return [_amount(chance) for _ in range(some)]


def _amount(chance: Random) -> str:
    number = chance.choice(_WHOLE) + chance.choice(_PLACES)
    coin, sign, blank = (
        chance.choice(_COINS),
        chance.choice(_SIGNS),
        chance.choice(("", "", " ", "\u00a0", "\u2009")),
    )
    forms = (
        f"{sign}{coin}{blank}{number}",
        f"{coin}{blank}{sign}{number}",
        f"{sign}{number}{blank}{coin}",
        f"{number}{sign}{coin}",
        f"{number}{blank}{coin}{sign}",
        f"({coin}{number})",
        f"{coin}({number})",
        f"({number}{blank}{coin})",
        f"({sign}{number})",
        f"{blank}{number}{blank}",
        number,
        f"{coin}{number}{coin}",
    )
    return chance.choice(forms)


def texts(chance: Random, some: int) -> list[str]:
    """Names in all the forms that come to be one."""
    made = ("".join(chance.choice(_LETTERS) for _ in range(chance.randrange(8))) for _ in range(some))
    return [*_NAMES, *made]
