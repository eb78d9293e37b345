"""The shop a sample comes from: what it sells, to whom, and on which days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from tillhouse.sample.dice import Dice

PRODUCTS = 4_000
_COLOURS = "RED WHITE PINK BLUE IVORY GREEN BLACK SILVER JADE VINTAGE RETRO PAPER WOODEN GLASS ENAMEL"
_STYLES = "SPOT HEART STAR ROSE DOLLY OWL UNION FLORAL CHRISTMAS LACE ZINC RETROSPOT GINGHAM SKULL"
_THINGS = (
    "T-LIGHT HOLDER,LANTERN,COAT HANGER,HOT WATER BOTTLE,CAKE STAND,LUNCH BOX,BUNTING,MUG,DOORMAT,TEA TOWEL,"
    "CUSHION COVER,NAPKINS,STORAGE JAR,PICTURE FRAME,KEY RING,SHOPPER BAG,CANDLE,GARLAND,CHALKBOARD,PEG BAG"
)
_ENDINGS = ("", " ", "", " 6 PIECE", ", BOXED", "", ' 12" TALL', " ", " SET/3", " £1 EACH", "", "")
_PRICES = (290, 420, 550, 650, 850, 1250, 1450, 1650, 2100, 2550, 2950, 3750, 4950, 7950)
#: Units sold on a line, and how often in a thousand.
_QUANTITIES = (
    "1:275 2:150 3:70 4:72 5:22 6:76 8:25 10:42 12:112 16:12 20:22 24:45 25:20 36:12 48:20 50:8 72:5 "
    "96:4 144:5 600:3"
)
#: Customers abroad, by their share of lines in the reference data; most are from the United Kingdom.
_ABROAD = (
    "Germany:949 France:855 EIRE:819 Spain:253 Netherlands:237 Belgium:206 Switzerland:200 Portugal:151 "
    "Australia:125 Norway:108 Italy:80 Channel_Islands:75 Finland:69 Cyprus:62 Sweden:46 Unspecified:44 "
    "Austria:40 Denmark:38 Japan:35 Poland:34 Israel:29 USA:29 Hong_Kong:28 Singapore:22 Iceland:18 "
    "Canada:15 Greece:14 Malta:12 United_Arab_Emirates:6 European_Community:6 RSA:5 Lebanon:4 Lithuania:3 "
    "Brazil:3 Czech_Republic:3 Bahrain:1 Saudi_Arabia:1"
)
_MONTHS = {1: 70, 2: 68, 3: 80, 4: 72, 5: 82, 6: 80, 7: 82, 8: 80, 9: 110, 10: 125, 11: 170, 12: 120}
_FIRST, _LAST = date(2010, 12, 1), date(2011, 12, 9)
#: The shop is closed from 24 December to 3 January.
_CLOSED = (date(2010, 12, 24), date(2011, 1, 3))


@dataclass(frozen=True)
class Shop:
    """Everything a line of a sample looks up.

    codes, texts: first of each product and its usual description, then of each again in their rarer form.
    prices, other_prices: in thousandths of a pound.
    demand, quantities: tables to draw a product and its units from.
    home, moved_to, moves, returns: by customer: the country; for movers, the other one and the days between.
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
    """The shop that sells that many lines."""
    codes, texts, prices, other_prices = _products(Dice(seed, "products"))
    days = [_FIRST + timedelta(days=n) for n in range((_LAST - _FIRST).days + 1)]
    days = [day for day in days if day.weekday() != 5 and not _CLOSED[0] <= day <= _CLOSED[1]]
    home, moved_to, moves, returns = _customers(Dice(seed, "customers"), lines, len(days))
    return Shop(
        codes=pl.Series(codes),
        texts=pl.Series(texts),
        prices=integers(prices),
        other_prices=integers(other_prices),
        demand=_demand(Dice(seed, "demand")),
        quantities=integers([int(units) for units, share in _shares(_QUANTITIES) for _ in range(share)]),
        countries=pl.Series(["United Kingdom", *(name for name, _ in _shares(_ABROAD))]),
        home=integers(home),
        moved_to=integers(moved_to),
        moves=integers(moves),
        returns=integers(returns),
        days=days,
        opens=_opens(days, lines, Dice(seed, "days")),
    )


def integers(values: Sequence[int]) -> pl.Series:
    """A column of 64-bit integers."""
    return pl.Series(values, dtype=pl.Int64)


def _shares(text: str) -> list[tuple[str, int]]:
    entries = (entry.split(":") for entry in text.split())
    return [(name.replace("_", " "), int(share)) for name, share in entries]


def _products(dice: Dice) -> tuple[list[str], list[str], list[int], list[int]]:
    colours, styles, things = _COLOURS.split(), _STYLES.split(), _THINGS.split(",")
    codes = [
        f"{n + 10_002}{dice.pick(('', '', '', 'A', 'B', 'BL'))}" for n in dice.distinct(PRODUCTS, 80_000)
    ]
    names = [
        f"{colours[n // 20 % 15]} {styles[n // 300 % 14]} {things[n % 20]}{dice.pick(_ENDINGS)}"
        for n in range(PRODUCTS)
    ]
    rare = [f'{name.strip()} "{dice.pick(("NEW", "SECOND", "OLD"))}"' for name in names]
    prices = [dice.pick(_PRICES) for _ in range(PRODUCTS)]
    others = [
        1 if n % 500 == 7 else price * dice.pick((8, 12, 20)) // 100 * 10 for n, price in enumerate(prices)
    ]
    return codes + [code.lower() for code in codes], names + rare, prices, others


def _demand(dice: Dice) -> pl.Series:
    """65,536 places shared among the products by Zipf's law: each has one, the first about one in twenty."""
    ranks = dice.distinct(PRODUCTS, PRODUCTS)
    shares = [1_000_000 // (rank + 10) for rank in range(PRODUCTS)]
    free, total = 65_536 - PRODUCTS, sum(shares)
    places = [n for share, n in zip(shares, ranks, strict=True) for _ in range(1 + share * free // total)]
    return integers((places + ranks)[:65_536])


def _customers(dice: Dice, lines: int, days: int) -> tuple[list[int], list[int], list[int], list[int]]:
    """Every twelfth customer is from abroad, at first one from each country; eight move, some back again."""
    count = min(max(lines // 125, min(lines // 10, 400), 20), 50_000)
    shares = [share for _, share in _shares(_ABROAD)]
    abroad = [country for country, share in enumerate(shares, 1) for _ in range(share)]
    home = [0] * count
    for nth, customer in enumerate(range(3, count, 12), 1):
        home[customer] = nth if nth <= len(shares) else dice.pick(abroad)
    moved_to, moves, returns = list(home), [days] * count, [days] * count
    for customer in dice.distinct(8, max(20, count // 4)):
        moved_to[customer] = (home[customer] + 1 + dice.below(len(shares))) % (len(shares) + 1)
        moves[customer] = days // 4 + dice.below(days // 4)
        returns[customer] = dice.pick((days, days * 3 // 4))
    return home, moved_to, moves, returns


def _opens(days: list[date], lines: int, dice: Dice) -> list[int]:
    """Share the lines among the days by season and weekday."""
    weights = [_MONTHS[day.month] * (6 if day.weekday() == 6 else 10) * (80 + dice.below(40)) for day in days]
    total, before, opens = sum(weights), 0, [0]
    for weight in weights:
        before += weight
        opens.append(lines * before // total)
    return opens
