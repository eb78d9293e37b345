"""The shop a sample comes from: what it sells, to whom, and on which days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from tillhouse.sample.dice import Dice

PRODUCTS = 4_000
_COLOURS = "RED WHITE PINK BLUE IVORY GREEN BLACK SILVER JADE VINTAGE RETRO PAPER WOODEN GLASS ENAMEL".split()
_STYLES = "SPOT HEART STAR ROSE DOLLY OWL UNION FLORAL CHRISTMAS LACE ZINC RETROSPOT GINGHAM SKULL".split()
_THINGS = (
    "T-LIGHT HOLDER,LANTERN,COAT HANGER,HOT WATER BOTTLE,CAKE STAND,LUNCH BOX,BUNTING,MUG,DOORMAT,TEA TOWEL,"
    "CUSHION COVER,NAPKINS,STORAGE JAR,PICTURE FRAME,KEY RING,SHOPPER BAG,CANDLE,GARLAND,CHALKBOARD,NIGHT LIGHT"
).split(",")
_ENDINGS = ("", " ", "", " 6 PIECE", ", BOXED", "", ' 12" TALL', " ", " SET/3", " £1 EACH", "", "")
#: Units sold on a line, and how often, in thousandths.
_QUANTITIES = ((1, 275), (2, 150), (3, 70), (4, 72), (5, 22), (6, 76), (8, 25), (10, 42), (12, 112), (16, 12))
_QUANTITIES += ((20, 22), (24, 45), (25, 20), (36, 12), (48, 20), (50, 8), (72, 5), (96, 4), (144, 5), (600, 3))
#: Lines of the reference data by country of the customer; most customers are from the United Kingdom.
_ABROAD = (
    "Germany 9495,France 8557,EIRE 8196,Spain 2533,Netherlands 2371,Belgium 2069,Switzerland 2002,Portugal 1519,"
    "Australia 1259,Norway 1086,Italy 803,Channel Islands 758,Finland 695,Cyprus 622,Sweden 462,Unspecified 446,"
    "Austria 401,Denmark 389,Japan 358,Poland 341,Israel 297,USA 291,Hong Kong 288,Singapore 229,Iceland 182,"
    "Canada 151,Greece 146,Malta 127,United Arab Emirates 68,European Community 61,RSA 58,Lebanon 45,Lithuania 35,"
    "Brazil 32,Czech Republic 30,Bahrain 19,Saudi Arabia 10"
).split(",")
_MONTHS = {1: 70, 2: 68, 3: 80, 4: 72, 5: 82, 6: 80, 7: 82, 8: 80, 9: 110, 10: 125, 11: 170, 12: 120}
_FIRST, _LAST = date(2010, 12, 1), date(2011, 12, 9)
#: The shop is closed from 24 December to 3 January.
_CLOSED = (date(2010, 12, 24), date(2011, 1, 3))


@dataclass(frozen=True)
class Shop:
    """Everything a line of a sample looks up.

    codes, texts: first of each product and its usual description, then of each again in their rarer form.
    prices, other_prices: in thousandths of a pound. demand, quantities: tables to draw a product and units from.
    home, moved_to, moves, returns: by customer: country, and for movers the other country and the days between.
    days: trading days; opens: the line with which each begins, and the number of lines at the end.
    """

    codes: pl.Series
    texts: pl.Series
    prices: pl.Series
    other_prices: pl.Series
    demand: pl.Series
    quantities: pl.Series
    countries: pl.Series
    home: pl.Series
    moved_to: pl.Series
    moves: pl.Series
    returns: pl.Series
    days: list[date]
    opens: list[int]


def open_shop(lines: int, seed: int) -> Shop:
    """The shop that sells so many lines."""
    codes, texts, prices, other_prices = _products(Dice(seed, "products"))
    days = [_FIRST + timedelta(days=n) for n in range((_LAST - _FIRST).days + 1)]
    days = [day for day in days if day.weekday() != 5 and not _CLOSED[0] <= day <= _CLOSED[1]]
    return Shop(
        codes=pl.Series(codes),
        texts=pl.Series(texts),
        prices=pl.Series(prices, dtype=pl.Int64),
        other_prices=pl.Series(other_prices, dtype=pl.Int64),
        demand=_demand(Dice(seed, "demand")),
        quantities=pl.Series([units for units, share in _QUANTITIES for _ in range(share)], dtype=pl.Int64),
        countries=pl.Series(["United Kingdom", *(entry.rsplit(" ", 1)[0] for entry in _ABROAD)]),
        **_customers(Dice(seed, "customers"), lines, len(days)),
        days=days,
        opens=_opens(days, lines, Dice(seed, "days")),
    )


def _products(dice: Dice) -> tuple[list[str], list[str], list[int], list[int]]:
    numbers = iter(sorted(dice.distinct(PRODUCTS, 80_000)))
    codes, names, prices = [], [], []
    for n in range(PRODUCTS):
        codes.append(f"{10_002 + next(numbers)}{dice.pick(('', '', '', 'A', 'B', 'BL'))}")
        thing = _THINGS[n % len(_THINGS)]
        words = f"{_COLOURS[n // 20 % len(_COLOURS)]} {_STYLES[n // 300 % len(_STYLES)]} {thing}"
        names.append(words + dice.pick(_ENDINGS))
        prices.append(dice.pick((290, 420, 550, 650, 850, 1250, 1450, 1650, 2100, 2550, 2950, 3750, 4950, 7950)))
    rare = [f'{name.strip()} "{dice.pick(("NEW", "SECOND", "OLD"))}"' for name in names]
    others = [1 if n % 500 == 7 else price * dice.pick((8, 12, 20)) // 100 * 10 for n, price in enumerate(prices)]
    return codes + [code.lower() for code in codes], names + rare, prices, others


def _demand(dice: Dice) -> pl.Series:
    """65,536 places shared among the products by Zipf's law: each has one, the first about one in twenty."""
    ranks = dice.distinct(PRODUCTS, PRODUCTS)
    shares = [1_000_000 // (rank + 10) for rank in range(PRODUCTS)]
    free, total = 65_536 - PRODUCTS, sum(shares)
    places = [n for share, n in zip(shares, ranks, strict=True) for _ in range(1 + share * free // total)]
    return pl.Series((places + ranks)[:65_536], dtype=pl.Int64)


def _customers(dice: Dice, lines: int, days: int) -> dict[str, pl.Series]:
    count = min(max(20, lines // 125), 50_000)
    abroad = [n for n, entry in enumerate(_ABROAD, 1) for _ in range(int(entry.rsplit(" ", 1)[1]) // 10)]
    home = [dice.pick(abroad) if dice.below(10) == 0 else 0 for _ in range(count)]
    moved_to, moves, returns = list(home), [days] * count, [days] * count
    for customer in dice.distinct(8, max(20, count // 20)):
        home[customer] = moved_to[customer] = dice.pick(abroad)
        while moved_to[customer] == home[customer]:
            moved_to[customer] = dice.pick(abroad)
        moves[customer] = days // 4 + dice.below(days // 4)
        returns[customer] = dice.pick((days, days * 3 // 4))
    columns = {"home": home, "moved_to": moved_to, "moves": moves, "returns": returns}
    return {name: pl.Series(values, dtype=pl.Int64) for name, values in columns.items()}


def _opens(days: list[date], lines: int, dice: Dice) -> list[int]:
    """Share the lines among the days by season and weekday."""
    weights = [_MONTHS[day.month] * (6 if day.weekday() == 6 else 10) * (80 + dice.below(40)) for day in days]
    total, before, opens = sum(weights), 0, [0]
    for weight in weights:
        before += weight
        opens.append(lines * before // total)
    return opens
