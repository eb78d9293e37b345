"""Fixes: what people say is wrong with quarantined records, as versioned changes of text.

A fix is one file, ``fixes/00000001.json``, written once and never changed; its number is its version. It changes
nothing by itself: a replay applies it. A fix that should not be is withdrawn by another, which says why.

    set COLUMN=VALUE          the value becomes this text; nothing after the mark: the value is missing
    replace COLUMN OLD NEW    each OLD in the value becomes NEW; values without OLD stay as they are

COLUMN is a canonical name, or ``text`` for the line of a record that could not be split: it is split again.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from tillhouse.errors import BadSetting, DamagedLake, LakeBusy, UnknownName
from tillhouse.settings.feed import LINE
from tillhouse.storage import seals
from tillhouse.storage.durable import publish, storage

TEXT = "text"
COLUMNS = (*LINE, TEXT)
_FORM = "Write  set COLUMN=VALUE  or  replace COLUMN OLD NEW  (quote what has spaces)."


@dataclass(frozen=True)
class Change:
    """One change of one column. old: the text to be replaced; None where the whole value is set."""

    column: str
    new: str
    old: str | None = None

    def of(self, value: str | None) -> str | None:
        """The value after the change; empty text is a missing value."""
        if self.old is None:
            return self.new or None
        return value.replace(self.old, self.new) or None if value is not None else None

    def __str__(self) -> str:
        if self.old is None:
            return f"set {self.column}={shlex.quote(self.new) if self.new else ''}"
        return f"replace {self.column} {shlex.quote(self.old)} {shlex.quote(self.new)}"


def parsed(rule: str) -> Change:
    """A change from its text. Raises `BadSetting` for another form, `UnknownName` for an unknown column."""
    try:
        words = shlex.split(rule)
    except ValueError as error:
        raise BadSetting(f"The rule {rule!r} cannot be read: {error}.", _FORM) from error
    if words[:1] == ["set"] and len(words) == 2:
        return parsed_edit(words[1])
    if words[:1] == ["replace"] and len(words) == 4 and words[2]:
        return Change(_column(words[1]), words[3], words[2])
    raise BadSetting(f"The rule {rule!r} is neither a set nor a replace.", _FORM)


def parsed_edit(edit: str) -> Change:
    """A change from ``COLUMN=VALUE``; the value is everything after the first mark."""
    column, mark, value = edit.partition("=")
    if not mark:
        raise BadSetting(f"{edit!r} gives no value.", "Write it as COLUMN=VALUE, such as quantity=6.")
    return Change(_column(column), value)


def _column(name: str) -> str:
    if name not in COLUMNS:
        raise UnknownName("column of a record", name, COLUMNS)
    return name


@dataclass(frozen=True)
class Scope:
    """Which quarantined records are meant: those for which all that is given holds.

    reason: one word of their reasons. file: the name they were delivered under. line: the line of that file.
    """

    line_id: int | None = None
    reason: str | None = None
    feed: str | None = None
    file: str | None = None
    line: int | None = None
    month: str | None = None

    def __str__(self) -> str:
        if self.file is not None and self.line is not None:
            return f"{self.file}:{self.line}"
        given = {name: value for name, value in asdict(self).items() if value is not None}
        return ", ".join(f"{name} {value}" for name, value in given.items()) or "all"

    @property
    def is_empty(self) -> bool:
        """Whether nothing is given, which means every record."""
        return self == Scope()


@dataclass(frozen=True)
class Fix:
    """One version. withdraws: the version that this one takes back; it then changes nothing itself."""

    version: int
    rules: tuple[str, ...]
    scope: Scope
    reason: str
    author: str | None
    made_at: str
    withdraws: int | None = None

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The rules, read."""
        return tuple(parsed(rule) for rule in self.rules)


class Fixes:
    """The fixes of one lake, oldest first."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "fixes"

    def all(self) -> list[Fix]:
        """Every version ever made. Raises `DamagedLake` where one cannot be read."""
        return [_read(path) for path in sorted(self.folder.glob("[0-9]*.json"))]

    def standing(self) -> list[Fix]:
        """Those that a replay applies: neither withdrawn nor a withdrawal."""
        fixes = self.all()
        withdrawn = {fix.withdraws for fix in fixes}
        return [fix for fix in fixes if fix.withdraws is None and fix.version not in withdrawn]

    def add(self, changes: Sequence[Change], scope: Scope, reason: str, author: str | None = None) -> Fix:
        """Record a fix. Raises `BadSetting` without a change, a scope or a reason."""
        if not changes:
            raise BadSetting("A fix needs at least one change.", _FORM)
        if scope.is_empty:
            raise BadSetting(
                "A fix needs to say which records it is for.",
                "Name one as FILE:LINE, or give --reason-is, --feed, --file or --month.",
            )
        return self._added(tuple(str(change) for change in changes), scope, reason, author, None)

    def withdraw(self, version: int, reason: str, author: str | None = None) -> Fix:
        """Take a fix back, from the next replay on. Raises `UnknownName` for one that does not stand."""
        standing = {str(fix.version): fix for fix in self.standing()}
        if str(version) not in standing:
            raise UnknownName("standing fix", str(version), standing)
        return self._added((), standing[str(version)].scope, reason, author, version)

    def _added(
        self,
        rules: tuple[str, ...],
        scope: Scope,
        reason: str,
        author: str | None,
        withdraws: int | None,
    ) -> Fix:
        version = max((fix.version for fix in self.all()), default=0) + 1
        now = datetime.now(UTC).isoformat(timespec="seconds")
        fix = Fix(version, rules, scope, given_reason(reason), author, now, withdraws)
        with storage("recording a fix"):
            self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(fix), ensure_ascii=False, indent=1)
        if not publish(self.folder / f"{version:08d}.json", seals.sealed(text)):
            raise LakeBusy(f"Fix {version} was recorded by another process.", "Run the same command again.")
        return fix


def given_reason(reason: str) -> str:
    """The reason, trimmed. Raises `BadSetting` for an empty one: nothing leaves quarantine without."""
    if not reason.strip():
        raise BadSetting(
            "A reason is needed; it is kept with the record.", 'Give it:  --reason "typed O for 0"'
        )
    return reason.strip()


def _read(path: Path) -> Fix:
    try:
        raw: Mapping[str, object] = json.loads(seals.opened(path.read_bytes()))
        return _fix(dict(raw))
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedLake(f"The fix {path} cannot be read: {error}", "Restore it from a backup.") from error


def _fix(raw: dict[str, object]) -> Fix:
    rules: Iterable[str] = raw.pop("rules")  # type: ignore[assignment]
    scope: dict[str, object] = raw.pop("scope")  # type: ignore[assignment]
    return Fix(rules=tuple(rules), scope=Scope(**scope), **raw)  # type: ignore[arg-type]
