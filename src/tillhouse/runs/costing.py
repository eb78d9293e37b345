"""Costs of products taken in from a file, and published as a release of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tillhouse.errors import UnreadableFile
from tillhouse.lake.releases import Release
from tillhouse.lake.snapshot import Snapshot
from tillhouse.retail.currencies import known_currency
from tillhouse.retail.exchange import csv_rows
from tillhouse.runs.received import Kept, Row, text_of
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry

COSTS = Kept("product_costs", ("stock_code", "valid_from", "currency"), "cost")
#: Below 10^9, to the millionth: sums of it by any number of units are exact.
_COST = re.compile(r"[0-9]{1,9}([.][0-9]{1,6})?")
_HINT = (
    "Expected is a CSV file with the columns stock_code, valid_from, cost and currency, such as"
    "  85123A,2011-01-01,1.20,GBP"
)


@dataclass(frozen=True)
class Taken:
    """What came of it. release: the new one, or None where nothing was new. known: costs that were there already.

    unsold: stock codes of the file, upper case, under which no product was sold.
    """

    release: Release | None
    new: tuple[Row, ...]
    known: int
    unsold: tuple[str, ...] = ()

    @property
    def products(self) -> int:
        """Stock codes with a new cost."""
        return len({row["stock_code"].upper() for row in self.new})

    def document(self) -> dict[str, Any]:
        """Costs that were taken in, for programs.

        release: integer. The release that holds them.
        new: integer. Costs taken in.
        known: integer. Costs that were in force already.
        products: integer. Stock codes with a new cost.
        unsold: list of text. Stock codes under which no product was sold.
        """
        return {
            "release": self.release.number if self.release else None,
            "new": len(self.new),
            "known": self.known,
            "products": self.products,
            "unsold": list(self.unsold),
        }


def load(settings: Settings, path: Path, progress: Telemetry) -> Taken:
    """Take in the costs of a CSV file, those that are not in force already.

    Raises `UnreadableFile` for a value that can be no cost, `FixTheSetup` where nothing is published.
    """
    from tillhouse.runs.plain_text import plain

    costs = costs_in_file(plain(text_of(path), path.name), path.name)
    release, new = COSTS.taken(settings, costs, path.name, progress)
    sold = Snapshot(settings).rows("dim_product")["stock_code"]
    unsold = {cost["stock_code"].upper() for cost in costs} - {*sold}
    return Taken(release, tuple(new), len(costs) - len(new), tuple(sorted(unsold)))


def costs_in_file(text: str, name: str) -> list[dict[str, Any]]:
    """The costs of a CSV file: ``stock_code``, ``valid_from``, ``cost`` of one unit and ``currency``.

    An empty ``valid_from``, or no such column, means always. Raises `UnreadableFile` for the first value that cannot
    be one, with its line.
    """
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line, row in csv_rows(text):
        cost = _in_row(row, f"{name}, line {line}")
        key = cost["stock_code"].upper(), cost["valid_from"], cost["currency"]
        if found.setdefault(key, cost)["cost"] != cost["cost"]:
            since = cost["valid_from"] or "always"
            raise UnreadableFile(f"{name}, line {line}: {key[0]} from {since} is given twice.", _HINT)
    if not found:
        raise UnreadableFile(f"{name} holds no costs.", _HINT)
    return list(found.values())


def _in_row(row: Mapping[str, str], where: str) -> dict[str, Any]:
    code, since = row.get("stock_code", ""), row.get("valid_from", "")
    currency, cost = row.get("currency", ""), row.get("cost", "")
    if not code:
        raise UnreadableFile(f"{where}: there is no stock code.", _HINT)
    known_currency(currency, where)
    if not _COST.fullmatch(cost):
        raise UnreadableFile(
            f"{where}: the cost of {code} is {cost!r}.",
            "A cost is a number from 0 to below 1000000000, with at most 6 decimals. Nothing was taken in.",
        )
    try:
        day = date.fromisoformat(since) if since else None
    except ValueError as error:
        raise UnreadableFile(f"{where}: {since!r} is no date.", _HINT) from error
    return {"stock_code": code, "valid_from": day, "currency": currency, "cost": cost}
