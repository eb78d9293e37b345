"""Returns, each with the sale it takes back."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.not_null import not_null
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, missing, narrowed, once, with_share
from tillhouse.retail.money import less
from tillhouse.table import Column, table

#: A return belongs to sales of the same customer, item and unit price in the same currency.
GROUP = ("customer_id", "stock_code", "unit_price", "currency")
#: What tells one ledger line from another.
_ID = ("line_id", "part")
REASONS = ("no_customer", "no_earlier_sale", "more_returned_than_sold")
_BACK = ("cancellation", "return")
_LINE = (
    *GROUP,
    "month",
    "line_id",
    "part",
    "invoice_no",
    "order_id",
    "sold_at",
    "line_type",
    "event",
    "quantity",
    "amount",
)
c = nw.col
_ONE = nw.lit(1, nw.Int64)
_ZERO = nw.lit(0, nw.Int64)
_TOTAL = nw.Decimal(38, 6)
_UNIT, _MILLION = nw.lit(1).cast(_TOTAL), nw.lit(1_000_000, nw.Int64)


@table(
    key=("line_id", "part", "sale_line_id", "sale_part"),
    by="month",
    money="amount",
    owner="sales",
    columns={
        "line_id": Column("integer", "Record of the return.", provenance=True),
        "part": Column("integer", "Which line of that record.", provenance=True),
        "sale_line_id": Column("integer", "Record of the sale; null: unmatched.", provenance=True),
        "sale_part": Column("integer", "Which line of that record; null: unmatched.", provenance=True),
        "month": Column("text", "Month of the return."),
        "sale_month": Column("text", "Month of the sale; null: unmatched."),
        "invoice_no": Column("text", "Invoice of the return."),
        "sale_invoice_no": Column("text", "Invoice of the sale; null: unmatched."),
        "sale_order_id": Column("text", "Order of the sale; null: unmatched."),
        "returned_at": Column("datetime", "When it came back."),
        "sold_at": Column("datetime", "When it was sold; null: unmatched."),
        "event": Column("text", "`cancellation` or `return`."),
        "line_type": Column("text", "What it concerns."),
        "customer_id": Column("text", "Customer; null for an anonymous return.", "personal"),
        "stock_code": Column("text", "Stock code."),
        "unit_price": Column("price", "Unit price of both."),
        "currency": Column("text", "ISO 4217."),
        "quantity": Column("quantity", "Units of this sale that came back, negative."),
        "amount": Column("money", "Their money, negative."),
        "unmatched": Column(
            "text", "Why there is no sale: no_customer, no_earlier_sale, more_returned_than_sold."
        ),
    },
    checks=[
        unique("line_id", "part", "sale_line_id", "sale_part", on_fail="stop"),
        not_null(
            "sale_line_id",
            on_fail="warn",
            advice="Look at the unmatched returns:  tillhouse show fact_returns --where sale_month=  ; "
            "sales before the first delivery cannot be matched.",
        ),
        one_of("unmatched", REASONS, on_fail="stop"),
    ],
)
def fact_returns(ledger: Frame, past_ledger: Frame) -> Frame:
    """One row per cancelled or returned line and sale line it takes back, and one for what has no sale.

    A return takes the nearest earlier sale of the same customer, item and unit price that has quantity left,
    then the next. Nothing is matched into the future or twice. The amounts of a line's rows sum to the line.

    Sales pile up and returns take from the top, so matching is bracket matching. Look at the height of the pile
    after each event: a return lowers it from b to a. It takes the part of each earlier sale that lies in (a, b]
    and that no later event reached below.
    """
    # A cancellation of positive quantity is neither: nothing came back, and nothing of it can.
    either = (c("event") == "sale") | (c("event").is_in(_BACK) & (c("quantity") < 0))
    counted = (c("fate") == "loaded") & either
    backs = once(ledger.filter(counted & (c("event") != "sale")).select(*_LINE))
    named = backs.filter(~c("customer_id").is_null() & ~c("unit_price").is_null())
    # Only lines of customers and codes that came back matter; the filter reaches down to the stored files.
    wanted = [
        narrowed(narrowed(read.filter(counted), "customer_id", named), "stock_code", named).select(*_LINE)
        for read in (past_ledger, ledger)
    ]
    lines = nw.concat(wanted)
    matched = once(_matches(named, lines))
    rest = _unmatched(backs, matched)
    return nw.concat([matched.select(*_OUT), rest.select(*_OUT)])


_OUT = (
    "line_id",
    "part",
    "sale_line_id",
    "sale_part",
    "month",
    "sale_month",
    "invoice_no",
    "sale_invoice_no",
    "sale_order_id",
    "returned_at",
    "sold_at",
    "event",
    "line_type",
    *GROUP,
    "quantity",
    "amount",
    "unmatched",
)


def _matches(named: Frame, lines: Frame) -> Frame:
    """Pairs of return and sale with the quantity that the one takes from the other."""
    steps = _heights(lines.join(named.select(*GROUP).unique(), on=list(GROUP), how="inner"))
    takes = steps.filter(c("event") != "sale").join(named.select(*_ID), on=list(_ID), how="inner")
    earlier = steps.select(
        *GROUP,
        place_s=c("place"),
        sale_line_id=c("line_id"),
        sale_part=c("part"),
        sale_month=c("month"),
        sale_invoice_no=c("invoice_no"),
        sale_order_id=c("order_id"),
        sale_sold_at=c("sold_at"),
        event_s=c("event"),
        before_s=c("before"),
        after_s=c("after"),
    )
    pairs = takes.join(earlier, on=list(GROUP), how="inner").filter(c("place_s") < c("place"))
    pairs = pairs.with_columns(back=-c("place_s"))
    standing = c("after_s").cum_min().over(*_ID, order_by=["back"])
    sales = pairs.with_columns(standing=standing).filter(c("event_s") == "sale")
    top = nw.min_horizontal("standing", "before")
    bottom = nw.max_horizontal("before_s", "after")
    taken = sales.with_columns(units=c("quantity"), taken=bottom - top).filter(c("taken") < 0)
    so_far = c("taken").cum_sum().over(*_ID, order_by=["back"]).cast(nw.Int64)
    counted = _in_units(
        _in_units(taken.with_columns(all_taken=so_far), "quantity", "taken"), "so_far", "all_taken"
    )
    # The line's own money by units: differences of what is paid so far add up to the line to the last millionth.
    lines_so_far = counted.with_columns(until_here=less(c("so_far"), c("quantity")))
    paid = with_share(lines_so_far, "paid", "amount", "so_far", "units")
    return with_share(paid, "paid_before", "amount", "until_here", "units").with_columns(
        c("quantity").cast(nw.Decimal(18, 6)),
        returned_at=c("sold_at"),
        sold_at=c("sale_sold_at"),
        amount=less(c("paid"), c("paid_before")).cast(nw.Decimal(18, 6)),
        unmatched=missing(c("event")),
    )


def _in_units(frame: Frame, into: str, millionths: str) -> Frame:
    """Add ``into``: whole millionths as a decimal."""
    return with_share(frame.with_columns(one=_UNIT, million=_MILLION), into, "one", millionths, "million")


def _heights(lines: Frame) -> Frame:
    """Each event of a group in order, with the height of the pile of unreturned units before and after it.

    Heights are whole millionths: not every engine has windows of decimals.
    """
    order = ["sold_at", "is_back", "invoice_no", "millionths", *_ID]
    ordered = lines.with_columns(
        one=_ONE,
        is_back=nw.when(c("event") == "sale").then(_ZERO).otherwise(_ONE),
        millionths=(c("quantity") * 1_000_000).cast(nw.Int64),
    )
    summed = ordered.with_columns(
        place=c("one").cum_sum().over(*GROUP, order_by=order),
        level=c("millionths").cum_sum().over(*GROUP, order_by=order),
    ).with_columns(lowest=c("level").cum_min().over(*GROUP, order_by=["place"]))
    floor = nw.when(c("lowest") < 0).then(c("lowest")).otherwise(_ZERO)
    return summed.with_columns(after=c("level") - floor).with_columns(
        before=c("after").shift(1).over(*GROUP, order_by=["place"]).fill_null(0)
    )


def _unmatched(backs: Frame, matched: Frame) -> Frame:
    """What is left of each return after its matches, with the reason."""
    money = matched.select(*_ID, done=c("quantity").cast(_TOTAL), paid=c("amount").cast(_TOTAL))
    done = money.group_by(*_ID).agg(c("done", "paid").sum())
    nothing = nw.lit(0).cast(_TOTAL)
    left = backs.join(done, on=list(_ID), how="left").with_columns(
        left=less(c("quantity"), nw.coalesce(c("done"), nothing)).cast(nw.Decimal(18, 6)),
        owed=less(c("amount"), nw.coalesce(c("paid"), nothing)).cast(nw.Decimal(18, 6)),
        returned_at=c("sold_at"),
    )
    reason = (
        nw.when(c("customer_id").is_null())
        .then(nw.lit("no_customer"))
        .otherwise(
            nw.when(c("done").is_null())
            .then(nw.lit("no_earlier_sale"))
            .otherwise(nw.lit("more_returned_than_sold"))
        )
    )
    return left.filter(c("left") != 0).with_columns(
        quantity=c("left"),
        amount=c("owed"),
        unmatched=reason,
        sale_line_id=missing(c("line_id")),
        sale_part=missing(c("part")),
        sale_month=missing(c("month")),
        sale_invoice_no=missing(c("invoice_no")),
        sale_order_id=missing(c("order_id")),
        sold_at=missing(c("sold_at")),
    )
