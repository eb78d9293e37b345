"""A small shop with faults of known places, and the same shop right from the start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.shops import Shop, take_in
from tillhouse.lake.releases import Releases
from tillhouse.quarantine.fixes import Fixes, Scope, parsed
from tillhouse.quarantine.records import Quarantine
from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import load, save_feed
from tillhouse.sources import open_all

HEADER = "Invoice,Code,Description,Quantity,Date,Price,Customer,Country,Till"
FEED = Feed(
    "shop",
    "sales.csv",
    columns={
        "invoice_no": "Invoice",
        "stock_code": "Code",
        "description": "Description",
        "quantity": "Quantity",
        "sold_at": "Date",
        "unit_price": "Price",
        "customer_id": "Customer",
        "country": "Country",
    },
    date_order="day-first",
)
#: Two scans of one item, a cancellation of a sale, another month, an anonymous sale, postage, a second line of
#: the same invoice and item.
RIGHT = (
    "536365,85123A,HEART,6,01/12/2010 08:26,2.55,17850,United Kingdom,1",
    "536365,71053,LANTERN,6,01/12/2010 08:26,3.39,17850,United Kingdom,1",
    "536365,71053,LANTERN,6,01/12/2010 08:26,3.39,17850,United Kingdom,1",
    "536366,22633,HAND WARMER,12,01/12/2010 08:28,1.85,13047,France,2",
    "C536370,22633,HAND WARMER,-5,02/12/2010 09:00,1.85,13047,France,2",
    "540001,22633,HAND WARMER UNION,4,28/02/2011 10:00,1.95,13047,Spain,1",
    "540002,POST,POSTAGE,1,28/02/2011 10:05,18.00,,France,1",
    "540001,22633,HAND WARMER UNION,2,28/02/2011 10:00,1.95,13047,Spain,1",
)
#: What a fault makes of a right line, and the rule or edit that takes it back.
Fault = tuple[Callable[[str], str], str]


def _field(at: int, wrong: Callable[[str], str]) -> Callable[[str], str]:
    def spoilt(line: str) -> str:
        fields = line.split(",")
        fields[at] = wrong(fields[at])
        return ",".join(fields)

    return spoilt


def faults(line: str) -> dict[str, tuple[str, str]]:
    """Each kind of fault: the spoilt line, and the rule that takes it back."""
    invoice, code, _, quantity, date, price, *_ = line.split(",")
    return {
        "quantity": (_field(3, lambda q: f"{q}x")(line), f"set quantity={quantity}"),
        "price": (_field(5, lambda p: p.replace(".", ";"))(line), "replace unit_price ; ."),
        "date": (_field(4, lambda d: "31/02" + d[5:])(line), f"replace sold_at 31/02 {date[:5]}"),
        "invoice": (_field(0, lambda _: "")(line), f"set invoice_no={invoice}"),
        "code": (_field(1, lambda _: " ")(line), f"set stock_code={code}"),
        "too few": (line.replace(f",{price},", ",", 1), f"set text='{line}'"),
        "too many": (line.replace(",1,", ",1,,", 1) if ",1," in line else line + ",,", f"set text='{line}'"),
        "quote": (line.replace(f"{code},", f'{code},"', 1), "replace text '\"' ''"),
    }


def shop(root: Path, lines: Sequence[str], *more: Sequence[str], **decided: Any) -> Shop:
    """A lake that has taken in one file, sales.csv, and each of ``more`` after it."""
    feed = Feed(**{**FEED.__dict__, **decided})
    root.mkdir(parents=True, exist_ok=True)
    save_feed(root, feed)
    for number, some in enumerate((lines, *more)):
        path = root / (f"sales{number or ''}.csv")
        path.write_text("\n".join([HEADER, *some, ""]))
        take_in(load(str(root)), open_all(path))
    return now(root)


def now(root: Path) -> Shop:
    """The lake as published now."""
    latest = Releases(root).latest()
    assert latest is not None
    return Shop(load(str(root)), latest)


def fix(root: Path, rule: str, **scope: Any) -> None:
    """Record one fix."""
    Fixes(root).add([parsed(rule)], Scope(**scope), "it was typed wrong")


def quarantine(root: Path) -> Quarantine:
    """The quarantine as published now."""
    return Quarantine(load(str(root)))


def downstream(shop: Shop) -> Mapping[str, str]:
    """The fingerprints of gold and marts: what was sold, whatever the ledger went through."""
    tables = shop.release.tables.items()
    return {name: state.digest for name, state in tables if state.layer in ("gold", "marts")}
