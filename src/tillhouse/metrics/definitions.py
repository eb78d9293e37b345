"""Metrics: each declared once, here, and read by everything that shows, explains or stores a number.

A metric is a name, a meaning, a formula over ledger lines (`tillhouse.metrics.formulas`) and what it leaves out.
Unit, tax basis, the formula in words and how it adds up follow from the formula. Any metric may be followed by
``_month_over_month`` or ``_year_over_year``: how it changed, as a share of what it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tillhouse.errors import UnknownName
from tillhouse.metrics.formulas import Back, Buyers, Change, Count, Lines, Metric, Ratio, Sum
from tillhouse.metrics.own import declared_metrics
from tillhouse.retail.event_names import GOODS
from tillhouse.settings.own import Own
from tillhouse.settings.own_files import OwnFile

#: What a customer has bought when they are counted: the first such line makes them new.
PURCHASES = Lines(events=("sale",), line_types=GOODS, buyers="known")
#: What is behind the name of a metric, and how far back it compares.
CHANGES: Mapping[str, Back] = MappingProxyType({"_month_over_month": "month", "_year_over_year": "year"})

_OTHER = "Duplicate, quarantined and superseded lines, and records that are no sales."
_ANYBODY = "Anonymous sales; customers who bought no product in the period, but had it cancelled or returned."
_BACK = Lines(events=("cancellation", "return"), line_types=GOODS)


def _money(
    name: str,
    meaning: str,
    excludes: str,
    *,
    events: tuple[str, ...] = (),
    line_types: tuple[str, ...] = (),
    fate: str = "loaded",
    buyers: Buyers = "all",
) -> Metric:
    return Metric(name, meaning, excludes, Sum("amount", Lines(fate, events, line_types, buyers)))


REVENUE = _money(
    "revenue", "Money of all loaded lines, whatever they concern: net sales, without tax on top.", _OTHER
)
GROSS_SALES = Metric(
    "gross_sales",
    "Money of products sold, before discounts and before anything came back.",
    "Discounts, cancellations, returns, and every line that is not a product.",
    Sum("gross_amount", Lines(events=("sale",), line_types=GOODS)),
)
RETURNED_SALES = Metric(
    "returned_sales",
    "Money of products that came back, cancelled or returned, as a positive number.",
    "Cancelled postage and discounts; stock written off. It counts when it came back, not when it was sold.",
    Sum("amount", _BACK, sign=-1),
)
IDENTIFIED_SALES = _money(
    "identified_sales",
    "Money of all loaded lines of identified customers.",
    "Lines without a customer.",
    buyers="known",
)
UNITS_SOLD = Metric(
    "units_sold",
    "Product units sold, before anything came back.",
    "Units given away; units that came back or were written off.",
    Sum("quantity", Lines(events=("sale",), line_types=GOODS)),
)
UNITS_RETURNED = Metric(
    "units_returned",
    "Product units that came back, cancelled or returned, as a positive number.",
    "Units written off. They count when they came back, not when they were sold.",
    Sum("quantity", _BACK, sign=-1),
)
ORDERS = Metric(
    "orders",
    "Invoices with at least one sale line, of whatever line type.",
    "Invoices that only cancel, return, adjust, give away or write off.",
    Count("orders", Lines(events=("sale",))),
)
CUSTOMERS = Metric(
    "customers", "Identified customers who bought a product.", _ANYBODY, Count("customers", PURCHASES)
)
REPEAT_CUSTOMERS = Metric(
    "repeat_customers",
    "Identified customers who bought products on two or more invoices within the period.",
    _ANYBODY,
    Count("customers", PURCHASES, "repeat"),
)

_DEFINED = (
    REVENUE,
    Metric("net_sales", "The same as revenue: the bottom line of the books.", _OTHER, REVENUE.formula),
    GROSS_SALES,
    _money(
        "cancellations",
        "Money of lines on cancellation invoices, of every line type.",
        "Returns on ordinary invoices.",
        events=("cancellation",),
    ),
    _money(
        "returns",
        "Money of negative lines on ordinary invoices, of every line type.",
        "Cancellation invoices; stock written off at price 0.",
        events=("return",),
    ),
    Metric(
        "write_offs",
        "Lines that take stock away at price 0.",
        "They carry no money.",
        Sum("lines", Lines(events=("write_off",))),
    ),
    Metric(
        "free",
        "Lines that give goods away at price 0.",
        "They carry no money.",
        Sum("lines", Lines(events=("free",))),
    ),
    _money("adjustments", "Money of adjustment invoices.", "Every other invoice.", events=("adjustment",)),
    _money("postage", "Postage charged less postage given back.", "Carrier fees.", line_types=("postage",)),
    _money("fees", "Marketplace, bank and other fees.", "Postage.", line_types=("fee",)),
    Metric(
        "discounts",
        "Discounts given: lines that are discounts, and what was taken off other lines.",
        "Prices that were low to begin with.",
        Sum("discounted"),
    ),
    Metric(
        "tax",
        "Tax of all loaded lines, where the files say it, within amounts or on top of them.",
        "Lines whose tax nobody says.",
        Sum("tax"),
    ),
    _money("tips", "Tips.", "Amounts that customers paid for goods.", line_types=("tip",)),
    _money("refunds", "Amounts paid back that name no goods.", "Returns of goods.", line_types=("refund",)),
    _money("manual", "Lines entered by hand.", "Lines with a product's code.", line_types=("manual",)),
    _money(
        "vouchers", "Gift vouchers sold.", "Vouchers redeemed, which no line shows.", line_types=("voucher",)
    ),
    _money("samples", "Samples.", "Products given away at price 0.", line_types=("sample",)),
    _money(
        "bad_debt", "Debts given up, and their corrections.", "Unpaid invoices.", line_types=("bad_debt",)
    ),
    _money("other", "Codes that no line type is known for.", "Listed codes.", line_types=("other", "test")),
    RETURNED_SALES,
    _money(
        "anonymous_sales",
        "Money of loaded lines without a customer.",
        "Lines of identified customers.",
        buyers="anonymous",
    ),
    IDENTIFIED_SALES,
    Metric(
        "units",
        "Product units, net of what came back or was written off.",
        "Lines that are not products.",
        Sum("quantity", Lines(line_types=GOODS)),
    ),
    UNITS_SOLD,
    UNITS_RETURNED,
    Metric("lines", "Loaded lines.", _OTHER, Sum("lines")),
    _money(
        "duplicates",
        "Money of lines delivered again; it is in no sales figure.",
        "Loaded lines.",
        fate="duplicate",
    ),
    _money(
        "quarantined",
        "Money of lines that cannot be trusted, as far as it can be read.",
        "Lines whose money cannot be read: they are counted, with no amount.",
        fate="quarantined",
    ),
    _money(
        "superseded",
        "Money of lines replaced or discarded by a decision.",
        "What replaced them.",
        fate="superseded",
    ),
    _money(
        "not_sales",
        "Money of records that are no sales: cancelled or pending orders, payments, payouts.",
        "Lines of sales.",
        fate="not_sales",
    ),
    ORDERS,
    CUSTOMERS,
    Metric(
        "new_customers",
        "Identified customers whose first purchase of a product in the currency, as far as known, is in the period.",
        _ANYBODY,
        Count("customers", PURCHASES, "new"),
    ),
    Metric(
        "returning_customers",
        "Identified customers who bought a product in the period, and their first in the currency before it.",
        _ANYBODY,
        Count("customers", PURCHASES, "returning"),
    ),
    REPEAT_CUSTOMERS,
    Metric(
        "average_order_value",
        "Revenue for each order.",
        "Nothing of revenue: postage, fees and what came back are in it.",
        Ratio(REVENUE, ORDERS),
    ),
    Metric(
        "items_per_order",
        "Product units sold for each order.",
        "Units that came back; units given away.",
        Ratio(UNITS_SOLD, ORDERS),
    ),
    Metric(
        "return_rate",
        "Money of products that came back in the period, over that of products sold in it.",
        "When they were sold: see `returns_bridge` for returns booked on the sale. It can be above 1.",
        Ratio(RETURNED_SALES, GROSS_SALES),
    ),
    Metric(
        "unit_return_rate",
        "Product units that came back in the period, over those sold in it.",
        "When they were sold; units written off. It can be above 1.",
        Ratio(UNITS_RETURNED, UNITS_SOLD),
    ),
    Metric(
        "repeat_rate",
        "Of the identified customers who bought a product in the period, those who did on two or more invoices.",
        _ANYBODY,
        Ratio(REPEAT_CUSTOMERS, CUSTOMERS),
    ),
    Metric(
        "revenue_per_customer",
        "Revenue from identified customers for each of them who bought a product in the period.",
        "Anonymous sales, above and below.",
        Ratio(IDENTIFIED_SALES, CUSTOMERS),
    ),
)


def change(of: Metric, back: Back) -> Metric:
    """How a metric changed against the month or the year before."""
    ending = next(ending for ending, which in CHANGES.items() if which == back)
    alike = "the calendar month before" if back == "month" else "the same period a year before"
    return Metric(
        f"{of.name}{ending}",
        f"The change of {of.name} against {alike}, as a share of what it was.",
        "Calendar effects: a period that is not whole, on either side, is flagged and compared as it is.",
        Change(of, back),
    )


#: All metrics; of the changes, those of revenue stand for all.
METRICS = (*_DEFINED, *(change(REVENUE, back) for back in CHANGES.values()))


def own_metric(column: Own) -> Metric:
    """What a measure of the shop's own adds up to."""
    return Metric(
        column.name,
        f"The file's column {column.header}, added up over loaded lines of goods.",
        f"Lines whose file says no {column.header}, or says it so that it cannot be read.",
        Sum(column.name, own_unit="money" if column.type == "money" else "units"),
    )


def own_metrics(own: Iterable[Own]) -> tuple[Metric, ...]:
    """A metric for each measure among columns of the shop's own."""
    return tuple(own_metric(column) for column in own if column.role == "measure")


def all_metrics(file: OwnFile, own: Iterable[Own] = (), *, whole: bool = True) -> tuple[Metric, ...]:
    """The metrics of the program, of the shop's own columns, and of its file. Raises `BadSetting` with file and line.

    whole: without it, quotients of the file that name a metric which is not among these are left out.
    """
    known = (*METRICS, *own_metrics(own))
    return (*known, *declared_metrics(file, {one.name: one for one in known}, tuple(CHANGES), whole=whole))


def metric(name: str, own: Iterable[Own] = (), file: OwnFile = OwnFile()) -> Metric:
    """The metric of that name, or the change of one; raises `UnknownName` with the nearest.

    own: the columns of the shop's own, whose measures are metrics too. file: the one that declares further metrics.
    """
    known = {one.name: one for one in all_metrics(file, own)}
    if name in known:
        return known[name]
    for ending, back in CHANGES.items():
        of = known.get(name.removesuffix(ending))
        if name.endswith(ending) and of and not isinstance(of.formula, Change):
            return change(of, back)
    raise UnknownName("metric", name, known)
