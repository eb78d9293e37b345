"""The file of a seed: orders in one of five forms, with what stands around them and what happened to them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from tests.exports.habits import Habits, habits
from tests.exports.names import headers, totals_word
from tests.exports.orders import Item, Order, orders, real
from tests.exports.rows import OF_ORDER, Cell, cells, columns, waits_whole

_MONEY = ("price", "total", "order_total")
_SUMMED = ("quantity", "total", "shipping", "tax")
#: What a spreadsheet makes of two codes of thirteen digits.
_DAMAGED = {"A-100": "4.00638E+12", "A-200": "4.00638E+12"}
Row = dict[str, Cell]


@dataclass(frozen=True)
class Export:
    """Orders and the habits they are written with. marked: the line whose number has the other mark for decimals."""

    orders: Sequence[Order]
    habits: Habits
    torn: Order | None = None
    marked: tuple[Order, Item] | None = None

    def write(self, folder: Path) -> list[Path]:
        """The files, in the order in which they arrive."""
        half = len(self.orders) // 2
        parts = [self.orders[:half], self.orders] if self.habits.damage == "twice" else [self.orders]
        return [self._written(part, folder / f"sales{place}") for place, part in enumerate(parts)]

    @property
    def without_marked(self) -> Export:
        """What is true where that line waits until somebody says how it is read."""
        assert self.marked
        order, item = self.marked
        left = replace(order, items=tuple(one for one in order.items if one is not item))
        named = [] if waits_whole(self.habits) else [left]
        kept = [[one] if one is not order else named for one in self.orders]
        return replace(self, orders=[one for some in kept for one in some], marked=None)

    @property
    def said(self) -> list[str]:
        """What has to be said of it besides figures."""
        own = self.habits
        has_tax = own.tax in {"amount", "rate"} and own.totals
        whole = [order for order in real(self.orders) if order.refund and order.refund == order.total(own)]
        codes = {item.code for order in self.orders for item in order.items}
        words = ["damaged"] if own.damage == "codes" and codes & _DAMAGED.keys() else []
        return words + (["back with their tax"] if has_tax and whole else [])

    def _written(self, part: Sequence[Order], path: Path) -> Path:
        form = self.habits.form
        path = path.with_suffix(f".{'json' if form == 'nested' else form}")
        rows = [row for order in part for row in self._rows(order)]
        if form == "csv":
            path.write_text(self._text(rows), encoding="utf-8")
        elif form == "xlsx":
            _workbook(self._table(rows), path)
        else:
            path.write_text(self._json(rows), encoding="utf-8")
        return path

    def _rows(self, order: Order) -> list[Row]:
        rows = list(cells(order, self.habits))
        if self.habits.damage == "codes":
            rows = [{**row, "code": _DAMAGED.get(str(row["code"]), row["code"])} for row in rows]
        if self.marked and order is self.marked[0]:
            one = "price" if self.habits.money != "line total" else "total"
            rows[-1][one] = self._number(Decimal(str(rows[-1][one])), one, other=True)
        return rows

    def _table(self, rows: Sequence[Row]) -> list[list[Cell]]:
        """The rows of the file, with title, header, blank and total rows."""
        own, names = columns(self.habits), headers(self.habits.names)
        header: list[Cell] = [names[name] for name in own]
        table: list[list[Cell]] = [["Sales report"], ["Shop: North Street"], []] if self.habits.title else []
        for place, row in enumerate(rows):
            if place == 0 or (self.habits.pages and place % 15 == 0):
                table.append(header)
            table.append([row[name] for name in own])
        if self.torn is None:
            table += [[""] * len(own)] * 2 if self.habits.blank else []
            table += [self._total(rows, own)] if self.habits.total else []
        return table

    def _total(self, rows: Sequence[Row], own: Sequence[str]) -> list[Cell]:
        summed = {name for name in _SUMMED if self.habits.total == "sums" and name in own}
        numbers = {name: [row[name] for row in rows if isinstance(row[name], Decimal)] for name in summed}
        sums: Row = {
            name: sum((Decimal(str(one)) for one in found), Decimal(0)) for name, found in numbers.items()
        }
        return [totals_word(self.habits.names), *(sums.get(name, "") for name in own[1:])]

    def _text(self, rows: Sequence[Row]) -> str:
        own = columns(self.habits)
        out = io.StringIO()
        written = csv.writer(out, delimiter=self.habits.delimiter, lineterminator="\n")
        for row in self._table(rows):
            said = [self._cell(cell, own[place]) for place, cell in enumerate(row)]
            written.writerow(said if any(said) or len(said) > 1 else [])
        if self.torn is not None:
            out.write(self.habits.delimiter.join((self.torn.number, self.torn.items[0].code[:3])))
        return out.getvalue()

    def _cell(self, cell: Cell, name: str) -> str:
        if isinstance(cell, datetime):
            return cell.strftime(self.habits.dates)
        return cell if isinstance(cell, str) else self._number(cell, name)

    def _number(self, value: Decimal, name: str, *, other: bool = False) -> str:
        habits, decimal = self.habits, self.habits.decimal
        if name == "rate" or name == "percent":
            return f"{value:f}"
        if name == "quantity":
            return f"{value:.{3 if habits.kilos else 0}f}".replace(".", decimal)
        places = 2 if value == value.quantize(Decimal("0.01")) else 6
        if other:
            return f"{value:.{places}f}".replace(".", "," if decimal == "." else ".")
        text = f"{value:,.{places}f}".translate({ord(","): habits.thousands, ord("."): decimal})
        sign = habits.sign if name in _MONEY else ""
        return text + sign if sign in {"", "€", " EUR"} else f"{sign}{text}".replace(f"{sign}-", f"-{sign}")

    def _json(self, rows: Sequence[Row]) -> str:
        own, names = columns(self.habits), headers(self.habits.names)
        said = [{names[name]: self._plain(row[name]) for name in own if row[name] != ""} for row in rows]
        if self.habits.form == "ndjson":
            return "".join(json.dumps(one) + "\n" for one in said)
        if self.habits.form == "json":
            return json.dumps(said, indent=1)
        of_order = {names[name] for name in OF_ORDER}
        found: dict[str, dict[str, Any]] = {}
        for one in said:
            whole = {name: value for name, value in one.items() if name in of_order}
            kept = found.setdefault(one["order_id"], {**whole, "line_items": []})
            kept["line_items"].append({name: value for name, value in one.items() if name not in of_order})
        return json.dumps(list(found.values()), indent=1)

    def _plain(self, cell: Cell) -> str | float:
        if isinstance(cell, datetime):
            return cell.strftime(self.habits.dates)
        return cell if isinstance(cell, str) else float(cell)


def _workbook(table: Sequence[Sequence[Cell]], path: Path) -> None:
    from xlsxwriter import Workbook

    with Workbook(path) as book:
        sheet, day = book.add_worksheet("Sales"), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for number, row in enumerate(table):
            for place, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, place, cell, day)
                elif isinstance(cell, Decimal):
                    sheet.write_number(number, place, float(cell))
                elif cell:
                    sheet.write_string(number, place, cell)


def export(seed: int) -> Export:
    """The file of a seed."""
    dice = Random(seed)
    own = habits(dice)
    made = orders(dice, own)
    if own.damage == "torn":
        return Export(made[:-1], own, torn=made[-1])
    if own.damage == "marks":
        long = [
            order for order in made if len(order.items) > 1 and order.state == "done" and not order.refund
        ]
        return Export(made, own, marked=(long[0], long[0].items[-1]) if long else None)
    return Export(made, own)
