"""Every setting: name, default, help. The command line wins over the environment, that over ``tillhouse.toml``.

``tillhouse.toml`` lies in the root of the lake it configures:

    engine = "polars"
    [calendar]
    pattern = "4-5-4"
    [feeds.shop]
    path = "sales/*.csv"
    [warehouse]
    url = "postgresql://loader@db.example.org/shop"
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from tillhouse.errors import BadSetting, UnknownName
from tillhouse.retail.calendar import Calendar
from tillhouse.setting import Setting, row, settings_of
from tillhouse.settings.customers import Customers
from tillhouse.settings.feed import Feed
from tillhouse.settings.own_calendar import CALENDAR_FILE, with_own_calendar
from tillhouse.settings.own_files import OWN_FILES, OwnFile, own_file
from tillhouse.settings.products import Products
from tillhouse.settings.rates import Rates
from tillhouse.settings.redaction import masked, redacted
from tillhouse.settings.spark import Spark

if TYPE_CHECKING:
    from tillhouse.storage.objects import Place

FILE = "tillhouse.toml"
_shown = partial(masked, "")


@dataclass(frozen=True)
class Warehouse:
    """Where each published release is copied to, if anywhere. An address with a password belongs in the environment."""

    to: str = row(
        "",
        "the name of a file in tillhouse/warehouses; empty means the kind that the address begins with",
        outside=True,
    )
    url: str = row(
        "",
        "the address, such as `postgresql://user@host:5432/shop`, or the path of a file",
        outside=True,
        shown=redacted,
    )

    def __bool__(self) -> bool:
        """Whether a warehouse is configured."""
        return bool(self.to or self.url)


@dataclass(frozen=True)
class Settings:
    """The settings in force for one lake: its own, then those that belong together, each a table of the file."""

    root: Path = row(
        Path("tillhouse-data"), "The folder of the lake; several lakes live side by side.", outside=True
    )
    engine: str = row(
        "polars",
        "What computes: `polars`, `duckdb`, `pandas`, `spark`, or `auto`, which says why.",
        outside=True,
    )
    store: str = row(
        "",
        "Where tables and releases are kept: `s3://BUCKET/PREFIX`; empty for the root itself.",
        outside=True,
        empties=True,
    )
    analyse: bool = row(
        False,
        "Whether each release is followed by one with the analytics, see `tillhouse analyse`.",
        outside=True,
    )
    keep_releases: int = row(30, "How many releases `vacuum` keeps readable.", outside=True, least=1)
    tables: str = row(
        "", "The folder of the lake's own tables, such as `tables`; they are Python, and it runs."
    )
    calendar: Calendar = field(default_factory=Calendar)
    customers: Customers = field(default_factory=Customers)
    products: Products = field(default_factory=Products)
    rates: Rates = field(default_factory=Rates)
    spark: Spark = field(default_factory=Spark)
    warehouse: Warehouse = field(default_factory=Warehouse)
    feeds: Mapping[str, Feed] = field(default_factory=dict)
    own_checks: OwnFile = field(default_factory=OwnFile)
    own_line_types: OwnFile = field(default_factory=OwnFile)
    own_metrics: OwnFile = field(default_factory=OwnFile)
    own_segments: OwnFile = field(default_factory=OwnFile)

    @property
    def given(self) -> Mapping[str, object]:
        """What the body of a table may ask for besides tables, by the name of its parameter."""
        return {name: getattr(self, name) for name in FIGURED} | {"calendar": self.calendar_in_force}

    @property
    def calendar_in_force(self) -> Calendar:
        """The calendar, with the country of the feeds where it names none and they agree on one."""
        countries = {feed.country for feed in self.feeds.values()} - {""}
        if self.calendar.country or len(countries) != 1:
            return self.calendar
        return replace(self.calendar, country=countries.pop())

    @cached_property
    def place(self) -> Place:
        """Where tables and releases are kept. Raises `BadSetting` for a store that cannot be one."""
        if not self.store:
            return self.root
        from tillhouse.storage.objects import at

        return at(self.store, self.root)

    def feed(self, name: str) -> Feed:
        """A saved feed; raises `UnknownName` with the nearest."""
        if name not in self.feeds:
            raise UnknownName("feed", name, self.feeds)
        return self.feeds[name]


#: The tables of the file with settings that belong together.
GROUPS: Mapping[str, type[Any]] = {
    name: kind
    for name, kind in get_type_hints(Settings).items()
    if is_dataclass(kind) and isinstance(kind, type) and kind is not OwnFile
}
#: Those that figures depend on: what bodies of tables may ask for.
FIGURED = (
    *(name for name, kind in GROUPS.items() if any(s.row.figures for s in settings_of(kind).values())),
    *OWN_FILES,
)
_Made = TypeVar("_Made", bound=Any)


def declared() -> Iterator[tuple[str, str, Setting]]:
    """Every setting but those of feeds, as it is named, with its table of the file, empty for none."""
    for group, kind in {"": Settings, **GROUPS}.items():
        for key, setting in settings_of(kind).items():
            yield f"{group}.{key}" if group else key, group, setting


def load(root: str | None = None, engine: str | None = None) -> Settings:
    """The settings for a lake. Raises `BadSetting` naming the file and the key."""
    place = Path(root or os.environ.get("TILLHOUSE_ROOT") or "tillhouse-data")
    if place.exists() and not place.is_dir():
        raise BadSetting(f"{place} is a file, not a folder.", "Name the folder of the lake:  --root DIR")
    file = place / FILE
    saved = _read(file)
    own = settings_of(Settings)
    known = {*own, "feeds", *GROUPS}
    for name in saved:
        if name not in known:
            raise UnknownName(f"setting in {file}", name, known)
    named = _table(saved.get("feeds", {}), f"[feeds] in {file}")
    said = {name: _own(own[name], saved[name], f"{name} in {file}") for name in saved if name in own}
    groups = {
        name: _outside(_made(kind(), saved.get(name, {}), f"[{name}] in {file}"), name)
        for name, kind in GROUPS.items()
    }
    own_calendar = own_file(place / CALENDAR_FILE)
    groups["calendar"] = with_own_calendar(groups["calendar"], own_calendar, saved.get("calendar", {}))
    feeds = {name: _feed(name, values, place) for name, values in named.items()}
    found = _outside(replace(Settings(), **said, **groups, feeds=feeds), "")
    found = replace(found, root=place, engine=engine or found.engine)
    files: dict[str, Any] = {name: own_file(place / file) for name, file in OWN_FILES.items()}
    return replace(found, **files)


def save_feed(root: Path, feed: Feed) -> Path:
    """Write one feed to ``tillhouse.toml``, leaving the rest of the file and its comments as they are."""
    import tomlkit

    path = root / FILE
    root.mkdir(parents=True, exist_ok=True)
    document = tomlkit.parse(path.read_text()) if path.exists() else tomlkit.document()
    feeds = document.setdefault("feeds", tomlkit.table(is_super_table=True))
    table = tomlkit.table()
    defaults = asdict(Feed(feed.name, ""))
    for name, value in asdict(feed).items():
        if name != "name" and (value != defaults[name] or name in {"time_zone", "currency", "duplicates"}):
            table.add(name, dict(value) if isinstance(value, Mapping) else value)
    feeds[feed.name] = table
    temporary = path.with_suffix(".new")
    temporary.write_text(tomlkit.dumps(document))
    temporary.replace(path)
    return path


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(
            f"{path} cannot be read: {error}", f"Correct the line, or restore the file: {path}"
        ) from error


def _own(setting: Setting, value: Any, where: str) -> Any:
    """A value of the file that is in none of its tables; there, whole numbers and truths were long written as text."""
    if setting.kind is Path:
        return Path()  # the root is not for the file to say
    if isinstance(value, str):
        return setting.of_text(value, where)
    ready = setting.of_file(value, where, _shown)
    setting.check(ready, where)
    return ready


def _outside(made: _Made, group: str) -> _Made:
    """With what the environment says of some of the fields instead."""
    said: dict[str, Any] = {}
    for setting in settings_of(type(made)).values():
        variable = setting.variable(group)
        text = os.environ.get(variable) if variable and setting.kind is not Path else None
        if text or (text is not None and setting.row.empties):
            said[setting.name] = setting.of_text(text, variable)
    return replace(made, **said)


def _feed(name: str, values: Any, root: Path) -> Feed:
    where = f"[feeds.{name}] in {root / FILE}"
    feed = replace(_made(Feed(name, ""), values, where), name=name)
    feed.checked(where)
    return feed


def _made(usual: _Made, values: Any, where: str) -> _Made:
    """``usual`` with what a table of the file says instead; each value of the kind that it has there."""
    known = settings_of(type(usual))
    ready: dict[str, Any] = {}
    for key, value in _table(values, where).items():
        if key not in known:
            raise UnknownName(f"key of {where}", key, known)
        ready[known[key].name] = known[key].of_file(value, f"{where}: {key}", _shown)
    return replace(usual, **ready)


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadSetting(f"{where} is {_shown(value)!r}.", "It must be a table of names and values.")
    return value
