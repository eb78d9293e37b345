"""The ledger: every record received, with exactly one fate."""

from __future__ import annotations

import narwhals as nw

from tillhouse import reading
from tillhouse.checks.in_range import in_range
from tillhouse.checks.matches import matches
from tillhouse.checks.not_null import not_null
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, looked_up, once, with_canonical_text, with_membership, with_share
from tillhouse.retail import events
from tillhouse.retail.line_types import line_type
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
    "sold_at",
    "customer_id",
    "country",
    "currency",
)
_TEXT = ("description", "country", "currency")
_IDENTIFIERS = ("invoice_no", "stock_code", "customer_id")
_CAPITALS = ("stock_code", "currency")
_KEPT = (
    "line_id",
    "feed",
    "delivery",
    "line",
    "month",
    *SALE,
    "business_date",
    "delivery_counted",
    "position",
    "taken_at",
)
#: Words that stand for no customer, lower case.
_NOBODY = ["nan", "null", "none", events.ANONYMOUS.lower()]
_LARGEST = 10**12
_ONE = nw.lit(1, nw.Int64)
c = nw.col
_ZERO = nw.lit(0, nw.Int64)


@table(
    key=("line_id",),
    by="month",
    money="amount",
    owner="sales",
    columns={
        "line_id": Column("integer", "Source position: delivery and line in one number.", provenance=True),
        "feed": Column("text", "The feed it came by.", provenance=True),
        "delivery": Column("integer", "The delivery it came in.", provenance=True),
        "line": Column("integer", "Line of the delivered file.", provenance=True),
        "month": Column("text", "Month of the trading day, or `unknown`."),
        "fate": Column("text", "`loaded`, `duplicate`, `quarantined` or `superseded`."),
        "reasons": Column("text", "Why it is quarantined: words joined by a comma; null otherwise."),
        "event": Column("text", "What happened: sale, cancellation, return, write_off, free, adjustment."),
        "line_type": Column("text", "What it concerns: product, postage, discount, manual, fee, …"),
        "invoice_no": Column("text", "Invoice number, trimmed."),
        "stock_code": Column("text", "Stock code, trimmed, upper case."),
        "description": Column("text", "Description, trimmed, spaces collapsed."),
        "quantity": Column("integer", "Signed quantity in the feed's unit."),
        "unit_price": Column("price", "Price of one unit, exact."),
        "amount": Column(
            "money", "Quantity × unit price, or the line total where the feed gives it. Null: unknown."
        ),
        "sold_at": Column("datetime", "Local time of the store."),
        "business_date": Column("date", "Trading day, computed here and nowhere else."),
        "customer_id": Column(
            "text", "Customer as the shop knows it; null for an anonymous sale.", "personal"
        ),
        "country": Column("text", "Country as received, trimmed."),
        "currency": Column("text", "ISO 4217, from the record or the feed."),
        "occurrence": Column("integer", "This is the n-th equal line within its delivery."),
        "redelivered": Column("boolean", "The same occurrence of the same line came in another delivery."),
        "score": Column("integer", "Percent of the row's rules that hold; 0 when it is quarantined."),
        "issues": Column("text", "The rules that do not hold, joined by a comma."),
    },
    checks=[
        unique("line_id", on_fail="stop"),
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
            ("loaded", "duplicate", "superseded"),
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
def ledger(raw_sales: Frame, repairs: Frame, feed: Feed) -> Frame:
    """One row per record received.

    received = loaded + duplicate + quarantined + superseded, in rows and in money, for each delivery and month.
    Downstream tables read the loaded rows.
    """
    lines = once(_judged(with_membership(_values(raw_sales, feed), "decided", "line_id", repairs), feed))
    counted = looked_up(lines, _repeats(lines), ["line_id"]).with_columns(
        c("occurrence").fill_null(1), c("redelivered").fill_null(False)
    )
    return _classified(counted.with_columns(fate=_fate(feed)), feed)


def _values(raw: Frame, feed: Feed) -> Frame:
    """Text to values by the feed's reading; what cannot be read is null."""
    text = (
        reading.with_moment(with_canonical_text(raw, _TEXT, _IDENTIFIERS, _CAPITALS), feed)
        .with_columns(
            currency=c("currency").fill_null(feed.currency.upper()),
            counted=reading.integer(c("quantity"), feed),
            price=reading.decimal(c("unit_price"), feed),
            total=reading.decimal(c("amount"), feed),
            line_id=c("delivery") * LINES_PER_DELIVERY + c("line"),
            delivery_counted=nw.coalesce("counts_with", "delivery"),
        )
        .with_columns(position=nw.coalesce("supersedes", "line_id"))
    )
    product = c("price") * c("counted")
    sensible = (product < _LARGEST) & (product > -_LARGEST)
    computed = nw.when(sensible).then(product).cast(nw.Decimal(18, 6))
    gives_totals = "amount" in feed.columns
    if gives_totals:
        # For matching and display: the total over the quantity, to six places.
        text = with_share(text.with_columns(one=_ONE), "price_of_one", "total", "one", "counted")
    return text.with_columns(
        sold_at=c("moment"),
        business_date=reading.business_date(c("moment"), feed),
        customer_id=nw.when(~c("customer_id").str.to_lowercase().is_in(_NOBODY)).then(c("customer_id")),
        quantity=c("counted"),
        unit_price=_given_or_computed() if gives_totals else c("price"),
        amount=c("total") if gives_totals else computed,
    )


def _given_or_computed() -> nw.Expr:
    return nw.coalesce(c("price"), c("price_of_one").cast(nw.Decimal(18, 6)))


def _judged(lines: Frame, feed: Feed) -> Frame:
    """Add `reasons`, why a record cannot be trusted, or null; `decided` says that it has left quarantine."""
    split = c("problem").is_null()
    faults = {
        "invoice_no_missing": c("invoice_no").is_null(),
        "stock_code_missing": c("stock_code").is_null(),
        "quantity_unreadable": c("quantity").is_null(),
        **_money_faults(feed),
        "sold_at_unreadable": c("sold_at").is_null(),
    }
    faulty = nw.any_horizontal(~split, *faults.values(), ignore_nulls=True)
    words = [nw.when(split & broken).then(nw.lit(word)) for word, broken in faults.items()]
    reasons = nw.concat_str([c("problem"), *words], separator=", ", ignore_nulls=True)
    return lines.select(*_KEPT, "decided", reasons=nw.when(faulty).then(reasons))


def _money_faults(feed: Feed) -> dict[str, nw.Expr]:
    unknown = c("amount").is_null()
    if "amount" in feed.columns:
        return {"amount_unreadable": unknown}
    known = ~c("quantity").is_null() & ~c("unit_price").is_null()
    return {"price_unreadable": c("unit_price").is_null(), "amount_out_of_range": unknown & known}


def _repeats(lines: Frame) -> Frame:
    """The lines that repeat another, with `occurrence` and `redelivered`; all others are the first of their kind.

    Equal lines share invoice and code, so only lines that share those are compared.
    """
    trusted = lines.filter(c("reasons").is_null() & ~c("decided"))
    alike = trusted.with_columns(alike=nw.len().over("invoice_no", "stock_code")).filter(c("alike") > 1)
    same = [f"_{name}" for name in SALE]
    ones = alike.with_columns(one=_ONE, **{f"_{name}": _comparable(name) for name in SALE})
    counted = ones.with_columns(
        occurrence=c("one").cum_sum().over(*same, "delivery_counted", order_by=["position"])
    ).with_columns(
        copy=c("one").cum_sum().over(*same, "occurrence", order_by=["delivery_counted", "position"])
    )
    repeats = counted.filter((c("occurrence") > 1) | (c("copy") > 1))
    return repeats.select("line_id", "occurrence", redelivered=c("copy") > 1)


def _comparable(name: str) -> nw.Expr:
    """A column as text in which null equals null: engines disagree on null keys."""
    return c(name).cast(nw.String).fill_null("") if name != "sold_at" else c(name)


def _fate(feed: Feed) -> nw.Expr:
    duplicate = {
        "redelivery": c("redelivered"),
        "exact": c("redelivered") | (c("occurrence") > 1),
        "keep": nw.lit(False),
        "key": _later_of_key(feed),
    }[feed.duplicates]
    return (
        nw.when(c("decided"))
        .then(nw.lit("superseded"))
        .otherwise(
            nw.when(~c("reasons").is_null())
            .then(nw.lit("quarantined"))
            .otherwise(nw.when(duplicate).then(nw.lit("duplicate")).otherwise(nw.lit("loaded")))
        )
    )


def _later_of_key(feed: Feed) -> nw.Expr:
    trusted = c("reasons").is_null() & ~c("decided")
    one = nw.when(trusted).then(_ONE).otherwise(_ZERO)
    key = feed.duplicate_key or ("invoice_no", "stock_code")
    # Within a month: months are built apart, and what one of them holds must not depend on another.
    return one.cum_sum().over("month", *key, order_by=["sold_at", "position"]) > 1


def _classified(lines: Frame, feed: Feed) -> Frame:
    """Add the two words, and score each row by the rules it satisfies."""
    known = c("reasons").is_null()
    lines = lines.with_columns(
        event=nw.when(known).then(events.event(c("invoice_no"), c("quantity"), c("amount"))),
        line_type=nw.when(known).then(line_type(c("stock_code"), feed.line_types)),
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
    return lines.with_columns(score=score, issues=issues)
