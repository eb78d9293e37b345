"""What people do to an export before it arrives: it is read right, or asked about, and never wrong in silence."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from zlib import crc32

import pytest

from tests.dialects.damages import DAMAGES, Export, read
from tests.dialects.test_dialects import SAMPLES, by_hand
from tillhouse.dialects import dialects
from tillhouse.errors import TillhouseError
from tillhouse.evidence.net import net_of
from tillhouse.retail.sums import merged
from tillhouse.runs import opening
from tillhouse.settings.feed import Feed
from tillhouse.sources import open_all

NAMES = sorted(name for name, path in SAMPLES.items() if path.suffix == ".csv")
SEEDS = range(2)
#: Columns as a person names them in another language.
OTHERWISE = {
    "quantity": "Menge",
    "sold_at": "Datum",
    "status": "Statut",
    "amount": "Betrag",
    "unit_price": "Einzelpreis",
    "invoice_no": "Bestellnummer",
    "description": "Bezeichnung",
    "stock_code": "Artikelnummer",
    "kind": "Typ",
}


def right(name: str) -> dict[str, Decimal]:
    """The net money of a sample by currency, as its ledger by hand has it."""
    rows = [row for row in by_hand(name) if row["fate"] == "loaded" and row["amount"] is not None]
    return merged(*({str(row["currency"]): Decimal(str(row["amount"]))} for row in rows))


def as_read(path: Path) -> dict[str, Decimal] | None:
    """The net money of a file by currency; None where something is asked or refused."""
    try:
        files = open_all(path)
        agreed = opening.agreed(files, Feed("shop", str(path)))
        feed = opening.weighed(files, agreed, (), str(path)).feed
    except TillhouseError:
        return None
    return dict(net_of(files[0], feed))


def plain(sums: dict[str, Decimal] | None) -> dict[str, Decimal] | None:
    """Sums without those of nothing; the code of no currency is that of any."""
    return None if sums is None else {code or "XXX": amount for code, amount in sums.items() if amount}


def damaged(name: str, seed: int) -> Export:
    """The sample of a dialect with one damage."""
    random = Random(crc32(f"{name} {seed}".encode()))
    export = read(SAMPLES[name], dialects(None)[name].header[0])
    kind = random.choice([one for one in DAMAGES if one != "without_one"])
    return DAMAGES[kind](export, random)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", NAMES)
def test_money_is_right_or_asked(name: str, seed: int, tmp_path: Path) -> None:
    found = as_read(damaged(name, seed).write(tmp_path / "export.csv"))
    assert found is None or plain(found) == plain(right(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_column_that_says_nothing_of_sales_can_be_taken_out(name: str, tmp_path: Path) -> None:
    export = read(SAMPLES[name], dialects(None)[name].header[0])
    meant = {header.casefold() for headers in dialects(None)[name].columns.values() for header in headers}
    known = {header.casefold() for headers in dialects(None)[name].header for header in headers}
    free = [at for at, header in enumerate(export.rows[0]) if header.casefold() not in meant | known]
    if not free:
        return
    gone = Random(crc32(name.encode())).choice(free)
    found = as_read(
        export.picked([at for at in range(len(export.rows[0])) if at != gone]).write(tmp_path / "a.csv")
    )
    assert plain(found) == plain(right(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_column_in_another_language_is_right_or_asked(name: str, tmp_path: Path) -> None:
    dialect = dialects(None)[name]
    export = read(SAMPLES[name], dialect.header[0])
    signature = {header.casefold() for header in dialect.header[0]}
    mapped = dialect.mapped(export.rows[0])
    renamed = sorted(one for one in OTHERWISE if one in mapped and mapped[one].casefold() in signature)
    meaning = Random(crc32(name.encode())).choice(renamed)
    head = [OTHERWISE[meaning] if header == mapped[meaning] else header for header in export.rows[0]]
    found = as_read(replace(export, rows=[head, *export.rows[1:]]).write(tmp_path / "export.csv"))
    assert found is None or plain(found) == plain(right(name))


def test_what_an_export_was_paid_back_is_asked_where_its_column_is_gone(tmp_path: Path) -> None:
    export = read(SAMPLES["shopify"], dialects(None)["shopify"].header[0])
    gone = export.rows[0].index("Refunded Amount")
    places = [at for at in range(len(export.rows[0])) if at != gone]
    assert as_read(export.picked(places).write(tmp_path / "a.csv")) is None


def test_wrong_money_is_noticed(tmp_path: Path) -> None:
    export = read(SAMPLES["loyverse"], dialects(None)["loyverse"].header[0])
    found = as_read(export.cells(lambda cell: cell.replace("3", "8")).write(tmp_path / "a.csv"))
    assert plain(found) != plain(right("loyverse"))
