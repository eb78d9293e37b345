"""A feed: where sales come from and how their text is to be read. Saved in ``tillhouse.toml``, edited by hand."""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tillhouse.errors import BadSetting, UnknownName
from tillhouse.retail.event_names import EVENTS, LINE_TYPES
from tillhouse.retail.written.moments import forms
from tillhouse.setting import check, figure, row, settings_of
from tillhouse.settings.own import own_of_feed

#: What a line can say, by canonical name; the meanings are those of `raw_sales`.
LINE = (
    "invoice_no",
    "stock_code",
    "description",
    "category",
    "quantity",
    "unit",
    "sold_at",
    "sold_time",
    "unit_price",
    "gross_amount",
    "discount",
    "tax",
    "amount",
    "amount_with_tax",
    "customer_id",
    "country",
    "currency",
    "store",
    "channel",
    "status",
    "kind",
    "order_total",
)
#: Money of a whole order and the line type it becomes; it is counted once per order, as a line of its own.
ORDER_MONEY: Mapping[str, str] = MappingProxyType(
    {
        "shipping": "postage",
        "order_discount": "discount",
        "order_tax": "tax",
        "tip": "tip",
        "fee": "fee",
        "refund": "refund",
    }
)
#: Quantities of a line that came back or were called off: a line of its own takes that share back.
BACK_QUANTITIES = ("returned_quantity", "cancelled_quantity")
#: All meanings that a column can have.
CANONICAL = (*LINE, *ORDER_MONEY, *BACK_QUANTITIES)
#: Without this a line cannot be booked; of `PRICES` one is enough.
REQUIRED = ("sold_at",)
PRICES = ("unit_price", "amount", "gross_amount", "amount_with_tax", "order_total")
#: Parts of a record from here down take another of its lines back.
REVERSED = -100
#: Of goods it is this, less the part that is taken back: far below money that is.
REVERSED_GOODS = -1000
#: What the value of a status or type column can mean, besides a line type.
TREATMENTS = ("sale", "return", "cancellation", "refunded", "not_sales", "waiting")
#: Those of what comes back: quantity and amount are negative, whatever their sign is in the file.
BACK = ("return", "cancellation")
#: By the fields of a feed that are tables of words, the words they know.
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "statuses": (*TREATMENTS, *LINE_TYPES),
        "kinds": (*TREATMENTS, *LINE_TYPES),
        "prefixes": EVENTS,
        "line_types": (*LINE_TYPES, "not_sales"),
    }
)

Decimal = Literal[".", ","]
Thousands = Literal["", ",", ".", " ", "'"]
DateOrder = Literal[
    "year-first", "month-first", "day-first", "croatian", "excel-serial", "epoch-s", "epoch-ms"
]
Duplicates = Literal["ask", "redelivery", "exact", "key", "keep", "newest", "replace", "period"]
SameSales = Literal["ask", "keep"]
OrderIs = Literal["number", "number_and_day", "number_and_store", "number_and_store_and_day", "line", "day"]
TaxBasis = Literal["", "included", "excluded"]
TaxAs = Literal["amount", "unit", "percent", "fraction"]
DiscountAs = Literal["line", "unit", "percent", "fraction"]
Unlisted = Literal["product", "other", "by_digit"]


@dataclass(frozen=True)
class Feed:
    """How one source is read. Defaults are what a plain UTF-8 CSV of an English shop needs."""

    name: str
    path: str = row("", "a file, a folder, a glob, or `-` for standard input")
    format: str = figure("csv", "the name of a file in tillhouse/sources")
    columns: Mapping[str, str] = figure(dict, "canonical name to the header's own name")
    encoding: str = figure("utf-8", "of the text, as Python names it")
    delimiter: str = figure(",", "the mark between the fields of a CSV file")
    quote: str = figure(
        '"',
        "the mark around a field that holds the delimiter or a line break",
        form="(?s).?",
        written="It is one character, or empty for none.",
    )
    escape: str = figure(
        "",
        "what makes a quote within a field a character (`\\`, as MySQL writes it); empty: the quote is doubled",
        form=r"\\?",
        written="It is a backslash, or empty.",
    )
    header_row: int = figure(0, "the line of the column names; 0: found by the names", least=0, most=10_000)
    whole_codes: bool = figure(
        False, "whether codes of products such as `10.0` are whole numbers that a table of floats held"
    )
    sheet: str = figure(
        "",
        "of a workbook, or several: `A,B`; empty or `*`: its visible ones of one header. Of JSON: a list",
    )
    date_order: DateOrder = figure(
        "year-first", "which part of a date comes first; `croatian`: the day, with its months; by all values"
    )
    date_format: str = figure(
        "", "how dates are written, as strptime has it, such as `%d.%m.%y`; empty: as `date_order` says"
    )
    decimal: Decimal = figure(".", "the mark before the decimals of a number")
    thousands: Thousands = figure("", "the mark between thousands; empty means that none is accepted")
    time_zone: str = figure(
        "",
        "the IANA name of the zone the store's clock shows; empty keeps the clock as written, epochs are UTC then",
    )
    day_ends: str = figure(
        "00:00",
        "business-day cut-off `HH:MM`; sales before it belong to the day before (`00:00`: midnight)",
        form="([01][0-9]|2[0-3]):[0-5][0-9]",
        written="Write it as HH:MM, such as 04:00.",
    )
    currency: str = figure(
        "",
        "ISO 4217, for records that give none; empty: no currency is named",
        form="[A-Z]{3}",
        written="Write its ISO 4217 code, such as GBP.",
    )
    duplicates: Duplicates = figure(
        "ask", "which lines count as the same sale delivered again (see docs/guides/duplicates.md)"
    )
    store: str = figure("", "the shop or till of records that name none; `store` is a dimension")
    same_sales: SameSales = row(
        "ask", "whether a file may hold orders that another feed has, on the same day for the same money"
    )
    duplicate_key: tuple[str, ...] = figure((), "for `key` and `newest`, what tells lines apart")
    dialect: str = row("", "the named export whose declarations this feed began with")
    line_types: Mapping[str, str] = figure(
        dict, "stock code to line type or not_sales; a code that ends with `*` stands for all that begin so"
    )
    unlisted: Unlisted = figure(
        "product",
        "the line type of other codes; `by_digit`: a product where the code has a digit, else other",
    )
    prefixes: Mapping[str, str] = figure(
        dict, 'a prefix of invoice numbers, before a digit, to its event: `C = "cancellation"`'
    )
    statuses: Mapping[str, str] = figure(
        dict,
        "value of the status column, lower case: sale, return, refunded, not_sales, waiting or a line type",
    )
    kinds: Mapping[str, str] = figure(dict, "the same for the column that says the type of a row")
    order: OrderIs = figure("number", "what makes lines one order")
    fill_down: bool = figure(False, "whether fields of an order stand only on its first row")
    order_rows: bool = figure(False, "whether rows without goods are those of orders, and no lines")
    otherwise: Mapping[str, str] = figure(dict, "canonical name to the header used where its own is blank")
    added: Mapping[str, str] = figure(dict, "header to the canonical name whose money it adds to")
    nothing: tuple[str, ...] = figure((), "words of the file that stand for no value, such as `--`")
    nobody: tuple[str, ...] = figure((), "codes that are no customer, besides 0; `none`: 0 is one")
    per_line: tuple[str, ...] = figure((), "money columns of orders that each row has for itself")
    signed: tuple[str, ...] = figure((), "discount, fee or refund columns that already have their sign")
    discount_as: DiscountAs = figure(
        "line", "what a discount is of; a value with a percent sign is always one"
    )
    tax_as: TaxAs = figure(
        "amount",
        "what a tax is; a value with a percent sign is always a rate, and no money where `tax_basis` is empty",
    )
    code_or_name: bool = figure(False, "whether goods without a code go by their description")
    tax_basis: TaxBasis = figure("", "whether amounts include tax; empty: nothing says")
    country: str = row(
        "",
        "ISO 3166 code of the shop's country, from its lines; see `calendar.country`",
        form="[A-Z]{2}",
        written="Write its ISO 3166 code, such as GB.",
    )
    customers: str = figure(
        "",
        "the set its customers belong to, such as its own name; empty: those of the lake. Another set writes SET/ID",
        form="[a-z0-9_]*",
        written="It has small letters, digits and underscores.",
    )
    products: str = figure(
        "",
        "the set its products belong to; empty: those of the lake. Another set writes SET/CODE",
        form="[a-z0-9_]*",
        written="It has small letters, digits and underscores.",
    )
    lines: str = figure("", "in nested records, the list that holds the lines")
    own: Mapping[str, str] = figure(
        dict,
        "columns of the shop's own: header to `dimension`, `measure:money`, …; see docs/guides/own-columns.md",
    )
    records_in: str = row(
        "", "of files that belong together, the one that holds the lines; empty: each stands alone"
    )
    joins: Mapping[str, str] = row(
        dict,
        "file of a feed with `records_in` to the key by which lines find its rows: `id=order_items.order_id`",
    )
    payments: Mapping[str, str] = row(
        dict, "file that holds payments to its key in the same form; its rows are no sales"
    )
    agreed: tuple[str, ...] = row(
        (), "what a person agreed to though values say it: findings that are not told of later deliveries"
    )

    @property
    def has_parts(self) -> bool:
        """Whether one record can give several lines."""
        several = self.order_rows or "refunded" in {*self.statuses.values(), *self.kinds.values()}
        return several or bool(self.lines) or bool({*ORDER_MONEY, *BACK_QUANTITIES} & self.columns.keys())

    @property
    def whole_orders(self) -> bool:
        """Whether lines of an order share money or fields, so that they share one fate."""
        return self.fill_down or bool(self.lines) or any(name in self.columns for name in ORDER_MONEY)

    @property
    def reading(self) -> str:
        """A fingerprint of all that decides what text means; a path, a name or an empty later field does not."""
        rows = settings_of(Feed)
        words = {k: v for k, v in asdict(self).items() if k in rows and rows[k].row.figures}
        for later in ("own", "store", "nobody", "added", "order_rows"):  # empty, they change nothing
            if not words[later]:
                del words[later]
        return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:16]

    def checked(self, where: str) -> None:
        """Raise `BadSetting`, naming ``where``, for a value that no reading can use."""
        check(self, where)
        if self.decimal == self.thousands:
            raise BadSetting(
                f"{where}: decimal and thousands are both {self.decimal!r}.", "Make them different."
            )
        meanings = {*self.columns, *self.otherwise, *self.duplicate_key, *self.added.values()}
        unknown = sorted(meanings - {*CANONICAL})
        if unknown:
            raise UnknownName(f"column meaning in {where}", unknown[0], CANONICAL)
        for named in (*self.per_line, *self.signed):
            if named not in (*ORDER_MONEY, "discount"):
                raise UnknownName(f"order money in {where}", named, ORDER_MONEY)
        own_of_feed(self.own, where)
        self._words(where)
        self._splits(where)
        try:
            if self.date_format:
                forms(self.date_format)
        except (KeyError, ValueError) as error:
            hint = "Write it as strptime has it, such as %d.%m.%y or %Y-%m-%d %H:%M."
            raise BadSetting(f"{where}: date_format {self.date_format!r}: {error}.", hint) from error
        try:
            if self.time_zone:
                ZoneInfo(self.time_zone)
        except (KeyError, ValueError) as error:
            raise BadSetting(f"{where}: no time zone is named {self.time_zone!r}.") from error

    def _words(self, where: str) -> None:
        """Raise `UnknownName` for a word that no status, prefix or code can stand for."""
        for field, words in WORDS.items():
            for word in getattr(self, field).values():
                if word not in words:
                    raise UnknownName(f"word for {field} in {where}", word, words)

    def _splits(self, where: str) -> None:
        """Raise `BadSetting` for marks or an encoding that split no text."""
        if self.format == "csv" and len(self.delimiter) != 1:
            raise BadSetting(f"{where}: delimiter is {self.delimiter!r}.", "It is one character.")
        try:
            codecs.lookup(self.encoding)
        except (LookupError, ValueError) as error:
            hint = "Write it as utf-8, iso-8859-1, cp1252 or another that Python knows."
            raise BadSetting(f"{where}: no encoding is named {self.encoding!r}.", hint) from error


def saved_feed(values: Mapping[str, Any]) -> Feed:
    """A feed as a release records it."""
    ready: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
    return Feed(**ready)
