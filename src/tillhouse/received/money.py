"""What was received, read a second time: the money of each line from its text, in Python integers.

Nothing of the ledger's own reading, typing or arithmetic is used, so that an error there shows as a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tillhouse.settings.feed import ORDER_MONEY, TREATMENTS, Feed
from tillhouse.settings.fields import ORDER_ROW

MILLION = 10**6
_LARGEST = 10**12 * MILLION
_PERCENT = 100 * MILLION
#: Parts from here down take another line of their record back.
_REVERSED = -100
Number = Callable[[str], int | None]
Text = Mapping[str, str]


def columns_of(feed: Feed) -> tuple[str, ...]:
    """The columns of `raw_sales` that the money of a line follows from."""
    found = ["quantity", "unit_price", "amount"]
    found += [name for name in ("gross_amount", "discount", "amount_with_tax") if name in feed.columns]
    found += ["status", "kind"] if feed.statuses or feed.kinds else []
    found += ["role", "part", "tax", "order_total"] if feed.has_parts else []
    return tuple(found)


def money(text: Text, feed: Feed, number: Number) -> int | None:
    """The millionths of a line; None where its text gives no money.

    text: by column, empty where missing. number: reads a quantity or an amount as whole millionths.
    """
    role = text.get("role", "")
    found = _part(text, role, feed, number) if role else _own(text, feed, number)
    if found is None or abs(found) >= _LARGEST:
        return None
    if not role and feed.tax_basis != "included" and _is_tax(text, feed):
        return 0
    if role != ORDER_ROW and _is_return(text, feed):
        found = -abs(found)
    return -found if int(text.get("part") or 0) <= _REVERSED else found


def _own(text: Text, feed: Feed, number: Number) -> int | None:
    if "amount" in feed.columns:
        return number(text["amount"])
    if "amount_with_tax" in feed.columns and not {"gross_amount", "unit_price"} & feed.columns.keys():
        return number(text["amount_with_tax"])
    gross = _gross(text, feed, number)
    if gross is None or abs(gross) >= _LARGEST or not text.get("discount"):
        return gross
    off = _discount(text["discount"], gross, abs(number(text["quantity"]) or 0), feed, number)
    if off is None:
        return None
    return gross - (-abs(off) if gross < 0 and "discount" not in feed.signed else off)


def _gross(text: Text, feed: Feed, number: Number) -> int | None:
    if "gross_amount" in feed.columns:
        return number(text["gross_amount"])
    count = number(text["quantity"]) if "quantity" in feed.columns else MILLION
    price = number(text["unit_price"])
    return None if count is None or price is None else _shared(price, count, MILLION)


def _discount(said: str, gross: int, count: int, feed: Feed, number: Number) -> int | None:
    rated = "%" in said
    value = number(said.replace("%", ""))
    if value is None:
        return None
    if rated or feed.discount_as == "percent":
        return _shared(gross, value, _PERCENT)
    if feed.discount_as == "fraction":
        return _shared(gross, value, MILLION)
    value = -value if "discount" in feed.signed else abs(value)
    return _shared(value, count, MILLION) if feed.discount_as == "unit" else value


def _part(text: Text, role: str, feed: Feed, number: Number) -> int | None:
    """Money of the whole order: a discount, a fee and a refund lessen it; a tax on top is in no amount."""
    if role == "tax":
        return None if number(text["tax"]) is None else 0
    value = number(text["amount"])
    lessens = {ORDER_MONEY[name] for name in ("order_discount", "fee", "refund") if name not in feed.signed}
    if value is None or role not in lessens:
        return value
    on_top = role == "refund" and bool(text["tax"]) and feed.tax_basis != "included"
    tax = number(text["tax"]) if on_top else None
    whole = tax is not None and number(text["order_total"]) == abs(value)
    return -(abs(value) - (tax or 0)) if whole else -abs(value)


def _is_tax(text: Text, feed: Feed) -> bool:
    """Whether the row is a tax on top, which is in no amount: of two line types that of the status counts."""
    return next((word for word in _words(text, feed) if word and word not in TREATMENTS), "") == "tax"


def _words(text: Text, feed: Feed) -> list[str | None]:
    if not (feed.statuses or feed.kinds):
        return []
    said = ((feed.statuses, text.get("status", "")), (feed.kinds, text.get("kind", "")))
    return [_word(words, " ".join(value.split()).lower()) for words, value in said]


def _is_return(text: Text, feed: Feed) -> bool:
    found = {*_words(text, feed)}
    return bool(found & {"return", "cancellation"}) and not found & {"not_sales", "waiting"}


def _word(words: Mapping[str, str], value: str) -> str | None:
    return words.get(value, words.get("*") if value else None)


def _shared(amount: int, part: int, whole: int) -> int:
    """``amount * part / whole``, halves away from zero."""
    product = amount * part
    size = (2 * abs(product) + whole) // (2 * whole)
    return -size if product < 0 else size
