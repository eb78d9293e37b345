"""``tillhouse open``."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from tillhouse.cli._hints import hints, opened_again
from tillhouse.cli._nothing import nothing_new
from tillhouse.cli._output import warn
from tillhouse.cli._pairs import columns_of, keys_of, own_of, treatment
from tillhouse.cli._repeated import placed, typed, with_typed
from tillhouse.cli._session import Session, with_session
from tillhouse.errors import AmbiguousReading, FixTheSetup, TillhouseError
from tillhouse.settings import feed as feeds

if TYPE_CHECKING:
    from tillhouse.lake.releases import Release
    from tillhouse.runs.opening import Agreed
    from tillhouse.settings.settings import Settings
    from tillhouse.sources import Opened


@dataclass(frozen=True)
class Asked:
    """What was typed. decided: what a person says of the reading. path: the feed's, where it is not the place."""

    place: str
    name: str | None
    decided: dict[str, Any]
    yes: bool
    plan: bool
    profile: bool
    path: str = ""


@click.command(name="open")
@click.argument("place", metavar="FILE")
@click.option(
    "--name", metavar="FEED", help="The feed it belongs to [default: found by path, name, then header]."
)
@click.option("--yes", is_flag=True, help="Take it in without asking.")
@click.option("--plan", is_flag=True, help="Show what would change; publish with `apply`.")
@click.option(
    "--date-order", type=click.Choice(get_args(feeds.DateOrder)), help="Which part of a date comes first."
)
@click.option("--date-format", metavar="FORMAT", help="How dates are written, such as %d.%m.%y; it wins.")
@click.option("--decimal", type=click.Choice(get_args(feeds.Decimal)), help="The decimal mark in numbers.")
@click.option("--encoding", metavar="NAME", help="Such as utf-8, iso-8859-1, cp1252.")
@click.option("--delimiter", metavar="MARK", help="What stands between fields; \\t is a tab.")
@click.option("--sheet", metavar="NAMES", help="Of a workbook: one or several, A,B; * for all of one header.")
@click.option("--whole-codes", type=bool, help="Whether codes of products such as 10.0 are whole numbers.")
@click.option(
    "--header-row", type=click.IntRange(1), help="The line of the column names, where they do not tell it."
)
@click.option(
    "--duplicates", type=click.Choice(get_args(feeds.Duplicates)), help="Which lines are the same sale again."
)
@click.option("--duplicate-key", metavar="A,B", help="Columns of --duplicates key: invoice_no,stock_code.")
@click.option("--currency", metavar="CODE", help="ISO 4217, of lines that name none [default: by evidence].")
@click.option("--time-zone", metavar="ZONE", help="Of the store [default: times are kept as written].")
@click.option("--store", metavar="NAME", help="The shop or till of lines that name none.")
@click.option(
    "--share",
    multiple=True,
    type=click.Choice(["customers", "products"]),
    help="A new feed's customers, or products, are those of the lake [default: its own].",
)
@click.option(
    "--column", "--set", "columns", multiple=True, metavar="MEANING=HEADER", help="Such as sold_at=Date."
)
@click.option("--without", multiple=True, metavar="MEANING", help="No column has it: --without amount.")
@click.option("--dialect", metavar="NAME", help="The named export it is; none: it is none.")
@click.option("--order", type=click.Choice(get_args(feeds.OrderIs)), help="What makes lines one order.")
@click.option(
    "--tax-basis", type=click.Choice(("included", "excluded")), help="Whether amounts have the tax."
)
@click.option("--tax-as", type=click.Choice(get_args(feeds.TaxAs)), help="What a column of taxes holds.")
@click.option(
    "--discount-as", type=click.Choice(get_args(feeds.DiscountAs)), help="What a column of discounts holds."
)
@click.option("--status", multiple=True, metavar="VALUE=MEANING", help="Such as --status Void=not_sales.")
@click.option("--nobody", metavar="CODES", help="Codes that are no customer: 9999,-1; none: all are some.")
@click.option("--kind", multiple=True, metavar="VALUE=MEANING", help="The same for a column of types.")
@click.option("--line-type", multiple=True, metavar="CODE=TYPE", help="Such as 'GIFT*=not_sales'.")
@click.option(
    "--own", multiple=True, metavar="HEADER=ROLE", help="A column of yours: --own Region=dimension."
)
@click.option(
    "--same-sales",
    type=click.Choice(get_args(feeds.SameSales)),
    help="keep: orders that another feed has count.",
)
@click.option(
    "--records", "records_in", metavar="FILE", help="Of files that belong together, that of the lines."
)
@click.option("--join", "joins", multiple=True, metavar="FILE=KEY", help="--join orders=id=items.order_id.")
@click.option(
    "--payments", multiple=True, metavar="FILE=KEY", help="The same for payments, which are no sales."
)
@click.option("--profile", is_flag=True, help="Print time per step, and peak memory, on standard error.")
@with_session
def command(
    session: Session,
    /,
    place: str,
    name: str | None,
    yes: bool,
    plan: bool,
    columns: tuple[str, ...],
    without: tuple[str, ...],
    status: tuple[str, ...],
    kind: tuple[str, ...],
    line_type: tuple[str, ...],
    own: tuple[str, ...],
    profile: bool,
    share: tuple[str, ...],
    joins: tuple[str, ...],
    payments: tuple[str, ...],
    **options: Any,
) -> None:
    """Take in a file, a folder, a glob ('sales/*.csv') or standard input (-).

    All of it is read to decide how it is to be read; nothing is guessed. The reading is shown, you are asked
    once, and it is saved as a feed in tillhouse.toml, where it can be edited.

    A file belongs to the feed you --name, else to the feed whose path covers it or that has its name. Failing that,
    it belongs to the only feed with the same header and reading. Else it begins a feed, named after the file.

    \b
    Example:
      tillhouse open december.csv --yes
      tillhouse open december.csv --yes
      tillhouse open december.csv --duplicates exact --plan
    """
    decided: dict[str, Any] = {option: value for option, value in options.items() if value is not None}
    decided |= keys_of(joins, payments)
    if columns or without:
        decided |= columns_of(columns, without)
    if decided.get("dialect") == "none":
        decided["dialect"] = ""
    for field, said in (("statuses", status), ("kinds", kind), ("line_types", line_type)):
        if said:
            decided[field] = dict(treatment(text) for text in said)
    decided |= {"own": dict(own_of(text) for text in own)} if own else {}
    decided |= dict.fromkeys(share, "")
    for listed in decided.keys() & {"duplicate_key", "nobody"}:
        decided[listed] = tuple(name.strip() for name in decided[listed].split(","))
    if "delimiter" in decided:
        decided["delimiter"] = decided["delimiter"].replace("\\t", "\t")
    work_on(session, Asked(place, name, decided, yes, plan, profile))


def work_on(session: Session, asked: Asked) -> bool:
    """Read, show, ask, save, run; False when nothing was new."""
    from tillhouse.cli import _reading, _taking, _together
    from tillhouse.runs.deciding import unsaved
    from tillhouse.runs.opened import OpenedFiles
    from tillhouse.runs.own_columns import refuse_own
    from tillhouse.runs.running import offered
    from tillhouse.sources import left_out, open_all

    settings = session.settings
    asked = _spooled(settings, asked) if asked.place == "-" else asked
    files = open_all(Path(asked.place).expanduser(), settings.root)
    files, said = _together.declared(settings, files, asked)
    if (release := _known(settings, files, asked)) is not None:
        what = "this file is" if len(files) == 1 else f"all {len(files)} files are in"
        _taking.known(session, release, what, files)
        return False

    def one_by_one(files: list[Opened], asked: Asked) -> tuple[Agreed, bool]:
        found, saved = _found(settings, files, asked)
        return _weighed(settings, files, found, asked, saved), saved

    try:
        together, found, saved = _together.read(files, asked, said, one_by_one)
        files = together.files
        refuse_own(settings, found.feed, asked.decided.get("own", {}), found.readings)
    except TillhouseError as error:
        error.hint = with_typed(placed(error.hint, files, asked.place), typed(asked))
        raise
    others = (*left_out(Path(asked.place).expanduser()), *together.aside)
    opened = OpenedFiles(tuple(files), found, others)
    _reading.print_reading(
        opened, saved, hints(session, asked.place, found.feed.name, is_kept=saved or asked.yes)
    )
    now = replace(settings, feeds={**settings.feeds, found.feed.name: found.feed})
    work = offered({found.feed.name: opened.with_records})
    if not found.records:
        return nothing_new(session, "Nothing new: no record to take in.")
    _agree(session, asked)
    cause = f"open {asked.place}"
    new = unsaved(settings, found.feed)

    def done_with(settings: Settings, said: list[feeds.Feed]) -> bool:
        if asked.plan:
            return _taking.plan(session, settings, work, cause, asked.profile, [found.feed])
        return _taking.take(session, settings, work, cause, asked.profile, found.records, opened, said)

    try:
        done = done_with(now, new)
    except AmbiguousReading as again:
        if not again.is_newer or "duplicates" in asked.decided:
            own = "" if asked.name else asked.place
            hint = opened_again(again.hint, asked.place, found.feed.name, settings.feeds, own)
            again.hint = with_typed(hint, typed(asked))
            raise
        newer = _newer(found.feed)
        done = done_with(replace(now, feeds={**now.feeds, newer.name: newer}), [newer])
    return done or nothing_new(session)


def _spooled(settings: Settings, asked: Asked) -> Asked:
    """What was asked of standard input, asked of the file in which it is kept."""
    from tillhouse.cli import _inbox

    name = asked.name or "stdin"
    kept = _inbox.spooled(settings.root, name, sys.stdin.buffer)
    return replace(asked, place=str(kept), path=str(kept.parent.resolve()), name=name)


def _newer(feed: feeds.Feed) -> feeds.Feed:
    """The feed whose later deliveries count, and a word of it."""
    warn("It has every order of an earlier delivery, some with other contents: it is that export, newer.")
    warn(f'So the later delivery counts: duplicates = "newest" in feed {feed.name}.')
    return replace(feed, duplicates="newest")


def _known(settings: Settings, files: list[Opened], asked: Asked) -> Release | None:
    """The release the last of the files came with, when all were taken in and nothing else is asked for."""
    from tillhouse.runs.opening import home
    from tillhouse.runs.running import release_of

    if asked.decided:
        return None
    near = home(asked.place, settings.feeds)
    names = [asked.name] if asked.name else [near.name] if near else list(settings.feeds)
    found = (release_of(settings, name, files) for name in names if name in settings.feeds)
    return next((release for release in found if release), None)


def _found(settings: Settings, files: list[Opened], asked: Asked) -> tuple[Agreed, bool]:
    """The reading of the files, and whether it is that of a saved feed."""
    from tillhouse.runs import opening
    from tillhouse.runs.deciding import decided_of
    from tillhouse.runs.sets import with_own_sets
    from tillhouse.runs.undecided import leaning
    from tillhouse.settings.feed import Feed

    decided, fixed = asked.decided, asked.decided.keys()
    saved = settings.feeds.get(asked.name) if asked.name else opening.home(asked.place, settings.feeds)
    if saved is None:
        path = asked.path or opening.placed(asked.place)
        hints = Feed(asked.name or opening.slug(asked.place), path, **decided)
        opening.check(hints, "the options")
        near = {name: one for name, one in settings.feeds.items() if hints.store in {"", one.store}}
        try:
            found = opening.agreed(files, hints, fixed)
        except AmbiguousReading as undecided:
            saved = None if asked.name else opening.able(files, near)
            if saved is None:
                found = opening.agreed(files, *leaning(hints, fixed, undecided))
        else:
            saved = None if asked.name else opening.alike(found.feed, near)
        if saved is None:
            own = with_own_sets(found.feed, settings.feeds, fixed)
            return replace(found, feed=own), False
    feed = decided_of(saved, decided)
    opening.check(feed, "the options")
    return opening.with_saved(files, feed, fixed), True


def _weighed(settings: Settings, files: list[Opened], found: Agreed, asked: Asked, saved: bool) -> Agreed:
    """With what all values say of the reading; that of a saved feed is its own, but for new statuses."""
    from tillhouse.runs import earlier, opening

    fixed = {*asked.decided, *asked.decided.get("columns", {})}
    before = earlier.habits(settings, found.feed.name) if saved else None
    return opening.weighed(files, found, fixed, shlex.quote(asked.place), before)


def _agree(session: Session, asked: Asked) -> None:
    """Ask once; a plan agrees to nothing. Raises `FixTheSetup` where nobody can answer, `click.Abort` on Ctrl-C."""
    if asked.yes or asked.plan:
        return
    if session.out.is_json or not sys.stdin.isatty():
        raise FixTheSetup(
            "Nothing was taken in: there is no terminal to ask at.",
            f"Agree to this reading:  tillhouse open {shlex.quote(asked.place)} --yes",
        )
    if not click.confirm("Take it in?", default=True, err=True):
        raise click.exceptions.Exit(0)
