"""A file that has all columns of a named export but one, as if that one was renamed or taken out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from tillhouse.dialects import Dialect, folded
from tillhouse.evidence import Finding
from tillhouse.evidence.currencies import apart, whole
from tillhouse.evidence.finding import Reading, option
from tillhouse.evidence.net import net_of
from tillhouse.retail.sums import merged
from tillhouse.runs.asked_money import Reader, with_net
from tillhouse.settings.feed import Feed
from tillhouse.sources import Opened

#: A signature of fewer headers is no sign of a named export, unless it has nearly all columns of the file.
_LEAST = 6
_NEARLY_ALL = 0.8
_PENNY = Decimal("0.01")


def found(
    files: Sequence[Opened], header: Sequence[str], feed: Feed, fixed: Collection[str], read: Reader
) -> tuple[Finding, ...]:
    """A question whether the file is that export, where its money is another one then."""
    near = _near(header, files[0].dialects)
    if near is None:
        return ()
    dialect, gone = near
    options = (option("dialect", dialect.name), *_stand_in(dialect, gone, header, feed))
    net = merged(*(net_of(file, feed) for file in files))
    net = {currency: amount.quantize(_PENNY) for currency, amount in net.items() if amount}
    plain = Reading("its columns are read by their names", ("--dialect none",), whole(net), apart(net))
    says = f"The file has all columns of {dialect.title} but {gone}, and is not recognised as that export."
    named = Reading(f"it is that export: {dialect.title}", options, Decimal(0))
    is_open = len(options) == 1 and any(
        folded(gone) in map(folded, dialect.columns.get(meaning, ())) for meaning in ("kind", "status")
    )
    if is_open:  # what says of a row that it is no sale is not known under either reading
        says += " That column says what is a sale: name it with --column MEANING=HEADER."
    question = Finding("near_dialect", says, 0, None, named, plain, is_question=True, about=gone)
    told = with_net(question, files, feed, fixed, read)
    other = told.proposed
    is_same = other is not None and (other.amount, other.currencies) == (plain.amount, plain.currencies)
    if is_same and not is_open:
        return ()
    return (told if told.proposed is not named else replace(told, proposed=replace(named, amount=None)),)


def _near(header: Sequence[str], known: Mapping[str, Dialect]) -> tuple[Dialect, str] | None:
    """The export that lacks one header in the file, and that header; None where there is none, or several."""
    there = {folded(name) for name in header}
    fits: dict[str, tuple[int, str]] = {}
    for name, dialect in known.items():
        for names in dialect.header:
            gone = [one for one in names if folded(one) not in there]
            if len(gone) == 1 and (len(names) >= _LEAST or _knows(dialect, header)):
                fits[name] = max(fits.get(name, (0, "")), (len(names), gone[0]))
    most = max((fit for fit, _ in fits.values()), default=0)
    best = [(known[name], gone) for name, (fit, gone) in fits.items() if fit == most]
    return best[0] if len(best) == 1 else None


def _knows(dialect: Dialect, header: Sequence[str]) -> bool:
    """Whether nearly all columns of a file are columns of an export."""
    return len(dialect.mapped(header)) >= max(_LEAST, _NEARLY_ALL * len(header))


def _stand_in(dialect: Dialect, gone: str, header: Sequence[str], feed: Feed) -> tuple[str, ...]:
    """The column that stands for the missing one, where names tell of one that the export does not have."""
    meanings = [m for m, names in dialect.columns.items() if folded(gone) in map(folded, names)]
    taken = {*dialect.mapped(header).values()}
    told = {feed.columns[m] for m in meanings if m in feed.columns} - taken
    others = {*feed.columns.values()} - taken
    stands = told or (others if len(others) == 1 else set())
    return tuple(option("column", f"{meanings[0]}={name}") for name in sorted(stands)[:1] if meanings)
