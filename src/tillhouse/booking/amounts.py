"""The money of a line: gross, discount, tax and amount, with amount = gross - discount, exact.

The amount is what the feed's own basis says: tax on top is in no amount, tax within is in all of them.
"""

from __future__ import annotations

import narwhals as nw

from tillhouse import reading
from tillhouse.frame import Frame, missing, with_share
from tillhouse.settings.feed import BACK, ORDER_MONEY, REVERSED, Feed

#: Amounts from here on are no money of one line.
LARGEST = 10**12
_MONEY, _TOTAL = nw.Decimal(18, 6), nw.Decimal(38, 6)
_NUMBERS = ("unit_price", "gross_amount", "discount", "tax", "amount", "amount_with_tax")
_ONE = nw.lit(1, nw.Int64)
_HUNDRED = nw.lit(100, nw.Int64)
# Arrow takes a whole number to a decimal only where all of its kind have room.
_NOTHING = nw.lit(0, nw.Int64).cast(_TOTAL).cast(_MONEY)
c = nw.col


def with_money(lines: Frame, feed: Feed) -> Frame:
    """The lines with numbers for their text: quantity, unit_price, gross_amount, discount, tax and amount.

    lines: text of `raw_sales`, ``role`` and ``treatment``. What cannot be read is null.
    """
    read = _numbers(lines, feed)
    read = _with_rates(read, feed)
    amount = (
        nw.when(c("role").is_null()).then(_own_amount(feed)).otherwise(_part_amount(feed))
        if feed.has_parts
        else _own_amount(feed)
    )
    tax = _tax_of_parts(feed) if feed.has_parts else c("_tax")
    priced = read.with_columns(_amount=_sensible(amount), _tax=tax)
    if "tax" in {*feed.statuses.values(), *feed.kinds.values()} and feed.tax_basis != "included":
        is_tax = (c("kind_type") == "tax").fill_null(False)
        # A row that is a tax on top has it as its tax and no amount.
        priced = priced.with_columns(_tax=nw.when(is_tax).then(c("_amount")).otherwise(c("_tax")))
        priced = priced.with_columns(_amount=nw.when(is_tax).then(c("_tax") * 0).otherwise(c("_amount")))
        priced = priced.with_columns(_amount=c("_amount").cast(_MONEY), _tax=c("_tax").cast(_MONEY))
    return _signed(_explained(priced, feed), feed)


def _numbers(lines: Frame, feed: Feed) -> Frame:
    """Add ``_NAME`` for each number; without a column of quantities, a priced line is one unit."""
    parts = any(name in feed.columns for name in ORDER_MONEY)
    taken = {n for n in _NUMBERS if n in feed.columns} | ({"amount", "tax"} if parts else set())
    rated = [n for n in ("discount", "tax") if n in feed.columns]
    if rated:
        lines = lines.with_columns(**{f"_{n}_percent": reading.percent(c(n)) for n in rated})
    read = {f"_{n}": n for n in sorted({*taken, "amount", "quantity"})}
    read |= {f"_{n}_percent": f"_{n}_percent" for n in rated}
    read |= {"_order_total": "order_total"} if "refund" in feed.columns else {}
    lines = reading.with_numbers(lines, read, feed)
    units = c("_quantity")
    if "quantity" not in feed.columns:
        units = nw.when(~c("unit_price").is_null()).then(_ONE).cast(_TOTAL).cast(_MONEY)
    nothing = missing(c("_amount"))
    return lines.with_columns(_units=units, **{f"_{n}": nothing for n in _NUMBERS if n not in taken})


def _with_rates(lines: Frame, feed: Feed) -> Frame:
    """Add ``_product``, and turn discounts and taxes that are rates into money."""
    lines = lines.with_columns(_product=missing(c("_amount")))
    if "unit_price" in feed.columns:
        lines = _with_product(lines, "_product", "_unit_price")
    if "gross_amount" in feed.columns:
        lines = lines.with_columns(_product=c("_gross_amount"))
    lines = _with_discount(lines, feed) if "discount" in feed.columns else lines
    if "tax" in feed.columns:
        return _with_tax(lines, feed)
    if "amount_with_tax" in feed.columns and ("amount" in feed.columns or _has_product(feed)):
        between = c("_amount_with_tax") - _own_amount(feed)
        return lines.with_columns(_tax=nw.when(c("role").is_null()).then(between).otherwise(c("_tax")))
    return lines


def _with_product(lines: Frame, into: str, each: str, units: str = "_units") -> Frame:
    """Add the money of each times the units: up to twelve places, so halves of a millionth go away from zero."""
    lines = with_share(lines.with_columns(_one=_ONE), into, each, units, "_one")
    return lines.with_columns(_sensible(c(into)).alias(into))


def _with_discount(lines: Frame, feed: Feed) -> Frame:
    """Turn a discount into what it takes off the line, a positive amount of a sale."""
    rate = c("_discount_percent")
    if feed.discount_as == "percent":
        rate = nw.coalesce(rate, c("_discount"))
    if feed.discount_as == "fraction":
        rate = nw.coalesce(rate, c("_discount") * _HUNDRED)
    basis = "_product" if _has_product(feed) else "_amount"
    # Of a total after the discount, the discount is the share that leads back to the gross.
    left = _HUNDRED if _has_product(feed) else _HUNDRED - c("_rate")
    lines = lines.with_columns(_rate=rate.cast(_MONEY)).with_columns(_whole=left.cast(_TOTAL))
    lines = with_share(lines, "_off", basis, "_rate", "_whole")
    if feed.discount_as == "unit":
        lines = _with_product(
            lines.with_columns(_count=c("_units").abs()), "_discount", "_discount", "_count"
        )
    amount = -c("_discount") if "discount" in feed.signed else c("_discount").abs()
    taken = nw.when(c("_rate").is_null()).then(amount.cast(_MONEY)).otherwise(_sensible(c("_off")))
    if "discount" in feed.signed:
        return lines.with_columns(_discount=taken)
    back = (c("_product") < 0) | (c("_amount") < 0)
    return lines.with_columns(_discount=nw.when(back.fill_null(False)).then(-taken.abs()).otherwise(taken))


def _with_tax(lines: Frame, feed: Feed) -> Frame:
    """Turn a tax rate into the tax of the line."""
    amount = _own_amount(feed)
    whole = _HUNDRED + c("_rate") if feed.tax_basis == "included" else _HUNDRED.cast(_TOTAL)
    rate = c("_tax_percent")
    if feed.tax_as == "unit":
        count = nw.when(c("_tax") < 0).then(c("_units").abs()).otherwise(c("_units"))
        lines = _with_product(
            lines.with_columns(_count=count, _single=c("_tax")), "_of_units", "_single", "_count"
        )
        lines = lines.with_columns(
            _tax=nw.when(c("role").is_null()).then(c("_of_units")).otherwise(c("_tax"))
        )
    elif feed.tax_as != "amount":
        said = c("_tax") if feed.tax_as == "percent" else c("_tax") * _HUNDRED
        rate = nw.when(c("role").is_null()).then(nw.coalesce(rate, said)).otherwise(rate)
    lines = lines.with_columns(_basis=amount, _rate=rate)
    lines = with_share(lines.with_columns(_whole=whole.cast(_TOTAL)), "_of", "_basis", "_rate", "_whole")
    if feed.tax_basis == "":  # a rate is no money until somebody says whether amounts have the tax
        return lines.with_columns(_tax=nw.when(c("_rate").is_null()).then(c("_tax")))
    return lines.with_columns(_tax=nw.coalesce(_sensible(c("_of")), c("_tax")))


def _has_product(feed: Feed) -> bool:
    return "gross_amount" in feed.columns or "unit_price" in feed.columns


def _own_amount(feed: Feed) -> nw.Expr:
    """The money of a record's own line."""
    if "amount" in feed.columns:
        return c("_amount")
    if "amount_with_tax" in feed.columns and not _has_product(feed):
        return c("_amount_with_tax")
    if "discount" not in feed.columns:
        return c("_product")
    off = nw.when(c("discount").is_null()).then((c("_product") * 0).cast(_MONEY)).otherwise(c("_discount"))
    return c("_product") - off


def _part_amount(feed: Feed) -> nw.Expr:
    """The money of a line that stands for money of the whole order: what lessens it is negative."""
    role, amount = c("role"), c("_amount")
    lessens = [ORDER_MONEY[name] for name in ("order_discount", "fee", "refund") if name not in feed.signed]
    found = nw.when(role.is_in(lessens)).then(-amount.abs()).otherwise(amount) if lessens else amount
    if "refund" in feed.columns and "refund" not in feed.signed and feed.tax_basis != "included":
        found = nw.when(_pays_tax_back()).then(found + c("_tax").cast(_MONEY)).otherwise(found)
    return nw.when(role == "tax").then(c("_tax") * 0).otherwise(found)


def _tax_of_parts(feed: Feed) -> nw.Expr:
    """The tax of a line; of a refund, what it pays back, where that is known."""
    back = nw.when(_pays_tax_back()).then(-c("_tax").abs()).otherwise(missing(c("_tax")))
    return (
        nw.when(c("role") == "refund").then(back).otherwise(c("_tax"))
        if "refund" in feed.columns
        else c("_tax")
    )


def _pays_tax_back() -> nw.Expr:
    """Whether a refund is of a whole order, so that its tax, which is in no amount, is paid back too."""
    whole = c("_order_total") == c("_amount").abs()
    return ((c("role") == "refund") & whole & ~c("_tax").is_null()).fill_null(False)


def _sensible(amount: nw.Expr) -> nw.Expr:
    return nw.when((amount < LARGEST) & (amount > -LARGEST)).then(amount).cast(_MONEY)


def _explained(lines: Frame, feed: Feed) -> Frame:
    """Add gross and discount, so that amount = gross - discount in each line; and the price of one unit."""
    discount = (c("_amount") * 0).cast(_MONEY)
    if "discount" in feed.columns:
        discount = nw.coalesce(c("_discount"), _NOTHING)
    gross = c("_amount") + discount
    if {"gross_amount", "amount"} <= feed.columns.keys() and "discount" not in feed.columns:
        gross = nw.coalesce(c("_gross_amount"), c("_amount"))
        discount = gross - c("_amount")
    elif {"gross_amount", "amount"} <= feed.columns.keys():
        # A rate gives more places than the file has money for: what the file took off is between its two amounts.
        between = c("_gross_amount") - c("_amount")
        is_rounded = (((between - discount) * _HUNDRED).abs() <= _ONE).fill_null(False)
        discount = nw.when(is_rounded).then(between.cast(_MONEY)).otherwise(discount.cast(_MONEY))
        gross = c("_amount") + discount
    lines = lines.with_columns(_gross=_sensible(gross), _off=discount.cast(_MONEY))
    if "unit_price" in feed.columns and "amount" not in feed.columns:
        return lines.with_columns(_price=c("_unit_price"))
    # For matching and display: the money over the quantity, to six places.
    lines = with_share(lines.with_columns(_one=_ONE), "_each", "_gross", "_one", "_units")
    return lines.with_columns(_price=nw.coalesce(c("_unit_price"), _sensible(c("_each"))))


def _signed(lines: Frame, feed: Feed) -> Frame:
    """Turn the signs of what a status calls a return, and of lines that take another back."""
    names = {
        "quantity": "_units",
        "gross_amount": "_gross",
        "discount": "_off",
        "tax": "_tax",
        "amount": "_amount",
    }
    turned: dict[str, nw.Expr] = {name: c(given) for name, given in names.items()}
    if feed.statuses or feed.kinds or feed.has_parts:
        back, again = c("treatment").is_in([*BACK]), c("part") <= REVERSED
        for name, given in names.items():
            value = nw.when(back).then(-c(given).abs()).otherwise(c(given))
            turned[name] = nw.when(again).then(-c(given)).otherwise(value)
    return lines.with_columns(**turned, unit_price=c("_price"))
