"""``tillhouse run``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tillhouse.cli._nothing import nothing_new
from tillhouse.cli._output import warn
from tillhouse.cli._session import Session, with_session
from tillhouse.errors import AmbiguousReading, FixTheData
from tillhouse.retail.counts import either
from tillhouse.runs.redefined import Redefined, redefined
from tillhouse.runs.seen import Seen, feeds_named, refuse_damage
from tillhouse.settings.own_folder import unused


@click.command()
@click.argument("feeds", nargs=-1, metavar="[FEED]...")
@click.option("--plan", "plan_only", is_flag=True, help="Show what would change; publish with `apply`.")
@click.option("--profile", is_flag=True, help="Print time per step, and peak memory, on standard error.")
@with_session
def command(session: Session, feeds: tuple[str, ...], plan_only: bool, profile: bool) -> int:
    """Take in what is new for all feeds, or those named, and publish it as one release.

    A feed's reading that was edited in tillhouse.toml, and tables whose code changed, are rebuilt. A file taken
    in before is not taken in again, under whatever name.

    Of several files, one that cannot be read as its feed says is left out whole and named. The others are taken in,
    and the command ends with 3. So it does where a commit of the published release is damaged, new files or not.

    \b
    Example:
      tillhouse run
      tillhouse run --plan --json
    """
    return work_on(session, feeds, plan_only, profile)


def work_on(session: Session, feeds: tuple[str, ...], plan_only: bool, profile: bool) -> int:
    """Run or plan the named feeds, or all; the exit code, which says whether a file was left out."""
    settings = session.settings
    names = feeds_named(settings, feeds)
    changed = redefined(settings)
    warn(*(_said(one, settings.analyse) for one in changed), *filter(None, [unused(settings)]))
    seen = Seen(settings)
    if seen.nothing_new(names):
        refuse_damage(settings)
        nothing_new(session, _stands(changed))
        _follow(session, plan_only)
        return 0
    return _worked(session, names, seen, plan_only, profile, _stands(changed))


def _said(one: Redefined, analyses: bool) -> str:
    """What follows from a definition of the shop's own that changed."""
    if one.how != "changed":
        return f"{one.file} {one.how}: the table {one.tables[0]} {'comes' if one.how == 'is new' else 'goes'} with it."
    here = f"{one.file} changed since {', '.join(one.tables)} {either(len(one.tables), 'was', 'were')} built"
    return f"{here}.  Build again:  tillhouse analyse" if one.are_analytics and not analyses else f"{here}."


def _stands(changed: Sequence[Redefined]) -> str:
    return f"No new sales; {', '.join(f'{one.file} {one.how}' for one in changed)}." if changed else ""


def _follow(session: Session, plan_only: bool) -> None:
    """Finish what a run that was stopped between a release and what follows it left."""
    if not plan_only and (session.settings.analyse or session.settings.warehouse):
        from tillhouse.runs import afterwards

        with session.progress() as tell:
            afterwards.follow(session.settings, tell)


def _worked(
    session: Session, names: list[str], seen: Seen, plan_only: bool, profile: bool, stands: str
) -> int:
    from tillhouse.cli import _taking
    from tillhouse.runs.running import left_out, outstanding

    settings = session.settings
    work = outstanding(settings, names, seen)
    warn(*work.missing.values(), *(f"No record in {name}: nothing to take in." for name in work.empty))
    cause = " ".join(("run", *names))
    act = _taking.plan if plan_only else _taking.take
    while True:
        try:
            is_new = act(session, settings, work, cause, profile)
            break
        except AmbiguousReading as asked:
            work = left_out(work, asked)
    if not is_new:
        nothing_new(session, stands)
        _follow(session, plan_only)
    warn(
        *(
            f"Left out whole: {path}\n  {session.out.of_lake(str(error))}"
            for path, error in work.refused.items()
        )
    )
    return FixTheData.exit_code if work.refused else 0
