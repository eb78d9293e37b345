"""The ledger: every record received, with exactly one fate."""

from __future__ import annotations

import narwhals as nw

from tillhouse import reading
from tillhouse.booking.amounts import with_money
from tillhouse.booking.faults import line_faults
from tillhouse.booking.identity import with_one_form, with_sets
from tillhouse.booking.repeats import repeats
from tillhouse.booking.treatment import (
    can_leave_out,
    left_out,
    order_id,
    with_no_sale_word,
    with_treatment,
    with_words,
)
from tillhouse.checks.in_range import in_range
from tillhouse.checks.matches import matches
from tillhouse.checks.not_null import not_null
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, looked_up, once, with_membership
from tillhouse.retail import events
from tillhouse.retail.currencies import NONE
from tillhouse.retail.row_score import row_score
from tillhouse.settings.feed import Feed
from tillhouse.table import Column, table

#: Room for 536 million lines in one delivery; see `tillhouse.pipeline.intake.delivery_key` for the other 34 bits.
LINES_PER_DELIVERY = 1 << 29
#: What makes two lines the same sale.
SALE = (
    "invoice_no",
    "stock_code",
    "description",
    "quantity",
    "unit_price",
    "amount",
    "tax",
    "sold_at",
    "customer_id",
    "country",
    "currency",
)
_KEPT = (
    "line_id",
    "part",
    "role",
    "feed",
    "delivery",
    "line",
    "month",
    *SALE,
    "order_id",
    "category",
    "unit",
    "gross_amount",
    "discount",
    "tax_basis",
    "store",
    "channel",
    "status",
    "kind",
    "treatment",
    "kind_type",
    "business_date",
    "delivery_counted",
    "position",
    "taken_at",
)
_ONE = nw.lit(1, nw.Int64)
c = nw.col
_ZERO = nw.lit(0, nw.Int64)


@table(
    key=("line_id", "part"),
    by="month",
    money="amount",
    owner="sales",
    columns={
        "line_id": Column(
            "integer", "Source position of the record: delivery and line in one number.", provenance=True
        ),
        "part": Column(
            "integer",
            "Which line of the record: 0 and up are goods, below 0 is money of the order.",
            provenance=True,
        ),
        "feed": Column("text", "The feed it came by.", provenance=True),
        "delivery": Column("integer", "The delivery it came in.", provenance=True),
        "line": Column("integer", "Line of the delivered file.", provenance=True),
        "month": Column("text", "Month of the trading day, or `unknown`."),
        "fate": Column("text", "`loaded`, `duplicate`, `quarantined`, `superseded` or `not_sales`."),
        "reasons": Column(
            "text", "Why it is quarantined, words joined by a comma, or what makes it no sale."
        ),
        "event": Column("text", "What happened: sale, cancellation, return, write_off, free, adjustment."),
        "line_type": Column("text", "What it concerns: product, postage, discount, tax, tip, fee, …"),
        "invoice_no": Column("text", "Invoice number, trimmed."),
        "order_id": Column("text", "The order, within its feed; the feed declares what makes one."),
        "stock_code": Column("text", "Stock code, trimmed, upper case."),
        "description": Column("text", "Description, trimmed, spaces collapsed."),
        "category": Column("text", "Category, where the file has one, trimmed."),
        "quantity": Column("quantity", "Signed quantity in the feed's unit, exact."),
        "unit": Column("text", "Unit of the quantity, where the file has one."),
        "unit_price": Column("price", "Price of one unit, exact."),
        "gross_amount": Column("money", "Money before discounts: amount plus discount."),
        "discount": Column("money", "What was taken off this line; its sign is that of the line."),
        "tax": Column("money", "Tax of the line, where the file says it. See tax_basis."),
        "tax_basis": Column("text", "Whether the amount has the tax: `included`, `excluded`, or null."),
        "amount": Column(
            "money", "The line total where the feed gives it, else gross less discount. Null: unknown."
        ),
        "sold_at": Column("datetime", "Local time of the store."),
        "business_date": Column("date", "Trading day, computed here and nowhere else."),
        "customer_id": Column(
            "text", "Customer as the shop knows it; null for an anonymous sale.", "personal"
        ),
        "country": Column("text", "Country by its standard name; as received where no rule knows it."),
        "currency": Column("text", "ISO 4217, from the record or the feed, or its code for no currency."),
        "store": Column("text", "Store or register, as received."),
        "channel": Column("text", "Channel or marketplace, as received."),
        "status": Column("text", "Status or type, as received."),
        "occurrence": Column("integer", "This is the n-th equal line within its delivery."),
        "redelivered": Column("boolean", "The same occurrence of the same line came in another delivery."),
        "score": Column("integer", "Percent of the row's rules that hold; 0 when it is quarantined."),
        "issues": Column("text", "The rules that do not hold, joined by a comma."),
    },
    checks=[
        unique("line_id", "part", on_fail="stop"),
        one_of("fate", events.FATES, on_fail="stop"),
        one_of("event", events.EVENTS, on_fail="stop"),
        not_null(
            "customer_id",
            on_fail="warn",
            advice="Sales without a customer are in revenue, not in customer figures; ask for it at the till.",
        ),
        not_null("description", on_fail="warn"),
        not_null("sold_at", on_fail="warn"),
        not_null("amount", on_fail="warn"),
        in_range("unit_price", low=0, on_fail="warn"),
        one_of("line_type", [kind for kind in events.LINE_TYPES if kind != "other"], on_fail="warn"),
        one_of(
            "fate",
            ("loaded", "duplicate", "superseded", "not_sales"),
            on_fail="warn",
            advice="See why, and fix or discard:  tillhouse quarantine list",
        ),
        in_range(
            "occurrence",
            high=1,
            on_fail="warn",
            advice='Where repeats are mistakes, set duplicates = "exact" in the feed.',
        ),
        matches("currency", "[A-Z]{3}", on_fail="warn"),
    ],
)
def ledger(raw_sales: Frame, repairs: Frame, overruled_lines: Frame, feed: Feed) -> Frame:
    """One row per line of a record received: the record's own, and one for each money of its order.

    received = loaded + duplicate + quarantined + superseded + not_sales, in rows and in money, for each delivery and
    month.
    Downstream tables read the loaded rows.
    """
    read = with_membership(values(raw_sales, feed), "decided", "line_id", _by_people(repairs))
    rulings = overruled_lines.select("line_id", ruling=c("fate"))
    lines = once(_judged(looked_up(read, rulings, ["line_id"]), feed))
    counted = looked_up(lines, repeats(lines, SALE), ["line_id", "part"]).with_columns(
        c("occurrence").fill_null(1), c("redelivered").fill_null(False)
    )
    return with_sets(_classified(counted.with_columns(fate=_fate(feed)), feed), feed)


def trusted(raw: Frame, feed: Feed) -> Frame:
    """Records as values with `reasons`, which is null for those that can be trusted; nothing is decided of them."""
    nothing = nw.when(c("line_id") < 0).then(nw.lit(""))
    return _judged(values(raw, feed).with_columns(decided=nw.lit(False), ruling=nothing), feed)


def _by_people(repairs: Frame) -> Frame:
    """Decisions about single records; that a file came again whole is among the overruled lines."""
    return repairs.filter(c("action") != "completed")


def values(raw: Frame, feed: Feed) -> Frame:
    """Text to values by the feed's reading; what cannot be read is null."""
    text = reading.with_moment(with_one_form(raw, feed), feed)
    placed = text.with_columns(
        currency=c("currency").fill_null(feed.currency or NONE),
        store=c("store").fill_null(feed.store) if feed.store else c("store"),
        line_id=c("delivery") * LINES_PER_DELIVERY + c("line"),
        delivery_counted=nw.coalesce("counts_with", "delivery"),
        sold_at=c("moment"),
        business_date=reading.business_date(c("moment"), feed),
        discount_said=c("discount"),
        no_quantity=c("quantity").fill_null("").str.strip_chars() == "",
    ).with_columns(position=nw.coalesce("supersedes", "line_id"))
    return with_money(with_treatment(placed, feed), feed).with_columns(
        order_id=order_id(feed), tax_basis=nw.lit(feed.tax_basis or None, nw.String)
    )


def _judged(lines: Frame, feed: Feed) -> Frame:
    """Add `reasons`, why a record cannot be trusted, or null; `decided` and `ruling` say what was decided of it."""
    split = c("problem").is_null()
    faults = {
        **line_faults(feed),
        "sold_at_unreadable": c("sold_at").is_null(),
    }
    broken = ~split | nw.any_horizontal(*faults.values(), ignore_nulls=True)
    counts = ~left_out(feed)
    faulty = broken & (counts | ~split)
    words = [nw.when(split & broken).then(nw.lit(word)) for word, broken in faults.items()]
    reasons = nw.concat_str([c("problem"), *words], separator=", ", ignore_nulls=True)
    found = lines.select(*_KEPT, "decided", "ruling", reasons=nw.when(faulty).then(reasons))
    return _whole(found, feed) if feed.whole_orders else found


def _whole(lines: Frame, feed: Feed) -> Frame:
    """An order with one line that cannot be trusted waits as a whole; a record that holds its lines is an order."""
    waits = (
        nw.when(~c("reasons").is_null() & ~c("decided") & c("ruling").is_null()).then(_ONE).otherwise(_ZERO)
    )
    number = c("position").cast(nw.String) if feed.lines else c("invoice_no").fill_null("")
    marked = lines.with_columns(_number=number, _bad=waits)
    beside = (c("_bad").sum().over("delivery_counted", "_number") > 0) & (c("_number") != "")
    reasons = nw.when(beside & ~left_out(feed)).then(nw.lit("order_waits"))
    return marked.with_columns(reasons=nw.coalesce(c("reasons"), reasons)).drop("_number", "_bad")


def _fate(feed: Feed) -> nw.Expr:
    """The one fate of each line."""
    duplicate = {
        "redelivery": c("redelivered"),
        "exact": c("redelivered") | (c("occurrence") > 1),
        "keep": nw.lit(False),
        "key": nw.lit(False),
    }.get(feed.duplicates, c("redelivered")) | (c("ruling") == "duplicate").fill_null(False)
    counted = nw.when(duplicate).then(nw.lit("duplicate")).otherwise(nw.lit("loaded"))
    if can_leave_out(feed):
        counted = nw.when(left_out(feed)).then(nw.lit("not_sales")).otherwise(counted)
    waits = nw.when(~c("reasons").is_null()).then(nw.lit("quarantined")).otherwise(counted)
    gone = c("decided") | (c("ruling") == "superseded").fill_null(False)
    return nw.when(gone).then(nw.lit("superseded")).otherwise(waits)


def _classified(lines: Frame, feed: Feed) -> Frame:
    """Add the two words, and score each row by the rules it satisfies."""
    known = c("reasons").is_null()
    counts = known & (c("fate") != "not_sales") if can_leave_out(feed) else known
    lines = with_words(lines, feed).with_columns(
        event=nw.when(counts).then(c("event")), line_type=nw.when(counts).then(c("line_type"))
    )
    score, issues = row_score(
        {
            "quarantined": known,
            "customer_missing": ~c("customer_id").is_null(),
            "description_missing": ~c("description").is_null(),
            "country_missing": ~c("country").is_null(),
            "price_negative": (c("unit_price") >= 0).fill_null(True),
            "code_unknown": (c("line_type") != "other").fill_null(True),
            "repeated": (c("occurrence") == 1) & ~c("redelivered"),
            events.SOLD_AFTER_DELIVERY: (c("sold_at") <= c("taken_at").dt.offset_by("14h")).fill_null(True),
        },
        fatal=("quarantined",),
    )
    judged = lines.with_columns(score=score, issues=issues)
    return _with_word(judged, feed) if can_leave_out(feed) else judged


def _with_word(lines: Frame, feed: Feed) -> Frame:
    """Say of what is no sale what makes it none."""
    said = nw.when(c("fate") == "not_sales").then(c("_why"))
    words = with_no_sale_word(lines, feed, "_why")
    return words.with_columns(reasons=nw.coalesce(c("reasons"), said)).drop("_why")
