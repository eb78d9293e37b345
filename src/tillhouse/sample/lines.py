"""The lines of a sample: each a function of its position and the seed, so that none needs those before it.

Positions come in blocks of 64. The first 62 are shared among up to six invoices; the 63rd may be one of the
odd things a shop books, the 64th cancels an earlier sale; where not, each is a small invoice of its own.
Money is in whole thousandths of a pound.
"""

from __future__ import annotations

import polars as pl

from tillhouse.sample.dice import Dice, key, part, rolls
from tillhouse.sample.shop import PRODUCTS, Shop

BLOCK = 64
_ODD, _CANCEL = 62, 63
_FIRST_INVOICE, _FIRST_CUSTOMER = 536_365, 12_346
_ODD_TEXTS = ("", "?", "damaged", "check", "lost, not found", "wet/rusty", "sold as 1 on dotcom", "")
#: code, description, line type
_SPECIAL = (
    ("POST", "POSTAGE", "postage"),
    ("DOT", "DOTCOM POSTAGE", "postage"),
    ("C2", "CARRIAGE", "postage"),
    ("M", "Manual", "manual"),
    ("D", "Discount", "discount"),
    ("AMAZONFEE", "AMAZON FEE", "fee"),
    ("BANK CHARGES", "Bank Charges", "fee"),
    ("CRUK", "CRUK Commission", "fee"),
    ("gift_0001_20", "Dotcomgiftshop Gift Voucher £20.00", "voucher"),
    ("S", "SAMPLES", "sample"),
    ("B", "Adjust bad debt", "bad_debt"),
    ("TEST001", "This is a test product.", "test"),
    ("DAMAGES", "Paid by the carrier", "other"),
)
LINE_TYPES = ("product", *dict.fromkeys(kind for _, _, kind in _SPECIAL))
_WRITE_OFF, _FREE, _RETURN, _BAD_DEBT = "write-off", "free", "return", "B"
#: what, how often in a thousand, invoice prefix, sign, units up to, price from and to, anonymous
_ODD_THINGS = (
    (_WRITE_OFF, 150, "", -1, 240, 0, 0, True),
    (_FREE, 100, "", 1, 48, 0, 0, True),
    (_RETURN, 150, "", -1, 1, 0, 0, False),
    ("M", 40, "", 1, 3, 1_000, 300_000, False),
    ("M", 40, "C", -1, 1, 1_000, 900_000, False),
    ("D", 50, "C", -1, 1, 2_000, 300_000, False),
    ("AMAZONFEE", 4, "C", -1, 1, 900_000, 16_000_000, True),
    ("AMAZONFEE", 2, "", 1, 1, 900_000, 9_000_000, True),
    ("BANK CHARGES", 5, "C", -1, 1, 5_000, 900_000, True),
    ("CRUK", 3, "C", -1, 1, 90_000, 900_000, False),
    ("gift_0001_20", 25, "", 1, 2, 16_670, 16_670, True),
    ("S", 25, "C", -1, 1, 3_000, 200_000, True),
    ("TEST001", 8, "", 1, 5, 4_500, 4_500, False),
    ("DAMAGES", 8, "", 1, 1, 10_000, 90_000, True),
)
#: A debt booked, and twice written off, as the reference data has it.
_DEBT, _DEBT_SIGNS = 11_062_060, (1, -1, -1)


class Lines:
    """The lines of one sample; `rows` gives any stretch of whole blocks.

    words: index into `codes` and `texts`: products, products in their rarer form, special items, odd texts.
    """

    def __init__(self, shop: Shop, lines: int, seed: int) -> None:
        self.shop, self.lines = shop, lines
        self.stride = max(1, lines // 24_000)
        self.debt_block = max(2, lines // BLOCK * 2 // 3)
        special = [code for code, _, _ in _SPECIAL]
        self.codes = pl.concat([shop.codes, pl.Series(special)])
        self.texts = pl.concat([shop.texts, pl.Series([text for _, text, _ in _SPECIAL] + list(_ODD_TEXTS))])
        kinds = [LINE_TYPES.index(kind) for _, _, kind in _SPECIAL]
        self.kinds = pl.Series([0] * (2 * PRODUCTS) + kinds, dtype=pl.Int64)
        self._item = {code: 2 * PRODUCTS + n for n, code in enumerate(special)}
        self._odd_text = 2 * PRODUCTS + len(special)
        self._starts, self._ordinals = _partitions(Dice(seed, "invoices"))
        self._odd = [n for n, thing in enumerate(_ODD_THINGS) for _ in range(thing[1])]
        self._odd += [-1] * (1000 - len(self._odd))
        self._keys = {
            name: key(seed, name) for name in ("block", "invoice", "line", "repeat", "odd", "cancel")
        }

    def rows(self, start: int, stop: int) -> pl.DataFrame:
        """The lines from position ``start`` to before ``stop``, in order; ``start`` is a multiple of 64.

        Columns: i, number (of the invoice), prefix, day, minute, buyer, country, item (its code), text,
        quantity, price, kind (of line, an index), reverses (the position of the sale it takes back, or null).
        """
        stop = min(stop, self.lines)
        plain = self._invoiced(pl.int_range(start, stop, eager=True))
        others = pl.concat([self._reversals(plain), self._odd_things(plain)])
        plain = plain.join(others.select("i"), on="i", how="anti").select(others.columns)
        return pl.concat([plain, others]).sort("i").with_columns(kind=_at(self.kinds, "item"))

    def _rolls(self, column: str, stream: str) -> pl.Expr:
        return rolls(pl.col(column), self._keys[stream])

    def _invoiced(self, positions: pl.Series) -> pl.DataFrame:
        """Each position as a line of an ordinary invoice."""
        shop, slot = self.shop, pl.col("i") % BLOCK
        frame = pl.DataFrame({"i": positions}).with_columns(block=pl.col("i") // BLOCK)
        place = part(self._rolls("block", "block"), 0, len(self._starts) // BLOCK) * BLOCK + slot
        frame = frame.with_columns(place=place).with_columns(
            first=pl.col("block") * BLOCK + _at(self._starts, "place"),
            number=_FIRST_INVOICE + pl.col("block") * 8 + _at(self._ordinals, "place"),
        )
        day = pl.Series(shop.opens[1:]).search_sorted(frame["first"], side="right")
        opens = pl.Series(shop.opens, dtype=pl.Int64)
        frame = frame.with_columns(day=day.cast(pl.Int64), who=self._rolls("first", "invoice"))
        again = (part(self._rolls("i", "repeat"), 0, 100) == 0) & (pl.col("i") != pl.col("first"))
        frame = frame.with_columns(
            minute=480
            + (pl.col("first") - _at(opens, "day")) * 600 // (_at(opens, "day", 1) - _at(opens, "day")),
            buyer=self._buyer(),
            source=pl.when(again).then(pl.col("i") - 1).otherwise(pl.col("i")),
        )
        return self._sold(frame.with_columns(country=self._country(), what=self._rolls("source", "line")))

    def _buyer(self) -> pl.Expr:
        """A customer, some far more often than others; every fourth invoice has none."""
        count = len(self.shop.home)
        often = part(pl.col("who"), 2, count) * part(pl.col("who"), 24, count) // count
        return pl.when(part(pl.col("who"), 0, 4) > 0).then(often)

    def _country(self) -> pl.Expr:
        shop, day, who = self.shop, pl.col("day"), pl.col("buyer").fill_null(0)
        away = (day >= _lookup(shop.moves, who)) & (day < _lookup(shop.returns, who))
        known = pl.when(away).then(_lookup(shop.moved_to, who)).otherwise(_lookup(shop.home, who))
        nameless = pl.when(part(pl.col("who"), 8, 80) == 0).then(part(pl.col("who"), 16, len(shop.countries)))
        return pl.when(pl.col("buyer").is_null()).then(nameless.otherwise(0)).otherwise(known)

    def _sold(self, frame: pl.DataFrame) -> pl.DataFrame:
        shop, what = self.shop, pl.col("what")
        frame = frame.with_columns(product=_lookup(shop.demand, part(what, 0, 65_536)))
        post = (part(what, 20, 200) == 0) & (pl.col("i") % BLOCK < _ODD)
        free, dear, rare = (part(what, bit, n) == 0 for bit, n in ((28, 1500), (40, 16), (44, 40)))
        usual = pl.when(dear).then(_at(shop.other_prices, "product")).otherwise(_at(shop.prices, "product"))
        eire = shop.countries.to_list().index("EIRE")
        postage = pl.when(pl.col("country") == eire).then(self._item["C2"]).otherwise(self._item["POST"])
        postage = pl.when(pl.col("buyer").is_null()).then(self._item["DOT"]).otherwise(postage)
        item = (
            pl.when(post)
            .then(postage)
            .otherwise(pl.col("product") + pl.when(rare).then(PRODUCTS).otherwise(0))
        )
        fare = pl.when(pl.col("buyer").is_null()).then(part(what, 36, 50_000) * 10 + 1000).otherwise(18_000)
        units = _lookup(shop.quantities, part(what, 8, 1000)) * pl.when(part(what, 16, 40_000) == 0).then(
            600
        ).otherwise(1)
        late = (pl.col("i") - pl.col("first") >= 20) & (part(pl.col("who"), 40, 100) == 0)
        return frame.with_columns(
            item=item,
            text=item,
            prefix=pl.lit(""),
            quantity=pl.when(post).then(1 + part(what, 50, 3)).otherwise(units),
            price=pl.when(post).then(fare).when(free).then(0).otherwise(usual),
            minute=pl.col("minute") + pl.when(late).then(1).otherwise(0),
            reverses=pl.lit(None, dtype=pl.Int64),
        ).select(*_COLUMNS)

    def _reversals(self, plain: pl.DataFrame) -> pl.DataFrame:
        """Cancellations and returns of a sale: same customer, item, price; no sale is taken back twice."""
        slot = pl.col("i") % BLOCK
        returned = (slot == _ODD) & (self._thing() == _number(_RETURN)) & ~self._is_debt()
        found = plain.filter((slot == _CANCEL) | returned).with_columns(dice=self._rolls("i", "cancel"))
        # Blocks back and place within the block go together: two reversals never reach the same sale.
        back, half = part(pl.col("dice"), 0, 31), pl.when(slot == _CANCEL).then(0).otherwise(31)
        found = found.with_columns(reverses=(pl.col("i") // BLOCK - back * self.stride) * BLOCK + back + half)
        found = found.filter(pl.col("reverses") >= 0)
        sale = self._invoiced(found["reverses"]).drop("reverses")
        sale = sale.rename({"i": "reverses", "minute": "then", "day": "on"})
        sale = sale.select("reverses", "then", "on", "buyer", "item", "text", "quantity", "price")
        sale = sale.filter(
            (pl.col("price") > 0) & pl.col("buyer").is_not_null() & (pl.col("item") < 2 * PRODUCTS)
        )
        own = found.select("i", "number", "day", "minute", "dice", "reverses", "who")
        joined = own.join(sale, on="reverses", how="inner")
        left = (
            pl.when(part(pl.col("dice"), 40, 4) == 0)
            .then((pl.col("quantity") + 1) // 2)
            .otherwise("quantity")
        )
        same_day = pl.col("day") == pl.col("on")
        return joined.with_columns(
            country=self._country(),
            quantity=-left,
            prefix=pl.when(slot == _CANCEL).then(pl.lit("C")).otherwise(pl.lit("")),
            minute=pl.when(same_day).then(pl.max_horizontal("minute", "then")).otherwise("minute"),
        ).select(*_COLUMNS)

    def _thing(self) -> pl.Expr:
        return _lookup(pl.Series(self._odd, dtype=pl.Int64), part(self._rolls("i", "odd"), 0, 1000))

    def _is_debt(self) -> pl.Expr:
        past = pl.col("i") // BLOCK - self.debt_block
        return (past >= 0) & (past < len(_DEBT_SIGNS))

    def _odd_things(self, plain: pl.DataFrame) -> pl.DataFrame:
        frame = plain.filter(pl.col("i") % BLOCK == _ODD).with_columns(
            thing=self._thing(), dice=self._rolls("i", "odd")
        )
        debts = frame.filter(self._is_debt()).with_columns(
            item=pl.lit(self._item[_BAD_DEBT], dtype=pl.Int64),
            text=pl.lit(self._item[_BAD_DEBT], dtype=pl.Int64),
            prefix=pl.lit("A"),
            quantity=pl.lit(1, dtype=pl.Int64),
            price=_DEBT
            * _lookup(pl.Series(_DEBT_SIGNS, dtype=pl.Int64), pl.col("i") // BLOCK - self.debt_block),
            buyer=pl.lit(None, dtype=pl.Int64),
            country=pl.lit(0, dtype=pl.Int64),
        )
        frame = frame.filter(
            ~self._is_debt() & (pl.col("thing") >= 0) & (pl.col("thing") != _number(_RETURN))
        )
        parts = [
            self._booked(frame.filter(pl.col("thing") == n), thing) for n, thing in enumerate(_ODD_THINGS)
        ]
        return pl.concat([debts.select(*_COLUMNS), *parts])

    def _booked(
        self, frame: pl.DataFrame, thing: tuple[str, int, str, int, int, int, int, bool]
    ) -> pl.DataFrame:
        what, _, prefix, sign, units, low, high, anonymous = thing
        dice = pl.col("dice")
        if what in self._item:
            frame = frame.with_columns(item=pl.lit(self._item[what], dtype=pl.Int64)).with_columns(
                text=pl.col("item")
            )
        else:
            frame = frame.with_columns(text=self._odd_text + part(dice, 40, len(_ODD_TEXTS)))
        if anonymous:
            frame = frame.with_columns(buyer=pl.lit(None, dtype=pl.Int64), country=pl.lit(0, dtype=pl.Int64))
        return frame.with_columns(
            prefix=pl.lit(prefix),
            quantity=sign * (1 + part(dice, 12, units)),
            price=low + part(dice, 20, (high - low) // 10 + 1) * 10,
        ).select(*_COLUMNS)


_COLUMNS = [
    *("i", "number", "prefix", "day", "minute", "who", "buyer", "country"),
    *("item", "text", "quantity", "price", "reverses"),
]


def customer_number(buyer: pl.Expr) -> pl.Expr:
    """The number a customer goes by."""
    return buyer + _FIRST_CUSTOMER


def _number(what: str) -> int:
    return [thing[0] for thing in _ODD_THINGS].index(what)


def _lookup(table: pl.Series, index: pl.Expr) -> pl.Expr:
    return pl.lit(table).gather(index)


def _at(table: pl.Series, column: str, offset: int = 0) -> pl.Expr:
    return _lookup(table, pl.col(column) + offset)


def _partitions(dice: Dice) -> tuple[pl.Series, pl.Series]:
    """512 ways to share a block among invoices: where the invoice of each position begins, and its number."""
    starts: list[int] = []
    ordinals: list[int] = []
    for _ in range(512):
        sizes: list[int] = []
        while len(sizes) < 5 and sum(sizes) < _ODD:
            sizes.append(min(dice.pick((1, 3, 6, 10, 16, 20, 24, 30, 45, 62)), _ODD - sum(sizes)))
        sizes[-1] += _ODD - sum(sizes)
        for n, size in enumerate([*sizes, *[0] * (6 - len(sizes)), 1, 1]):
            starts += [len(starts) % BLOCK] * size
            ordinals += [n] * size
    return pl.Series(starts, dtype=pl.Int64), pl.Series(ordinals, dtype=pl.Int64)
