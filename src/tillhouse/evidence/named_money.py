"""Lines whose name is no product, such as a discount, a coupon or shipping, in a file without codes for them."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._values import WHOLE, line_money, money
from tillhouse.evidence.finding import Finding
from tillhouse.settings.feed import Feed

#: Words that begin the name of such a line, by what it is.
_WORDS = {
    "discount": r"discount|coupon|promo(?:tion)?|rebate|rabatt|nachlass|remise|réduction|descuento|cup[oó]n|sconto"
    r"|korting|desconto|rabat",
    "voucher": r"gift ?card|gift certificate|voucher|gutschein|geschenkgutschein|carte[- ]cadeau|bon d'achat"
    r"|tarjeta regalo|buono regalo|cadeaubon|store credit",
    "postage": r"shipping|delivery|postage|p&p|freight|versand(?:kosten)?|porto|fracht|livraison|frais de port"
    r"|env[ií]o|gastos de env[ií]o|spedizione|verzend(?:ing|kosten)|frete",
    "tip": r"tip|gratuity|trinkgeld|pourboire|propina|mancia|fooi",
    "fee": r"service charge|service fee|surcharge|handling|booking fee|payment fee|transaction fee",
    "tax": r"tax|vat|sales tax|mwst|ust|tva|iva",
}
#: The whole name, or the word and one more: a code, a number or a rate.
_NAMED = {kind: rf"(?i)^\W*(?:{words})s?(?:[\s:#\-–]+[\w%.,\-]+)?\W*$" for kind, words in _WORDS.items()}
_SHOWN = 5
c = pl.col


def kinds_of(names: pl.Series) -> dict[str, str]:
    """The names that are no products, and what each of them is."""
    found: dict[str, str] = {}
    for kind, pattern in _NAMED.items():
        found |= dict.fromkeys(names.filter(names.str.contains(pattern)).to_list(), kind)
    return found


class Watch:
    """Adds up lines and money by such names."""

    wants = ("stock_code", "description", "quantity", "unit_price", *WHOLE)
    sees_all = False

    def __init__(self, feed: Feed) -> None:
        self._name = "stock_code" if "stock_code" in feed.columns else "description"
        self._sums: dict[tuple[str, str], tuple[int, float]] = defaultdict(lambda: (0, 0.0))

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether lines have names, and nothing says that some are no products."""
        named = {"stock_code", "description"} & feed.columns.keys()
        return len(named) == 1 and not (feed.dialect or feed.line_types or "kind" in feed.columns)

    def add(self, lines: pl.DataFrame) -> None:
        """Add up a batch."""
        distinct = lines[self._name].drop_nulls().unique()
        for kind, pattern in _NAMED.items():
            names = distinct.filter(distinct.str.contains(pattern))
            if names.is_empty():
                continue
            sums = lines.filter(c(self._name).is_in(names.implode())).group_by(self._name)
            for name, number, amount in sums.agg(pl.len(), line_money(lines).sum().alias("sum")).iter_rows():
                count, total = self._sums[kind, name]
                self._sums[kind, name] = count + number, total + float(amount or 0)

    def found(self, feed: Feed) -> Iterator[Finding]:
        """Which names are in all figures of products, with a command that takes the first out of them."""
        if not self._sums:
            return
        header = feed.columns[self._name]
        most = sorted(self._sums, key=lambda one: (-abs(self._sums[one][1]), one))
        named = " · ".join(f"{name} {money(self._sums[kind, name][1]):,.2f}" for kind, name in most[:_SHOWN])
        rest = f" and {len(most) - _SHOWN} more" if len(most) > _SHOWN else ""
        kind, name = most[0]
        typed = shlex.quote(f"line_types.{name.strip().upper()}={kind}")
        says = (
            f"{header} has names that are no products, and count as products: {named}{rest}. Say what one is, such as:"
            f"  tillhouse config feed {feed.name} {typed}"
        )
        lines, total = (sum(one[n] for one in self._sums.values()) for n in (0, 1))
        yield Finding("named_money", says, int(lines), money(total))
