"""A feed: where sales come from and how their text is to be read. Saved in ``tillhouse.toml``, edited by hand.

Everything a person may have to decide about a source stands here once: intake uses it to split a file into
records, the ledger uses it to turn text into values.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from tillhouse.errors import BadSetting, UnknownName

#: What a sale line can say, by canonical name; the meanings are those of `raw_sales`.
CANONICAL = (
    "invoice_no",
    "stock_code",
    "description",
    "quantity",
    "sold_at",
    "unit_price",
    "amount",
    "customer_id",
    "country",
    "currency",
)
#: Without these a line cannot be booked; of `unit_price` and `amount` one is enough.
REQUIRED = ("invoice_no", "stock_code", "quantity", "sold_at")

Decimal = Literal[".", ","]
Thousands = Literal["", ",", ".", " ", "'"]
DateOrder = Literal["year-first", "month-first", "day-first", "excel-serial", "epoch-s", "epoch-ms"]
Duplicates = Literal["redelivery", "exact", "key", "keep"]


@dataclass(frozen=True)
class Feed:
    """How one source is read. Defaults are what a plain UTF-8 CSV of an English shop needs.

    path: a file, a folder, a glob, or ``-`` for standard input.
    format: the name of a file in tillhouse/sources.
    columns: canonical name to the header's own name.
    encoding: of the text, as Python names it.
    delimiter: the mark between the fields of a CSV file.
    quote: the mark around a field that holds the delimiter or a line break.
    sheet: of a workbook; empty for its first visible one with a header that can be mapped.
    date_order: which part of a date comes first; decided from all values, never guessed.
    decimal, thousands: the marks in numbers; ``thousands=""`` means none is accepted.
    time_zone: the IANA name of the zone the store's clock shows.
    currency: ISO 4217, for records that give none.
    day_ends: business-day cut-off ``HH:MM``; sales before it belong to the day before (``00:00``: midnight).
    duplicates: which lines count as the same sale delivered again (see docs/guides/duplicates.md).
    duplicate_key: for ``duplicates = "key"``, the columns that make two lines the same.
    line_types: stock code to line type, over and above the table `line_types`.
    """

    name: str
    path: str
    format: str = "csv"
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    sheet: str = ""
    date_order: DateOrder = "year-first"
    decimal: Decimal = "."
    thousands: Thousands = ""
    time_zone: str = "Europe/London"
    day_ends: str = "00:00"
    currency: str = "GBP"
    duplicates: Duplicates = "redelivery"
    duplicate_key: tuple[str, ...] = ()
    line_types: Mapping[str, str] = field(default_factory=dict)

    @property
    def reading(self) -> str:
        """A fingerprint of all that decides what text means; another path or name does not change it."""
        words = {k: v for k, v in asdict(self).items() if k not in {"name", "path"}}
        return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:16]

    def checked(self, where: str) -> None:
        """Raise `BadSetting`, naming ``where``, for a value that no reading can use."""
        allowed: dict[str, tuple[Any, ...]] = {
            "date_order": get_args(DateOrder),
            "duplicates": get_args(Duplicates),
            "decimal": get_args(Decimal),
            "thousands": get_args(Thousands),
        }
        for name, values in allowed.items():
            if getattr(self, name) not in values:
                raise BadSetting(
                    f"{where}: {name} is {getattr(self, name)!r}.", f"It can be {', '.join(values)}."
                )
        if self.decimal == self.thousands:
            raise BadSetting(
                f"{where}: decimal and thousands are both {self.decimal!r}.", "Make them different."
            )
        unknown = sorted({*self.columns, *self.duplicate_key} - set(CANONICAL))
        if unknown:
            raise UnknownName(f"column meaning in {where}", unknown[0], CANONICAL)
        if not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", self.day_ends):
            raise BadSetting(f"{where}: day_ends is {self.day_ends!r}.", "Write it as HH:MM, such as 04:00.")
        if not re.fullmatch("[A-Z]{3}", self.currency):
            raise BadSetting(
                f"{where}: currency is {self.currency!r}.", "Write its ISO 4217 code, such as GBP."
            )
        self._splits(where)
        try:
            ZoneInfo(self.time_zone)
        except (KeyError, ValueError) as error:
            raise BadSetting(f"{where}: no time zone is named {self.time_zone!r}.") from error

    def _splits(self, where: str) -> None:
        """Raise `BadSetting` for marks or an encoding that split no text."""
        if self.format == "csv" and len(self.delimiter) != 1:
            raise BadSetting(f"{where}: delimiter is {self.delimiter!r}.", "It is one character.")
        if len(self.quote) > 1:
            raise BadSetting(f"{where}: quote is {self.quote!r}.", "It is one character, or empty for none.")
        try:
            codecs.lookup(self.encoding)
        except (LookupError, ValueError) as error:
            hint = "Write it as utf-8, iso-8859-1, cp1252 or another that Python knows."
            raise BadSetting(f"{where}: no encoding is named {self.encoding!r}.", hint) from error


def saved_feed(values: Mapping[str, Any]) -> Feed:
    """A feed as a release records it."""
    ready: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
    return Feed(**ready)
