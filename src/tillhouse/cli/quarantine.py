"""``tillhouse quarantine``: list, show, fix, withdraw, replay, discard."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tillhouse.cli._session import Session, with_session
from tillhouse.errors import BadSetting

if TYPE_CHECKING:
    from tillhouse.quarantine.fixes import Change, Scope
    from tillhouse.quarantine.records import Quarantine, Record

_R = TypeVar("_R")
_SHOWN = 20


@click.group()
def command() -> None:
    """Records that cannot be trusted, or are wrong: see why, fix them, take them in again, or discard them.

    Nothing leaves without a recorded reason. A fix changes nothing until it is replayed.

    \b
    Example:
      tillhouse quarantine list
      tillhouse quarantine show shop.csv:17
      tillhouse quarantine fix shop.csv:17 quantity=6 --reason "typed O for 0"
      tillhouse quarantine replay --plan
      tillhouse quarantine replay
    """


def _scoped(function: Callable[..., _R]) -> Callable[..., _R]:
    """Options that say which records are meant, given to the command as one ``scope``."""

    @click.option(
        "--reason-is", metavar="WORD", help="Only records with this reason, such as sold_at_unreadable."
    )
    @click.option("--feed", metavar="NAME", help="Only records of this feed.")
    @click.option(
        "--month", metavar="YYYY-MM", help="Only this month of trading; `unknown` where it has none."
    )
    @click.option("--file", metavar="NAME", help="Only records delivered in this file.")
    @functools.wraps(function)
    def scoped(
        *given: Any, reason_is: str | None, feed: str | None, month: str | None, file: str | None, **more: Any
    ) -> _R:
        from tillhouse.quarantine.fixes import Scope

        return function(*given, scope=Scope(reason=reason_is, feed=feed, file=file, month=month), **more)

    return scoped


@command.command("list")
@_scoped
@click.option("--limit", type=click.IntRange(0), help="How many records to name [default: 20, in JSON all].")
@with_session
def list_(session: Session, scope: Scope, limit: int | None) -> None:
    """What is in quarantine: rows and money by reason, then the records, and the fixes that wait.

    \b
    Example:
      tillhouse quarantine list
      tillhouse quarantine list --reason-is quantity_unreadable --month 2011-03
      tillhouse quarantine list --json
    """
    from tillhouse.cli import _quarantined as said
    from tillhouse.quarantine.records import Quarantine
    from tillhouse.quarantine.replay import listing

    quarantine = Quarantine(session.settings, session.release())
    shown = _SHOWN if limit is None and not session.out.is_json else limit
    said.listed(session.out, listing(quarantine, scope, shown))


@command.command()
@click.argument("record", metavar="FILE:LINE")
@with_session
def show(session: Session, record: str) -> None:
    """One record: its text, what the feed reads in it, what stands around it, and what may be meant.

    The record is named by its file and line, or by its line id where a file came twice.

    \b
    Example:
      tillhouse quarantine show shop.csv:17
    """
    from tillhouse.cli import _quarantined as said
    from tillhouse.quarantine.examination import examine
    from tillhouse.quarantine.records import Quarantine
    from tillhouse.quarantine.subjects import subject

    quarantine = Quarantine(session.settings, session.release())
    said.shown(session.out, examine(quarantine, subject(quarantine, record).now))


@command.command()
@click.argument("words", metavar="[FILE:LINE] [COLUMN=VALUE]...", nargs=-1)
@click.option(
    "--text", metavar="LINE", help="The whole corrected line; it is split again as the feed splits."
)
@click.option(
    "--rule", "rules", multiple=True, metavar="RULE", help="`set COLUMN=VALUE` or `replace COLUMN OLD NEW`."
)
@_scoped
@click.option("--reason", required=True, help="Why; kept with each record.")
@click.option("--author", metavar="NAME", help="Who says so; kept with the fix.")
@with_session
def fix(
    session: Session,
    words: tuple[str, ...],
    text: str | None,
    rules: tuple[str, ...],
    scope: Scope,
    reason: str,
    author: str | None,
) -> None:
    """Say what a record should have said, or a rule for many. A replay applies it.

    A record named as FILE:LINE may be in quarantine, loaded, or corrected before: it is fixed again from its text as
    received. A rule for many is for quarantined records.

    COLUMN is invoice_no, stock_code, description, quantity, sold_at, unit_price, amount, customer_id, country or
    currency. A rule may also change `text`, the line of a record that could not be split. Values are written as the
    feed writes them; a date may be of ISO 8601. A rule stays until it is withdrawn, and is applied at a replay, never
    on its own.

    \b
    Example:
      tillhouse quarantine fix shop.csv:17 quantity=6 --reason "typed O for 0"
      tillhouse quarantine fix --rule "replace sold_at 31/02 28/02" --month unknown --reason "no such day"
    """
    from tillhouse.cli import _quarantined as said
    from tillhouse.quarantine.as_written import as_written, feeds_of
    from tillhouse.quarantine.fixes import Change, Fixes, parsed, parsed_edit
    from tillhouse.quarantine.outcomes import Recorded
    from tillhouse.quarantine.records import Quarantine
    from tillhouse.quarantine.subjects import waiting

    quarantine = Quarantine(session.settings, session.release())
    address, edits = (words[0], words[1:]) if words and "=" not in words[0] else (None, words)
    changes: list[Change] = [] if text is None else [Change("text", text)]
    changes += [parsed_edit(edit) for edit in edits] + [parsed(rule) for rule in rules]
    meant = _meant(quarantine, address, scope)
    changes = as_written(changes, feeds_of(quarantine, meant))
    made = Fixes(session.settings.root).add(changes, meant, reason, author)
    said.fixed(session.out, Recorded(made, waiting(quarantine, meant)))


@command.command()
@click.argument("version", type=int)
@click.option("--reason", required=True, help="Why; kept beside the fix.")
@click.option("--author", metavar="NAME", help="Who says so; kept with it.")
@with_session
def withdraw(session: Session, version: int, reason: str, author: str | None) -> None:
    """Take a fix back. The next replay makes the records it changed again, without it.

    \b
    Example:
      tillhouse quarantine fix shop.csv:17 quantity=6 --reason "typed O for 0"
      tillhouse quarantine withdraw 1 --reason "the price was right"
    """
    from tillhouse.quarantine.fixes import Fixes
    from tillhouse.quarantine.outcomes import Withdrawn

    made = Fixes(session.settings.root).withdraw(version, reason, author)
    session.out.document(Withdrawn(made))
    session.out.text(f"Fix {version} is withdrawn (version {made.version}).")
    session.out.next("quarantine list")


@command.command()
@click.option("--plan", is_flag=True, help="Say what would change, in rows and in money; publish nothing.")
@with_session
def replay(session: Session, plan: bool) -> None:
    """Apply the fixes that wait, and publish a release in which the records count as if right from the start.

    What still cannot be trusted stays in quarantine with its reasons. A second replay has nothing to do.

    \b
    Example:
      tillhouse quarantine replay --plan
      tillhouse quarantine replay
    """
    from tillhouse.cli import _quarantined as said
    from tillhouse.quarantine.replay import replay as replayed

    with session.progress() as tell:
        outcome = replayed(session.settings, plan=plan, progress=tell)
    said.replayed(session.out, outcome)


@command.command()
@click.argument("record", metavar="[FILE:LINE]", required=False)
@_scoped
@click.option("--reason", required=True, help="Why; kept with each record.")
@click.option("--plan", is_flag=True, help="Say what would leave; publish nothing.")
@with_session
def discard(session: Session, record: str | None, scope: Scope, reason: str, plan: bool) -> None:
    """Take records out without a correction, and publish a release. A loaded one is named as FILE:LINE.

    They stay in the books as superseded, with the reason. The way back is a delivery of the corrected file:
    its lines are new records.

    \b
    Example:
      tillhouse quarantine discard shop.csv:17 --reason "test sale"
      tillhouse quarantine discard --reason-is too_few_fields --reason "footer lines" --plan
    """
    from tillhouse.cli import _quarantined as said
    from tillhouse.quarantine.replay import discard as discarded

    def chosen(quarantine: Quarantine) -> Sequence[Record]:
        from tillhouse.quarantine.subjects import subject

        _meant(quarantine, record, scope)
        return [subject(quarantine, record).now] if record else quarantine.records(scope)

    with session.progress() as tell:
        outcome = discarded(session.settings, chosen, reason, plan=plan, progress=tell)
    said.discarded(session.out, outcome)


def _meant(quarantine: Quarantine, address: str | None, scope: Scope) -> Scope:
    """The one record of an address, or the scope; not both, not neither."""
    from tillhouse.quarantine.fixes import Scope
    from tillhouse.quarantine.subjects import subject

    if address is None:
        if scope.is_empty:
            raise BadSetting(
                "It is not said which records are meant.",
                "Name one as FILE:LINE, or give --reason-is, --feed, --file or --month.",
            )
        return quarantine.checked(scope)
    if not scope.is_empty:
        raise BadSetting(f"{address} is one record; {scope} would be others.", "Give one of the two.")
    record = subject(quarantine, address).first
    return Scope(line_id=record.line_id, file=record.file, line=record.line)
