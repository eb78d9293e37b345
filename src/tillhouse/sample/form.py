"""The two forms in which the reference data circulates, and how a line is written in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from tillhouse.sample.lines import Lines, customer_number

FormName = Literal["latin-1", "utf-8"]
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


@dataclass(frozen=True)
class Form:
    """encoding, newline: of the file. iso: year-first dates with seconds, customers as ``17850.0``."""

    encoding: str
    newline: str
    iso: bool

    def day(self, day: date) -> str:
        """A day as this form writes it."""
        return day.isoformat() if self.iso else f"{day.month}/{day.day}/{day.year}"

    def clock(self, minute: int) -> str:
        """A minute of the day as this form writes it."""
        return f"{minute // 60:02}:{minute % 60:02}:00" if self.iso else f"{minute // 60}:{minute % 60:02}"

    @property
    def impossible_moment(self) -> str:
        """A 31 February."""
        return f"2011-02-31 {self.clock(506)}" if self.iso else f"2/31/2011 {self.clock(506)}"


FORMS: dict[str, Form] = {
    "latin-1": Form("iso-8859-1", "\r\n", iso=False),
    "utf-8": Form("utf-8", "\n", iso=True),
}


class Fields:
    """Turns rows of `Lines` into the eight fields of a sale as text."""

    def __init__(self, lines: Lines, form: Form) -> None:
        shop = lines.shop
        self._tables = {
            "item": lines.codes,
            "text": pl.Series([_quoted(text) for text in lines.texts]),
            "day": pl.Series([form.day(day) for day in shop.days]),
            "minute": pl.Series([form.clock(minute) for minute in range(24 * 60)]),
            "country": shop.countries,
        }
        self._customer_ends = ".0" if form.iso else ""

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The fields of each row, in the order of the header."""
        words = {name: pl.lit(table).gather(pl.col(name)) for name, table in self._tables.items()}
        customer = pl.concat_str(customer_number(pl.col("buyer")), pl.lit(self._customer_ends))
        return frame.select(
            invoice=pl.concat_str("prefix", "number"),
            code=words["item"],
            description=words["text"],
            quantity=pl.col("quantity").cast(pl.String),
            sold_at=pl.concat_str(words["day"], pl.lit(" "), words["minute"]),
            price=_decimal(pl.col("price")),
            customer=customer.fill_null(""),
            country=words["country"],
        )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text


def _decimal(thousandths: pl.Expr) -> pl.Expr:
    """Thousandths as a decimal without closing zeros: 2550 as 2.55, 18000 as 18."""
    size = thousandths.abs()
    rest = (1000 + size % 1000).cast(pl.String).str.slice(1).str.strip_chars_end("0")
    point = pl.when(size % 1000 == 0).then(pl.lit("")).otherwise(pl.lit("."))
    sign = pl.when(thousandths < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, (size // 1000).cast(pl.String), point, rest)
