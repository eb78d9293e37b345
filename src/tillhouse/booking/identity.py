"""What makes a customer, a product, a country and a currency one: text in one form, and the set they belong to."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from tillhouse.frame import Frame, with_canonical_text, with_standard_text
from tillhouse.retail.countries import standard_country
from tillhouse.retail.currency_signs import standard_currency
from tillhouse.retail.written.nothing import NOTHING, NOWHERE, nobody
from tillhouse.settings.feed import Feed

_TEXT = ("description", "category", "unit", "country", "currency", "store", "channel", "status", "kind")
_NUMBERS = ("invoice_no", "customer_id")
_CAPITALS = ("stock_code", "currency")
#: An address of e-mail, in ASCII: engines differ in the small letters of others.
_ADDRESS = r"^[!-?A-~]+@[!-?A-~]+[.][!-?A-~]+$"
#: What stands before the unit, where a quantity is written with its unit.
_NUMBER = "^[-+\u2212\u20130-9.,' \u00a0]+"
c = nw.col


def with_one_form(raw: Frame, feed: Feed) -> Frame:
    """Text in its canonical form with standard names; where the feed says so, a description for a missing code."""
    if "unit" in feed.columns and feed.columns["unit"] == feed.columns.get("quantity"):
        raw = raw.with_columns(unit=c("unit").str.replace_all(_NUMBER, ""))
    text = _canonical(raw, (*_TEXT, *_NUMBERS), feed)
    text = text.with_columns(country=_known("country", NOWHERE), currency=_known("currency", NOTHING))
    text = with_standard_text(text, "country", standard_country)
    text = with_standard_text(text, "currency", standard_currency)
    text = text.with_columns(customer_id=_customer(feed))
    if not feed.code_or_name:
        return text
    named = text.with_columns(stock_code=nw.coalesce("stock_code", "description"))
    return _canonical(named, (), feed)


def _canonical(rows: Frame, text: Sequence[str], feed: Feed) -> Frame:
    """Text in its canonical form. Codes of products lose a ``.0`` only where the feed says so."""
    numbers = tuple(name for name in text if name in _NUMBERS)
    others = tuple(name for name in text if name not in _NUMBERS)
    codes = ("stock_code",)
    capitals = tuple(name for name in _CAPITALS if name in (*others, *codes))
    if feed.whole_codes:
        return with_canonical_text(rows, others, (*numbers, *codes), capitals)
    return with_canonical_text(rows, (*others, *codes), numbers, capitals)


def _customer(feed: Feed) -> nw.Expr:
    """The customer; null for nobody. An address of e-mail is the same in any case of letters."""
    lower = c("customer_id").str.to_lowercase()
    known = _known("customer_id", nobody(feed.nobody))
    return nw.when(c("customer_id").str.contains(_ADDRESS)).then(lower).otherwise(known)


def _known(name: str, words: Sequence[str]) -> nw.Expr:
    """A text that is none of the words that stand for nothing."""
    return nw.when(~c(name).str.to_lowercase().is_in([*words])).then(c(name))


def with_sets(lines: Frame, feed: Feed) -> Frame:
    """Customers and codes of goods as ``SET/NAME``, where the feed names the set that they belong to."""
    sets = {"customer_id": feed.customers, "stock_code": feed.products}
    named = {column: nw.concat_str(nw.lit(f"{name}/"), c(column)) for column, name in sets.items() if name}
    return lines.with_columns(**named) if named else lines
