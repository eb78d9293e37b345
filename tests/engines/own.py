"""A shop with columns of its own: each type that there is, its texts full of edges, and one that another feed has."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from tests.engines.chain import made
from tests.engines.edges import FEEDS, SALE, numbered
from tests.tables.rows import ENGINE
from tillhouse.catalog import Catalog, catalog
from tillhouse.fingerprint import of_frame
from tillhouse.settings.feed import Feed

_OWN = {
    "Region": "dimension",
    "it's": "dimension:integer as shelf",
    "Due": "dimension:date",
    "Gift": "dimension:boolean",
    "Profit": "measure",
    "Weight": "measure:quantity",
    "Cartons": "measure:integer",
}
#: What each column may hold, by its header; records differ in all of them.
_TEXTS: Mapping[str, Sequence[Any]] = {
    "Region": ["North", "  North \u3000 Sea ", "", None, "e\u0301", "NA", 'a "b" \\ c'],
    "it's": ["7", "7.0", "+7", "-0", "1e3", "9999999999999999", "\u0667"],
    "Due": ["2011-01-20", "21 Jan 2011", "1/2/2011", "soon", "", "2011-02-29", None],
    "Gift": ["yes", "No", "\u00d6", "SI", "perhaps", "1", " x "],
    "Profit": ["1.50", "-0,75", "(2)", "0.0000005", "N/A", "abc", "$ 1,234.5"],
    "Weight": ["0.25", "1", "-1.5", "99999999999.999999", "1000000000000000", "-3", None],
    "Cartons": ["2", "3.0", "1.5", "-4", "x", "", "0"],
}
_SALE = {**SALE, "part": 0, "description": "HEART", "unit_price": "5"}
_DECLARED = {"shop": _OWN, "other": {"Colour": "dimension", "Points": "measure:integer"}}
CARRY = ("ledger", "fact_sales")
#: A feed that reads numbers with a point, and one that reads them with a comma.
OWN_FEEDS: tuple[Feed, ...] = (replace(FEEDS[0], own=_OWN), replace(FEEDS[2], own=_OWN))
OWN_RECORDS = [
    *(
        {**_SALE, "invoice_no": f"{n}", "quantity": sign, "extra": json.dumps(dict(zip(_TEXTS, texts, strict=True)))}
        for n, texts in enumerate(zip(*_TEXTS.values(), strict=True), 1)
        for sign in ("3", "-1")
    ),
    {**_SALE, "invoice_no": "8", "extra": "{}"},
    {**_SALE, "invoice_no": "9", "extra": None},
]  # fmt: skip


def own_catalog() -> Catalog:
    """The tables of the shop's lake."""
    return catalog(own=_DECLARED)


def with_own_columns(engine: str, feed: Feed) -> dict[str, pl.DataFrame]:
    """The facts of sales, and what they are made of, on an engine."""
    known = own_catalog()
    token = ENGINE.set(engine)
    try:
        tables = [known[name] for name in (*known.upstream("fact_sales"), "fact_sales")]
        return made(numbered(OWN_RECORDS), engine, feed, tables)
    finally:
        ENGINE.reset(token)


def prints(found: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """Fingerprints of the tables that have the shop's own columns."""
    known = own_catalog()
    return {name: of_frame(found[name], known[name].types) for name in CARRY}
