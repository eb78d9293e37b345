"""Metrics: each declared once, as a sum over the ledger. Name, meaning, unit, formula, what it leaves out.

A metric adds up over lines, so its value is the sum of its leaves, for any part of the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import narwhals as nw

from tillhouse.errors import UnknownName

Measure = Literal["amount", "quantity", "lines"]
_UNITS: dict[Measure, str] = {"amount": "money", "quantity": "units", "lines": "lines"}


@dataclass(frozen=True)
class Metric:
    """One metric.

    fate, events, line_types: the ledger lines it adds up; none given are all. anonymous: only lines without a
    customer. measure: what is added: the money of a line, its signed quantity, or one for each line.
    excludes: what a reader may expect in it and does not find.
    """

    name: str
    meaning: str
    excludes: str
    measure: Measure = "amount"
    fate: str = "loaded"
    events: Sequence[str] = ()
    line_types: Sequence[str] = ()
    anonymous: bool = False

    @property
    def unit(self) -> str:
        """``money``, ``units`` or ``lines``."""
        return _UNITS[self.measure]

    @property
    def of_bridge(self) -> bool:
        """Can the published `sales_bridge` give the number on its own?"""
        return self.fate == "loaded" and not self.anonymous

    def words(self) -> list[nw.Expr]:
        """What an event and a line type must satisfy, on the ledger or on `sales_bridge`."""
        found = []
        if self.events:
            found.append(nw.col("event").is_in(list(self.events)))
        if self.line_types:
            found.append(nw.col("line_type").is_in(list(self.line_types)))
        return found

    def lines(self) -> list[nw.Expr]:
        """What a ledger line must satisfy to be counted."""
        missing = [nw.col("customer_id").is_null()] if self.anonymous else []
        return [nw.col("fate") == self.fate, *self.words(), *missing]


_OTHER = "Duplicate, quarantined and superseded lines."
METRICS = (
    Metric("net_sales", "Money of all loaded lines: the bottom line of the books.", _OTHER),
    Metric(
        "gross_sales",
        "Money of products sold, before anything came back.",
        "Cancellations, returns, and every line that is not a product.",
        events=("sale",),
        line_types=("product",),
    ),
    Metric(
        "cancellations",
        "Money of lines on cancellation invoices, of every line type.",
        "Returns on ordinary invoices.",
        events=("cancellation",),
    ),
    Metric(
        "returns",
        "Money of negative lines on ordinary invoices, of every line type.",
        "Cancellation invoices; stock written off at price 0.",
        events=("return",),
    ),
    Metric(
        "write_offs",
        "Lines that take stock away at price 0.",
        "They carry no money.",
        "lines",
        events=("write_off",),
    ),
    Metric(
        "free", "Lines that give goods away at price 0.", "They carry no money.", "lines", events=("free",)
    ),
    Metric("adjustments", "Money of adjustment invoices.", "Every other invoice.", events=("adjustment",)),
    Metric("postage", "Postage charged less postage given back.", "Carrier fees.", line_types=("postage",)),
    Metric("fees", "Marketplace, bank and other fees.", "Postage.", line_types=("fee",)),
    Metric("discounts", "Discounts given.", "Prices that were low to begin with.", line_types=("discount",)),
    Metric("manual", "Lines entered by hand.", "Lines with a product's code.", line_types=("manual",)),
    Metric(
        "vouchers", "Gift vouchers sold.", "Vouchers redeemed, which no line shows.", line_types=("voucher",)
    ),
    Metric("samples", "Samples.", "Products given away at price 0.", line_types=("sample",)),
    Metric(
        "bad_debt", "Debts given up, and their corrections.", "Unpaid invoices.", line_types=("bad_debt",)
    ),
    Metric("other", "Codes that no line type is known for.", "Listed codes.", line_types=("other", "test")),
    Metric(
        "units",
        "Product units, net of what came back or was written off.",
        "Lines that are not products.",
        "quantity",
        line_types=("product",),
    ),
    Metric("lines", "Loaded lines.", _OTHER, "lines"),
    Metric(
        "anonymous_sales",
        "Money of loaded lines without a customer.",
        "Lines of identified customers.",
        anonymous=True,
    ),
    Metric(
        "duplicates",
        "Money of lines delivered again; it is in no sales figure.",
        "Loaded lines.",
        fate="duplicate",
    ),
    Metric(
        "quarantined",
        "Money of lines that cannot be trusted, as far as it can be read.",
        "Lines whose money cannot be read: they are counted, with no amount.",
        fate="quarantined",
    ),
    Metric(
        "superseded",
        "Money of lines replaced or discarded by a decision.",
        "What replaced them.",
        fate="superseded",
    ),
)


def metric(name: str) -> Metric:
    """The metric of that name; raises `UnknownName` with the nearest."""
    for found in METRICS:
        if found.name == name:
            return found
    raise UnknownName("metric", name, [m.name for m in METRICS])
