"""A file that stops half-way and comes again whole is sold once, wherever it stopped."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.quarantined import FEED, HEADER, RIGHT, downstream, fix, now
from tests.shops import Shop, take_in
from tillhouse.answers.observations import Observation, observations
from tillhouse.pipeline import completion
from tillhouse.quarantine.replay import replay
from tillhouse.settings.feed import Duplicates
from tillhouse.settings.settings import load, save_feed
from tillhouse.sources import open_all
from tillhouse.upkeep.rebuilding import rebuilt
from tillhouse.upkeep.verification import verified

WHOLE = "\n".join([HEADER, *RIGHT[:4]]) + "\n"
QUOTED = WHOLE.replace("12,01/12/2010 08:28", '"12","01/12/2010 08:28"').replace(
    "HAND WARMER", '"HAND\nWARMER, RED"'
)


def taken(
    folder: Path,
    *texts: str,
    name: str = "sales.csv",
    encoding: str = "utf-8",
    duplicates: Duplicates = "ask",
) -> Shop:
    """A lake that has taken in these texts one after the other, all from one path."""
    root, path = folder / "lake", folder / name
    folder.mkdir(exist_ok=True)
    feed = replace(FEED, path=str(path), encoding=encoding, format=path.suffix[1:], duplicates=duplicates)
    save_feed(root, feed)
    for text in texts:
        path.write_bytes(text.encode(encoding))
        take_in(load(str(root)), open_all(path))
    return now(root)


def fates(shop: Shop) -> dict[str, int]:
    """Records by fate."""
    return {fate: line.rows for fate, line in shop.statement.fates.items() if line.rows}


def completed(shop: Shop) -> list[Observation]:
    """What the release says of lines that it completed."""
    return [one for one in observations(shop.snapshot, shop.statement) if one.kind == "completed"]


#: Where the file stops, as the text that comes after it.
PLACES = {
    "inside the price": "5,13047,France,2\n",
    "inside the date": "8:28,1.85,13047,France,2\n",
    "inside the invoice": "66,22633,HAND WARMER,12,01/12/2010 08:28,1.85,13047,France,2\n",
    "inside the country": "ance,2\n",
}


@pytest.mark.parametrize("rest", PLACES.values(), ids=PLACES.keys())
def test_wherever_it_stops_it_is_sold_once(rest: str, tmp_path: Path) -> None:
    torn = taken(tmp_path / "torn", WHOLE.removesuffix(rest), WHOLE)
    whole = taken(tmp_path / "whole", WHOLE)
    assert downstream(torn) == downstream(whole)
    assert fates(torn) == {"loaded": 4, "duplicate": 3, "superseded": 1}
    assert verified(torn.settings, torn.release).findings == ()
    assert [one.rows for one in completed(torn)] == [1]


#: One sale, twelve at 1.85; where its last digit is lacking it looks like another sale.
PRICE_LAST = (
    "Invoice,Code,Description,Quantity,Date,Customer,Country,Price\n"
    "536366,22633,HAND WARMER,12,01/12/2010 08:28,13047,France,1.85"
)


def test_a_line_that_reads_well_is_superseded_with_its_money(tmp_path: Path) -> None:
    shop = taken(tmp_path, PRICE_LAST.removesuffix("5"), PRICE_LAST)
    text = "is superseded: sales.csv stopped inside it, and came again whole"
    assert completed(shop) == [Observation("completed", 1, Decimal("21.60"), text)]
    assert shop.statement.fates["loaded"].amount == Decimal("22.20")
    assert fates(shop) == {"loaded": 1, "superseded": 1}
    later = taken(tmp_path, f"{PRICE_LAST}\n")
    assert fates(later) == {"loaded": 1, "duplicate": 1, "superseded": 1}
    assert completed(later) == [], "the next release completes nothing"


@pytest.mark.parametrize("rest", ['RED",', '\nWARMER, RED",', '2","01/12', "France,2\n"])
def test_a_record_of_several_lines_is_completed(rest: str, tmp_path: Path) -> None:
    torn = taken(tmp_path / "torn", QUOTED[: QUOTED.rindex(rest)], QUOTED)
    assert downstream(torn) == downstream(taken(tmp_path / "whole", QUOTED))
    assert fates(torn)["loaded"] == 4
    assert "quarantined" not in fates(torn)


def test_a_file_that_grows_again_and_again(tmp_path: Path) -> None:
    ends = [len(WHOLE) - n for n in (60, 33, 9, 4, 0)]
    shop = taken(tmp_path / "torn", *(WHOLE[:end] for end in ends))
    assert downstream(shop) == downstream(taken(tmp_path / "whole", WHOLE))
    assert fates(shop)["superseded"] == 4


@pytest.mark.parametrize("first", [WHOLE.removesuffix("\n"), WHOLE, "\n".join([HEADER, RIGHT[0]])])
def test_a_file_that_only_grows_supersedes_nothing(first: str, tmp_path: Path) -> None:
    """It stopped at the end of a line, with or without the line's own end."""
    shop = taken(tmp_path, first, f"{WHOLE}{RIGHT[6]}\n")
    assert "superseded" not in fates(shop)
    assert fates(shop)["loaded"] == 5


def test_another_file_that_begins_otherwise_supersedes_nothing(tmp_path: Path) -> None:
    texts = WHOLE.removesuffix("5,13047,France,2\n"), WHOLE.replace("HEART", "HART")
    shop = taken(tmp_path, *texts, duplicates="redelivery")
    assert "superseded" not in fates(shop)


def test_a_line_that_was_corrected_meanwhile_counts_once(tmp_path: Path) -> None:
    torn = taken(tmp_path / "torn", WHOLE.removesuffix("8:28,1.85,13047,France,2\n"))
    fix(torn.settings.root, f"set text='{RIGHT[3].replace(',12,', ',11,')}'", line=5, file="sales.csv")
    assert replay(torn.settings).release is not None
    shop = taken(tmp_path / "torn", WHOLE)
    assert downstream(shop) == downstream(taken(tmp_path / "whole", WHOLE))
    assert rebuilt(shop.settings, shop.release, tmp_path / "again").findings == ()


def test_lines_of_json_are_completed(tmp_path: Path) -> None:
    names = HEADER.split(",")
    lines = "\n".join(json.dumps(dict(zip(names, line.split(","), strict=True))) for line in RIGHT[:4])
    shop = taken(tmp_path / "torn", lines[:-30], f"{lines}\n", name="sales.json")
    assert downstream(shop) == downstream(taken(tmp_path / "whole", lines, name="sales.json"))
    assert fates(shop) == {"loaded": 4, "duplicate": 3, "superseded": 1}


def test_text_of_two_bytes_a_character(tmp_path: Path) -> None:
    shop = taken(tmp_path / "torn", WHOLE[:-6], WHOLE, encoding="utf-16-le")
    assert fates(shop) == {"loaded": 4, "duplicate": 3, "superseded": 1}
    grown = taken(tmp_path / "grown", WHOLE, f"{WHOLE}{RIGHT[6]}\n", encoding="utf-16-le")
    assert "superseded" not in fates(grown)


def test_without_it_the_line_is_sold_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    monkeypatch.setattr(completion, "supersede", lambda *_: None)
    shop = taken(tmp_path, PRICE_LAST.removesuffix("5"), PRICE_LAST, duplicates="redelivery")
    assert fates(shop) == {"loaded": 2}
