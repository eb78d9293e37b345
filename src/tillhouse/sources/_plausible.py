"""Whether the values of a column can have the meaning that its name says, and which of equally good ones fits best."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tillhouse.settings.feed import BACK_QUANTITIES, TaxAs, TaxBasis
from tillhouse.sources import _patterns
from tillhouse.sources._by_rate import money_by_rate
from tillhouse.sources._spelling import plain
from tillhouse.sources._synonyms.ranks import ranks

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.sources._looks import Looks

_AMOUNTS = ("unit_price", "amount", "amount_with_tax", "gross_amount", "discount", "tax")
_OF_ORDERS = ("shipping", "order_discount", "order_tax", "tip", "fee", "refund", "order_total")
#: Where the only column of that name does not fit, this is said rather than that there is none.
NEEDED = frozenset({"invoice_no", "stock_code", "quantity", "sold_at", "unit_price", "amount"})
_MUST: Mapping[str, str] = {
    **dict.fromkeys((*_AMOUNTS, *_OF_ORDERS), _patterns.NUMBER),
    **dict.fromkeys(("quantity", *BACK_QUANTITIES), f"{_patterns.NUMBER}|{_patterns.OF_UNIT}"),
    "sold_at": _patterns.DATE,
    "sold_time": f"{_patterns.CLOCK}|{_patterns.OF_DAY}",
    "currency": _patterns.CURRENCY,
}
_TEXT = frozenset({"description", "unit", "country", "kind"})
#: Words of a column that says what kind of record each is; that says how far a sale is; that says yes or no.
_KINDS, _STATES, _FLAGS = ranks(
    "sale sales refund refunded refunds return returns payment charge order invoice credit creditnote payout transfer"
    " fee fees adjustment exchange void voided cancellation reversal withdrawal verkauf ruckgabe rückgabe retoure"
    " gutschrift storno stornierung rechnung vente retour avoir remboursement facture venta devolución devolucion"
    " reembolso abono vendita reso rimborso verkoop retourzending venda devolução sprzedaż zwrot correction shipping"
    " product item tip discount tax receipt purchase layby quote commissie commission commissions provision"
    " verkaufsprovision kommission gebühr comisión comision comissão comissao commissione commissioni prowizja frais"
    " avgift gebyr verkoopprijs verkaufspreis lineitem faktura fattura factuur fatura creditnota kreditnota korekta",
    "complete completed processing pending paid shipped cancelled canceled cancel closed open done draft delivered new"
    " returned failed hold fulfilled posted deposit",
    "yes no y n true false 0 1 ja nein oui non si sí sì nee sim não tak nie x t f",
)
#: Taxes as countries levy them, in percent.
RATES = frozenset(
    map(
        float,
        ranks(
            "2.1 2.5 2.6 3 3.8 4 5 5.5 6 6.5 7 7.5 7.7 8 8.1 9 9.5 10 12 13 13.5 14 15 16 17 18 19 20 21"
            " 22 23 24 25 25.5 27 28"
        )[0],
    )
)
_WITH_TAX = re.compile(r"(?i)brutto|\bttc\b|\bincl|with tax|ivato|con iva|lordo|inkl")
_WITHOUT_TAX = re.compile(
    r"(?i)netto|\bht\b|\bexcl|\bex\.? ?(?:vat|btw|tax|gst)|without tax|imponib|imponible|exkl|sin iva"
)
_RATE_NAME = re.compile(
    "percent|pct|prozent|satz$|rate$|^taux|^tipoiva|^aliquot|^stawka|tarief$|^vatstawka|^porcentaje|procent|sats$"
)
_MASKED = r"^[*xX•.\s-]*[*xX•]{2,}[*xX•.\s-]*\d{2,4}$"
#: From this number of records on, it is no chance that all name one customer.
_SEVERAL = 10
_CLOSE = 0.011
_SMALL = 5.0
#: Of one rate, equal taxes are of equal lines: from this share beside different lines on, taxes are rates.
_MIXED = 0.5


def fits(canonical: str, name: str, looks: Looks | None) -> bool:
    """Whether the values can have the meaning; without values everything can."""
    if looks is None:
        return True
    if canonical in _TEXT and (looks.share(name, _patterns.NUMBER) or 0) > _patterns.MOST:
        return canonical == "kind" and looks.words(name) <= _FLAGS
    if canonical == "kind":
        return bool(looks.words(name) & (_KINDS | _STATES | _FLAGS))
    if canonical == "refund" and looks.kinds[name] > 1 and looks.words(name) <= _FLAGS:
        return False  # it says whether, not how much
    if canonical in _MUST and not looks.mostly(name, _MUST[canonical]):
        return looks.mostly(name, _patterns.PERCENT) and canonical in {"discount", "tax"}
    if canonical == "customer_id":
        return not _is_nobody(name, looks)
    if canonical == "refund" and looks.words(name) <= {"0", "1"}:
        return not looks.words(name)  # whether something was refunded is no money
    if canonical == "sold_at":
        return looks.share(name, _patterns.CLOCK) in {None, 0.0} or not looks.mostly(name, _patterns.CLOCK)
    return True


def _is_nobody(name: str, looks: Looks) -> bool:
    """Whether values tell no customers apart: masked numbers of cards, or one value that all records have."""
    is_alike = looks.kinds[name] == 1 and looks.filled[name] == looks.height >= _SEVERAL
    return is_alike or (looks.share(name, _MASKED) or 0) >= _patterns.MOST


def is_position(name: str, order: str, looks: Looks) -> bool:
    """Whether the values count the records of each order: then they name no place."""
    one, several = looks.within(name, order)
    return looks.mostly(name, _patterns.INTEGER) and several > one


def could_be(canonical: str, name: str, looks: Looks) -> bool:
    """Whether nothing but the values speaks for a meaning: moments and money tell themselves."""
    if canonical == "sold_at":
        return looks.mostly(name, _patterns.DATE) and not looks.mostly(name, _patterns.INTEGER)
    if canonical == "quantity":
        return looks.mostly(name, _patterns.INTEGER) or looks.mostly(name, _patterns.OF_UNIT)
    return (
        canonical in _MUST
        and looks.mostly(name, _patterns.NUMBER)
        and not looks.mostly(name, _patterns.INTEGER)
        and not looks.mostly(name, _patterns.DATE)
    )


def is_count(name: str, looks: Looks | None) -> bool:
    """Whether the values are whole numbers that are no moments, such as days since a beginning."""
    return looks is not None and looks.filled[name] > 0 and looks.mostly(name, _patterns.INTEGER)


def left(canonical: str, name: str, looks: Looks | None, found: Mapping[str, str]) -> bool:
    """Whether a column whose first meaning another one has can have the second."""
    if canonical == "order_total" and "amount" not in found:
        return False
    if canonical == "returned_quantity":
        return looks is not None and fits(canonical, name, looks) and not looks.words(name) <= _FLAGS
    if looks is None or not fits(canonical, name, looks):
        return looks is None
    order = found.get("invoice_no") if canonical == "order_total" else None
    return order is None or looks.within(name, order)[1] == 0


def is_named_rate(name: str) -> bool:
    """Whether a column says by its name that it holds rates; money by rate is none."""
    return money_by_rate(name) is None and bool(_RATE_NAME.search(plain(name)))


def rate_of_tax(name: str, looks: Looks, found: Mapping[str, str]) -> TaxAs:
    """What a column of taxes holds: rates where it is named so, or has one number beside amounts that differ."""
    if money_by_rate(name):
        return "amount"
    values = looks.numbers(name)
    known = values.drop_nulls().filter(values.drop_nulls() != 0)
    scale: TaxAs = "fraction" if len(known) and (known.abs() < 1).all() else "percent"
    if is_named_rate(name) or (looks.mostly(name, _patterns.PERCENT) and not known.is_empty()):
        return scale
    base = _base(found)
    shown = {round(100 * one, 6) if scale == "fraction" else one for one in known.unique().to_list()}
    if base is None or known.is_empty() or not shown <= RATES:
        return "amount"
    return scale if looks.spread(name, _line(base, looks, found)) >= _MIXED else "amount"


def _line(base: str, looks: Looks, found: Mapping[str, str]) -> pl.Series:
    """The money of each line."""
    each = looks.numbers(base)
    of_unit = base == found.get("unit_price") and "quantity" in found
    return each * looks.numbers(found["quantity"]) if of_unit else each


def amounts_first(ranked: Sequence[list[str]], looks: Looks, found: Mapping[str, str]) -> list[list[str]]:
    """Columns of taxes by how good their names are, those of money before those of rates."""
    money = [[n for n in names if rate_of_tax(n, looks, found) == "amount"] for names in ranked]
    return [*money, *ranked]


def basis(found: Mapping[str, str]) -> TaxBasis:
    """Whether the names of amounts, or of prices, say that tax is included or excluded; empty where they do not."""
    if "amount_with_tax" in found and "amount" not in found and "unit_price" not in found:
        return "included"
    if {"amount", "amount_with_tax"} <= found.keys():
        return "excluded"
    for name in (found[c] for c in ("amount", "unit_price") if c in found):
        if _WITHOUT_TAX.search(name):
            return "excluded"
        if _WITH_TAX.search(name):
            return "included"
    return ""


def is_share(name: str, looks: Looks, found: Mapping[str, str]) -> bool:
    """Whether a column of discounts holds shares of one, such as 0.2, beside amounts that are much larger."""
    base = _base(found)
    known = looks.numbers(name).drop_nulls()
    if base is None or known.is_empty() or not (known > 0).any() or not known.is_between(0, 1).all():
        return False
    usual = looks.numbers(base).abs().median()
    return isinstance(usual, float) and usual > _SMALL


def _base(found: Mapping[str, str]) -> str | None:
    return next(
        (found[c] for c in ("amount", "amount_with_tax", "gross_amount", "unit_price") if c in found), None
    )


def settled(canonical: str, names: Sequence[str], looks: Looks, found: Mapping[str, str]) -> str | None:
    """The only one of several columns for which quantity times price is the amount."""
    other = {"unit_price": "amount", "amount": "unit_price"}.get(canonical)
    if other is None or other not in found or "quantity" not in found:
        return None
    best = [name for name in names if multiplies(looks, found, canonical, name)]
    return best[0] if len(best) == 1 else None


def alike(canonical: str, names: Sequence[str], looks: Looks) -> bool:
    """Whether it is all the same which is taken: equal money or days in all records, or codes that go together."""
    first, *others = names
    if canonical == "sold_at":
        return all(looks.same_days(first, other) for other in others)
    if canonical in _MUST:
        return all(looks.equal(first, other) or looks.same_money(first, other) for other in others)
    return all(looks.same(first, other) for other in others)


def multiplies(looks: Looks, found: Mapping[str, str], canonical: str, name: str) -> bool:
    """Whether quantity times price is the amount in nearly all records, with this column as one of them."""
    columns = {**found, canonical: name}
    if not {"quantity", "unit_price", "amount"} <= columns.keys():
        return False
    quantity, price, amount = (looks.numbers(columns[c]) for c in ("quantity", "unit_price", "amount"))
    right = ((quantity * price - amount).abs() < _CLOSE).drop_nulls()
    return len(right) > 0 and int(right.sum()) > 0.9 * len(right)


def says_states(name: str, looks: Looks) -> bool:
    """Whether the values are words for how far a sale is."""
    return bool(looks.words(name) & (_STATES | _KINDS))
