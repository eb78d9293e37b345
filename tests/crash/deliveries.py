"""Small deliveries of one shop, made from a seed: overlapping exports, repeats, late months, returns, bad rows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tillhouse.settings.feed import Feed

HEADER = (
    "invoice_no",
    "stock_code",
    "description",
    "quantity",
    "sold_at",
    "unit_price",
    "customer_id",
    "country",
)
FEED = Feed("shop", "x", columns={name: name for name in HEADER}, duplicates="redelivery")
_COUNTRIES = ("United Kingdom", "EIRE", "a/b", "50%", "k=v", "Curaçao", "")
Line = tuple[str, ...]


def lines(count: int, dice: random.Random) -> list[Line]:
    """Sale lines of three months, some returned later, some anonymous, one in forty unreadable."""
    made: list[Line] = []
    for n in range(count):
        at = datetime(2011, 1, 3, 9) + timedelta(minutes=n * 80 * 1440 // count)
        customer = f"{dice.randrange(17)}" if dice.random() < 0.8 else ""
        sale = (f"5{n // 4:05d}", f"8{dice.randrange(9)}A", "MUG", f"{dice.randrange(1, 9)}", f"{at}")
        line = (*sale, dice.choice(("2.55", "0.001", "12")), customer, dice.choice(_COUNTRIES))
        made.append(_back(dice.choice(made), n, at) if made and n % 9 == 0 else line)
        if n % 40 == 7:
            made[-1] = (*made[-1][:3], "six", *made[-1][4:])
    return made


def _back(sale: Line, n: int, at: datetime) -> Line:
    return (f"C5{n:05d}", sale[1], sale[2], "-1", f"{at}", *sale[5:])


def write(path: Path, some: Sequence[Line]) -> Path:
    """One delivery: a CSV file of these lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(",".join(line) + "\n" for line in (HEADER, *some)), encoding="utf-8")
    return path


def write_all(folder: Path, count: int = 8, rows: int = 40, seed: int = 1) -> list[Path]:
    """``count`` deliveries; each begins with the last quarter of the one before, and one arrives out of order."""
    dice = random.Random(seed)
    made = lines(count * rows, dice)
    order = list(range(count))
    order[1:3] = reversed(order[1:3])
    cuts = [made[max(0, n * rows - rows // 4) : (n + 1) * rows] for n in order]
    return [write(folder / f"{n:03d}.csv", cut) for n, cut in enumerate(cuts)]
