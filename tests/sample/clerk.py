"""A plain reading of sample files, line by line, with rules of its own: the oracle of the truth."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

ENCODING = {"latin-1": "iso-8859-1", "utf-8": "utf-8"}
LAYOUT = {"latin-1": "%m/%d/%Y %H:%M", "utf-8": "%Y-%m-%d %H:%M:%S"}
LINE_TYPES = {
    "POST": "postage",
    "DOT": "postage",
    "C2": "postage",
    "D": "discount",
    "M": "manual",
    "S": "sample",
}
LINE_TYPES |= {"AMAZONFEE": "fee", "BANK CHARGES": "fee", "CRUK": "fee", "B": "bad_debt", "TEST001": "test"}
LINE_TYPES |= {"GIFT_0001_20": "voucher", "DAMAGES": "other"}


def number(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def day(text: str, layout: str) -> datetime | None:
    try:
        return datetime.strptime(text, layout)
    except ValueError:
        return None


def read(raw: bytes, form: str) -> dict[str, object]:
    """One line as a careful clerk reads it: its fields, money and month, and what is wrong with it."""
    unread = {"money": None, "month": "unknown"}
    try:
        text = raw.decode(ENCODING[form])
    except UnicodeDecodeError:
        return unread | {"reason": "encoding"}
    if "\0" in text or text.count('"') % 2:
        return unread | {"reason": "nul_byte" if "\0" in text else "unclosed_quote"}
    fields = next(csv.reader([text]))
    if len(fields) != 8:
        return unread | {"reason": "too_few_fields" if len(fields) < 8 else "too_many_fields"}
    invoice, code, _, quantity, sold_at, price, customer, country = fields
    units, each, moment = number(quantity), number(price), day(sold_at, LAYOUT[form])
    problems = {
        "sold_at_unreadable": moment is None,
        "quantity_unreadable": units is None,
        "price_unreadable": each is None,
        "invoice_no_missing": not invoice.strip(),
        "stock_code_missing": not code.strip(),
    }
    wrong = [reason for reason, found in problems.items() if found]
    assert len(wrong) <= 1
    known = not problems["quantity_unreadable"] and not problems["price_unreadable"]
    return {
        "reason": wrong[0] if wrong else None,
        "fields": tuple(fields),
        "money": units * each if known else None,
        "month": f"{moment:%Y-%m}" if moment else "unknown",
        "moment": moment,
        "customer": customer,
        "country": country,
        "sale": (customer, code.upper(), each),
        "units": units,
        "invoice": invoice,
        "event": event(invoice, units, each) if not wrong else None,
        "line_type": LINE_TYPES.get(code.upper(), "product"),
    }


def event(invoice: str, units: Decimal, each: Decimal) -> str:
    if invoice[0] in "CA":
        return {"C": "cancellation", "A": "adjustment"}[invoice[0]]
    if each == 0:
        return "write_off" if units < 0 else "free"
    return "return" if units < 0 else "sale"


def lines_of(file: Path, form: str) -> list[dict[str, object]]:
    raw = file.read_bytes().split(b"\r\n" if form == "latin-1" else b"\n")
    assert raw[0].startswith(b"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,")
    assert raw[-1] == b""
    return [read(line, form) | {"file": file.name, "line": n} for n, line in enumerate(raw[1:-1], 2)]
