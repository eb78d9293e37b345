"""Records full of edges: what shops write, and what no shop should."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.tables.silver.lines import FEED, TAKEN, TOTALS

#: Null, empty, blank, -0, more places than count, huge and tiny, other scripts' digits.
_NUMBERS = (
    "6",
    "1",
    "-1",
    "0",
    "-0",
    "+3",
    "12.0",
    "3.5",
    "1e3",
    " 3",
    "(1.00)",
    "2.00-",
    "\u22121",
    "$5",
    "EUR 5",
    "\u00a03",
    "\u0663",
    "",
    None,
)
_QUANTITIES = (*_NUMBERS, "-6", "2", "-2", "0.752", "-0.752", "0.5", "-1.5", "0.000001",
               "1.0000001", "99999999999.999999", "-999999999999999", "1000000000000000")  # fmt: skip
_PRICES = (*_NUMBERS, "2.55", "2.550000", "0.005", "0.000001", "0.0000005", "1.999999", "999999999999.999999",
           "-11062.06", ".5", "5.", "NaN", "1,5", "R$ 2.55", "2.5500000000000003", "1.5E+2", "1,234.50",
           "1.234,50")  # fmt: skip
#: The gap and the overlap of summer time, a leap day and one that never was, both ends of a 53-week year.
_MOMENTS = ("2011-01-10 10:00:00", "2011-01-10 10:00", "2011-03-27 01:30:00", "2011-10-30 01:30:00",
            "2012-02-29 23:59:59", "2011-02-29 10:00:00", "2015-12-28 00:00:00", "2016-01-03 23:59:59.999999",
            "2011-01-10T10:00:00+02:00", "2011-12-31", "1899-12-31 00:00:00", "2199-12-31 23:59:59",
            "2010-12-31 23:59:59", "2011-01-01 00:00:00", "yesterday", "", None,
            "5 Mar 2011", "5. M\u00e4rz 2011, 10:15 Uhr", "2011-01-10 10:00:00 -0500", "2011-01-10 10:00 p.m.",
            "Mon, 10 Jan 2011 10:00:00 GMT")  # fmt: skip
_NAMES = (
    "France",
    "EIRE",
    "  United   Kingdom ",
    "Ω",
    "e\u0301",
    "\u00e9",
    "\U0001d4b3",
    "nul\u200bl",
    "",
    None,
)
_CODES = ("85123A", "85123a", "85123A.0", "POST", "M", "D", "stra\u00dfe1", "\u01311", "\ufb011", "\u200b85123A",
          "\u00b5M", "", None)  # fmt: skip
#: What each field of a record may hold.
FIELDS: Mapping[str, Sequence[Any]] = {
    "delivery": [1, 2],
    "invoice_no": ["536365", "C536365", "c1", "A1", "536365.0", "C\u0661", "", None],
    "stock_code": _CODES,
    "description": ["HEART", "heart  x", "na\u00efve", "nai\u0308ve", "\u2028", "", None],
    "quantity": _QUANTITIES,
    "unit_price": _PRICES,
    "amount": _PRICES,
    "sold_at": _MOMENTS,
    "customer_id": [
        "17850",
        "17850.0",
        "NaN",
        "Anonymous",
        "0",
        "N/A",
        "Guest",
        "\\N",
        "12347",
        "Ann@X.org",
        "ann@x.org",
        *_NAMES,
    ],
    "country": [*_NAMES, "UK", "great britain", "C\u00f4te d\u2019Ivoire", "?"],
    "currency": ["GBP", "gbp", "eur", "\u20ac", "$", "", None],
    "problem": [None, None, None, "ragged"],
}
FEEDS = (
    FEED,
    replace(TOTALS, duplicates="exact"),
    replace(FEED, decimal=",", thousands=".", day_ends="03:30", duplicates="keep"),
    replace(FEED, duplicates="key", duplicate_key=("invoice_no", "customer_id")),
)


def numbered(records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Records as they stand in a file of the shop, a line each."""
    return [{**r, "line": n, "feed": "shop", "taken_at": TAKEN} for n, r in enumerate(records, 1)]


SALE = {"delivery": 1, "invoice_no": "1", "stock_code": "1", "quantity": "3", "unit_price": "0.005",
         "sold_at": "2011-01-10 10:00:00", "customer_id": "1", "country": "France"}  # fmt: skip
#: A sale, and its return in parts that no decimal divides evenly.
THIRDS = [
    SALE,
    {**SALE, "invoice_no": "C2", "quantity": "-1"},
    {**SALE, "invoice_no": "C3", "quantity": "-1"},
]


def drawn(count: int, seed: int) -> list[dict[str, Any]]:
    """That many records whose fields hold one of their edges each; each edge occurs when there are some hundred."""
    dice = random.Random(seed)
    return [{name: dice.choice(values) for name, values in FIELDS.items()} for _ in range(count)]
