"""What commands say, and the only place that prints: text for people or JSON for programs, never both.

In JSON mode `text`, `table` and `next` say nothing; in text mode `document` says nothing.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import zip_longest

import click

from tillhouse.answers.document import Document, encoded

_PENNY = Decimal("0.01")
_GAP = "  "
#: In a column of currencies, that a line names none.
_NO_CURRENCY = "none"
#: Why amounts that are added by hand as printed may come to something else than a printed total.
FINER = "Some amounts are finer than a penny: added as printed, they can differ from a total. --json has them exact."


class Output:
    """Writes to standard output.

    prefix: how a suggested command begins: ``tillhouse``, and the options that name this lake where given.
    has_said_unnamed: whether this answer has said already that no currency is named.
    """

    def __init__(self, is_json: bool = False, prefix: str = "tillhouse") -> None:
        self.is_json = is_json
        self.prefix = prefix
        self._has_said_finer = False
        self.has_said_unnamed = False

    def text(self, *lines: str) -> None:
        """Lines for people."""
        if not self.is_json:
            for line in lines:
                click.echo(line)

    def table(self, headers: Sequence[str], rows: Iterable[Sequence[object]], align: str = "") -> None:
        """Columns for people. align: ``l`` (default) or ``r`` per column; no header line if all are empty."""
        if not self.is_json:
            kept = [tuple(row) for row in rows]
            for line in columns(headers, kept, align):
                click.echo(line)
            for column in zip_longest(*kept):
                self.note_finer(column)

    def note_finer(self, column: Iterable[object]) -> None:
        """Say under a table, once, that amounts are finer than a penny: where one of several in a column is."""
        amounts = [value for value in column if isinstance(value, Decimal)]
        if len(amounts) > 1 and not self._has_said_finer and any(map(is_finer, amounts)):
            self._has_said_finer = True
            self.text(FINER)

    def document(self, answer: Document) -> None:
        """The document of an answer, for programs."""
        if self.is_json:
            click.echo(encoded(answer))

    def next(self, *commands: str) -> None:
        """What to do next: commands without ``tillhouse``, such as ``show daily_sales``."""
        if commands and not self.is_json:
            click.echo("")
            click.echo("Next   " + " · ".join(self.command(one) for one in commands))

    def command(self, words: str) -> str:
        """A command as it must be typed for this lake."""
        return f"{self.prefix} {words}"

    def of_lake(self, text: str) -> str:
        """A text whose suggested commands, each after two blanks or ``&&``, name this lake."""
        return re.sub(r"(?<=  |& )tillhouse (?!--)", lambda _: f"{self.prefix} ", text)

    def commands(self, *several: str) -> str:
        """Commands one after another, as they must be typed for this lake."""
        return " && ".join(map(self.command, several))


def has_had_enough(error: BaseException) -> bool:
    """Did the reader of standard output close it, as `head` does? Then nothing more is written to it."""
    if getattr(error, "errno", None) != errno.EPIPE and f"os error {errno.EPIPE})" not in str(error):
        return False
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return True


def warn(*lines: str) -> None:
    """Lines on standard error: messages, progress, never results."""
    for line in lines:
        click.echo(line, err=True)


def columns(headers: Sequence[str], rows: Iterable[Sequence[object]], align: str = "") -> list[str]:
    """Rows as lines of aligned columns, numbers written for people; see `Output.table`."""
    cells = [[in_column(name, value) for name, value in zip_longest(headers, row)] for row in rows]
    shows_headers = any(headers)
    lines = [list(headers), *cells] if shows_headers else cells
    if not lines:
        return []
    widths = [max(len(line[i]) for line in lines if i < len(line)) for i in range(max(map(len, lines)))]
    sides = align.ljust(len(widths), "l")
    return [_line(line, widths, sides) for line in lines]


def _line(cells: Sequence[str], widths: Sequence[int], sides: str) -> str:
    padded = (
        cell.rjust(width) if side == "r" else cell.ljust(width)
        for cell, width, side in zip(cells, widths, sides, strict=False)
    )
    return _GAP.join(padded).rstrip()


def in_column(name: str | None, value: object) -> str:
    """A value for people as its column has it: in one of currencies the code for none is said in words."""
    from tillhouse.retail.currencies import NONE  # reads the countries, which --help need not

    return _NO_CURRENCY if value == NONE and (name or "").endswith("currency") else shown(value)


def shown(value: object) -> str:
    """A value for people: counts with thousands separators, decimals as money, nothing as an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return count(value)
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return str(value)


def count(number: int) -> str:
    """541,909 or −12."""
    return f"{number:,}".replace("-", "−")


def units(quantity: Decimal | int) -> str:
    """A quantity, all its places and no zeros behind them: 5 or 1,005.252."""
    whole, mark, places = f"{quantity:,f}".partition(".")
    return (whole + (mark + places).rstrip("0").rstrip(".")).replace("-", "−")


def some(names: Sequence[str]) -> str:
    """The first five of some names, and how many more there are."""
    more = f" and {count(len(names) - 5)} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


def money(amount: Decimal | str | None) -> str:
    """An amount to the penny, halves away from zero: 9,747,747.93 or −11,062.06; nothing for None."""
    if amount is None:
        return ""
    rounded = Decimal(amount).quantize(_PENNY, ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):,.2f}".replace("-", "−")


def is_finer(amount: Decimal) -> bool:
    """Whether `money` rounds an amount."""
    return amount != amount.quantize(_PENNY, ROUND_HALF_UP)


def size(number: int) -> str:
    """Bytes for people: 45.6 MB."""
    amount, unit = float(number), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{number:,} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"


def moment(iso: str) -> str:
    """A moment stored in UTC, in the clock of the person: ``today 14:02`` or ``2011-12-09 12:50``."""
    local = datetime.fromisoformat(iso).astimezone()
    now = datetime.now().astimezone()
    day = "today" if local.date() == now.date() else local.date().isoformat()
    return f"{day} {local:%H:%M}"


def named(names: Sequence[str], most: int = 3) -> str:
    """Some of many names, and how many more there are."""
    more = f" and {count(len(names) - most)} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
