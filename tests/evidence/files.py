"""Files of a few lines, read as `open` reads them: their net money, or what is asked of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from tillhouse.evidence import Findings, weighed
from tillhouse.evidence.currencies import whole
from tillhouse.evidence.net import net_of
from tillhouse.settings.feed import Feed
from tillhouse.sources import detect, open_all


def found(folder: Path, text: str, fixed: tuple[str, ...] = (), **decided: Any) -> tuple[Feed, Findings]:
    """The feed and the findings of a file."""
    path = folder / "sales.csv"
    path.write_text(text.strip() + "\n", encoding="utf-8")
    files = open_all(path)
    feed = detect(files[0], Feed("shop", str(path), **decided), tuple(decided)).feed
    return weighed(files, feed, (*fixed, *decided, *decided.get("columns", ())))


def net(folder: Path, text: str, **decided: Any) -> Decimal:
    """The net money of a file of which nothing is asked."""
    feed, findings = found(folder, text, **decided)
    asked = [one.says for one in findings if one.is_question]
    assert not asked, asked
    return whole(net_of(open_all(folder / "sales.csv")[0], feed))


def question(
    folder: Path, text: str, **decided: Any
) -> tuple[str, list[tuple[tuple[str, ...], Decimal | None]]]:
    """The name of the only question, and the options and money of its readings."""
    (one,) = [one for one in found(folder, text, **decided)[1] if one.is_question]
    return one.name, [(each.options, each.amount) for each in (one.proposed, one.instead) if each]
