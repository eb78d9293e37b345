"""What a status or type column says of a line, which order it belongs to, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from tillhouse.frame import Frame
from tillhouse.retail import events
from tillhouse.retail.line_types import line_type
from tillhouse.settings.feed import BACK, REVERSED, TREATMENTS, Feed
from tillhouse.settings.fields import ORDER_ROW

#: Among statuses: every value that is not listed.
ANY = "*"
#: Treatments that leave a line out of sales.
NO_SALES = ("not_sales", "waiting")
#: Among line types: what has such a code is no sale.
LEFT_OUT = "not_sales"
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
    if feed.order_rows:
        is_order = (c("role") == ORDER_ROW).fill_null(False)
        treatment = nw.when(is_order).then(nw.lit("not_sales")).otherwise(treatment)
    if len(said) > 1:
        # A status that is known and no plain sale is enough.
        status = feed.statuses
        plain = ~_listed("status", status) | _means("status", status, "sale") | c("status").is_null()
        unknown = unknown & plain
    return lines.with_columns(treatment=treatment, kind_type=kind, unknown_word=unknown)


def can_leave_out(feed: Feed) -> bool:
    """Whether a line of this feed can be none of sales."""
    return bool(feed.statuses or feed.kinds) or feed.order_rows or LEFT_OUT in feed.line_types.values()


def left_out(feed: Feed) -> nw.Expr:
    """Whether a line is none of sales: by its status or type, or by its code or name, such as a gift card."""
    found = c("treatment").is_in(list(NO_SALES))
    return found | _by_code(feed) if LEFT_OUT in feed.line_types.values() else found


def _by_code(feed: Feed) -> nw.Expr:
    """Whether the code of a line says that it is no sale; where goods can go by their name, or the name does."""
    names = ("stock_code", "description") if feed.code_or_name else ("stock_code",)
    texts = [c(name).str.strip_chars().str.to_uppercase() for name in names]
    return nw.any_horizontal(
        *((line_type(text, feed.line_types, feed.unlisted) == LEFT_OUT).fill_null(False) for text in texts),
        ignore_nulls=True,
    )


def with_no_sale_word(lines: Frame, feed: Feed, into: str) -> Frame:
    """Add what makes a line no sale, in small letters: that it is an order's row, its status, its type or its code."""
    words = lines.with_columns(_status=nw.lit("status"), _code=nw.lit("code"))
    word = _left_out_by(feed)
    if feed.order_rows:
        is_order = (c("role") == ORDER_ROW).fill_null(False)
        word = nw.when(is_order).then(nw.lit("row of an order")).otherwise(word)
    return words.with_columns(word.alias(into)).drop("_status", "_code")


def _left_out_by(feed: Feed) -> nw.Expr:
    status, kind, code = (c(name).str.to_lowercase() for name in ("status", "kind", "stock_code"))
    by_kind = [_means("kind", feed.kinds, word) for word in NO_SALES] if feed.kinds else [nw.lit(False)]
    by_status = (
        [_means("status", feed.statuses, word) for word in NO_SALES] if feed.statuses else [nw.lit(False)]
    )
    found = (
        nw.when(nw.any_horizontal(*by_kind, ignore_nulls=True))
        .then(kind)
        .otherwise(nw.coalesce(status, kind))
    )
    found = (
        nw.when(nw.any_horizontal(*by_status, ignore_nulls=True))
        .then(nw.coalesce(status, kind))
        .otherwise(found)
    )
    if LEFT_OUT not in feed.line_types.values():
        return nw.concat_str("_status", found, separator=" ")
    is_said = c("treatment").is_in(list(NO_SALES))
    return (
        nw.when(is_said)
        .then(nw.concat_str("_status", found, separator=" "))
        .otherwise(nw.concat_str("_code", code, separator=" "))
    )


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
    if feed.kinds or feed.statuses:
        code = nw.coalesce(c("kind_type"), code)
    if feed.has_parts:  # the type of a record is not that of the money of its order
        code = nw.when(c("role").is_null()).then(code).otherwise(c("role"))
    if LEFT_OUT in feed.line_types.values():
        code = nw.when(code == LEFT_OUT).then(nw.lit("other")).otherwise(code)
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
    # Where there is an order the position need not be written out, line by line.
    alone = nw.when(found.is_null()).then(c("position")).cast(nw.String)
    return nw.coalesce(found, alone)
