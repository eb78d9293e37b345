"""What a status or type column says of a line, which order it belongs to, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from tillhouse.frame import Frame
from tillhouse.retail import events
from tillhouse.retail.line_types import line_type
from tillhouse.settings.feed import BACK, REVERSED, TREATMENTS, Feed

#: Among statuses: every value that is not listed.
ANY = "*"
#: Treatments that leave a line out of sales.
NO_SALES = ("not_sales", "waiting")
c = nw.col


def with_treatment(lines: Frame, feed: Feed) -> Frame:
    """Add ``treatment``, ``kind_type`` and ``unknown_word``: what status and type mean, as the feed declares it.

    What is no sale wins over a return, that over a sale; of two line types that of the status wins.
    """
    said = [(name, words) for name, words in (("kind", feed.kinds), ("status", feed.statuses)) if words]
    treatment, kind, unknown = nw.lit("sale"), nw.lit(None, nw.String), nw.lit(False)
    for wanted in (BACK, NO_SALES):
        for name, words in said:
            for word in wanted:
                treatment = nw.when(_means(name, words, word)).then(nw.lit(word)).otherwise(treatment)
    for name, words in said:
        for word in sorted(set(words.values()) - set(TREATMENTS)):
            kind = nw.when(_means(name, words, word)).then(nw.lit(word)).otherwise(kind)
        unknown = unknown | ~_listed(name, words)
    if len(said) > 1:
        # A status that is known and no plain sale is enough.
        status = feed.statuses
        plain = ~_listed("status", status) | _means("status", status, "sale") | c("status").is_null()
        unknown = unknown & plain
    return lines.with_columns(treatment=treatment, kind_type=kind, unknown_word=unknown)


def _said(name: str) -> nw.Expr:
    return c(name).str.to_lowercase().fill_null("")


def _listed(name: str, words: Mapping[str, str]) -> nw.Expr:
    """Whether a value is declared; a blank one always is."""
    return nw.lit(True) if ANY in words else _said(name).is_in([*words, ""])


def _means(name: str, words: Mapping[str, str], wanted: str) -> nw.Expr:
    """Whether a value means a word. ``*`` is any value that is not listed, an empty key a blank one."""
    values = [value for value, word in words.items() if word == wanted and value != ANY]
    found = _said(name).is_in(values) if values else nw.lit(False)
    return found | ~_said(name).is_in([*words, ""]) if words.get(ANY) == wanted else found


def with_words(lines: Frame, feed: Feed) -> Frame:
    """Add ``line_type`` and ``event``, and give what came back a negative quantity at a positive price."""
    code = line_type(c("stock_code"), feed.line_types, feed.unlisted)
    if not {"stock_code", "description"} & feed.columns.keys():
        code = nw.lit("receipt")
    if feed.has_parts:
        code = nw.when(c("role").is_null()).then(code).otherwise(c("role"))
    if feed.kinds or feed.statuses:
        code = nw.coalesce(c("kind_type"), code)
    lines = lines.with_columns(line_type=code)
    found = events.event(feed.prefixes, c("invoice_no"), c("line_type"), c("quantity"), c("amount"))
    if feed.statuses or feed.kinds:
        # A tax on top has no amount, and is not free; it alone makes no order.
        found = nw.when(c("line_type") == "tax").then(nw.lit("adjustment")).otherwise(found)
    if feed.has_parts or feed.statuses or feed.kinds:
        found = _event_of_parts(found)
    lines = lines.with_columns(event=found)
    turned = (c("event") == "return") & (c("amount") < 0)
    return lines.with_columns(
        quantity=nw.when(turned & (c("quantity") > 0)).then(-c("quantity")).otherwise(c("quantity")),
        unit_price=nw.when(turned & (c("unit_price") < 0)).then(-c("unit_price")).otherwise(c("unit_price")),
    )


def _event_of_parts(found: nw.Expr) -> nw.Expr:
    """Money of an order is of its sale; a refund, and what a status calls a return, is a return."""
    role = c("role")
    back = (role == "refund") | (c("part") <= REVERSED) | (c("treatment") == "return")
    # what an order of returned goods has besides them sells nothing
    back = back | (role.is_in(["postage", "tip"]) & (c("amount") < 0))
    charged = (role == "fee") & (c("amount") < 0) | (role == "tax")
    of_order = nw.when(charged.fill_null(False)).then(nw.lit("adjustment")).otherwise(nw.lit("sale"))
    part = nw.when(role.is_null()).then(found).otherwise(of_order)
    found = nw.when(back.fill_null(False)).then(nw.lit("return")).otherwise(part)
    return nw.when(c("treatment") == "cancellation").then(nw.lit("cancellation")).otherwise(found)


def order_id(feed: Feed) -> nw.Expr:
    """The order a line belongs to, as the feed declares what makes one."""
    day = c("business_date").cast(nw.String)
    number, store = c("invoice_no"), c("store").fill_null("")
    found = {
        "number": number,
        "number_and_day": nw.concat_str(number, day, separator=" "),
        "number_and_store": nw.concat_str(number, store, separator=" "),
        "number_and_store_and_day": nw.concat_str(number, store, day, separator=" "),
        "line": c("position").cast(nw.String),
        "day": nw.concat_str(day, store, separator=" ").str.strip_chars(),
    }[feed.order]
    return nw.coalesce(found, c("position").cast(nw.String))
