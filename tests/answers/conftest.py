"""A small shop that sells in two currencies for fifteen months."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.shops import Shop, open_shop

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,Currency"
#: Names by code: of the first two, declared terms say what they are.
_NAMES = {"10001": "CHRISTMAS BAUBLE", "10002": "SCENTED CANDLE"}
_CODES = ("10001", "10002", "10003", "10004", "POST", "M", "D", "AMAZONFEE", "GIFT_0001_10", "B")
_COUNTRIES = ("France", "FR", "EIRE", "United Kingdom", "")


def two_currencies_file(path: Path, seed: int = 3, lines: int = 400) -> Path:
    """Lines of every event and many line types; invoices of several lines, some with two customers or currencies."""
    chance, rows, moment = random.Random(seed), [], datetime(2010, 12, 6, 9)
    while len(rows) < lines:
        moment += timedelta(hours=chance.choice((3, 60, 130)))
        prefix = chance.choice(("", "", "", "", "C", "A" if chance.random() < 0.2 else ""))
        customer, invoice = chance.choice(("", *map(str, range(70, 84)))), f"{prefix}{500000 + len(rows)}"
        country, currency = chance.choice(_COUNTRIES), chance.choice(("GBP", "GBP", "EUR"))
        for _ in range(chance.randint(1, 4)):
            back = prefix == "C" or chance.random() < 0.07
            price = chance.choice(("2.55", "0.001", "10", "3.333", "0"))
            code, quantity = (
                chance.choice(_CODES[:4] * 4 + _CODES),
                chance.randint(1, 9) * (-1 if back else 1),
            )
            what = f"{invoice},{code},{_NAMES.get(code, 'XYZ')},{quantity}"
            rows.append(f"{what},{moment:%Y-%m-%d %H:%M},{price},{customer},{country},{currency}")
        if chance.random() < 0.1:
            rows.append(rows[-1].replace(currency, "EUR" if currency == "GBP" else "GBP"))
    chance.shuffle(rows)
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


@pytest.fixture(scope="session")
def two_currencies(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The shop, taken in once. Read it; do not change it."""
    folder = tmp_path_factory.mktemp("currencies")
    return open_shop(folder / "lake", two_currencies_file(folder / "sales.csv"))
