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
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tillhouse.errors import BadSetting, UnknownName
from tillhouse.retail.calendar import Calendar
from tillhouse.settings.customers import Customers
from tillhouse.settings.feed import Feed
from tillhouse.settings.products import Products
from tillhouse.settings.rates import Rates
from tillhouse.settings.redaction import masked
from tillhouse.settings.spark import Spark

if TYPE_CHECKING:
    from tillhouse.storage.objects import Place

FILE = "tillhouse.toml"
#: Fields of a group that the environment may set, as ``TILLHOUSE_SPARK_MASTER`` sets ``master`` of ``[spark]``.
OUTSIDE = {
    "rates": ("from", "to"),
    "spark": ("master", "remote", "jars"),
    "warehouse": ("to", "url"),
}
_KINDS = {
    str: "text, in quotes",
    bool: "true or false",
    int: "a whole number",
    tuple: "a list of texts",
    dict: "a table of texts",
}


@dataclass(frozen=True)
class Warehouse:
    """Where every published release is copied to, if anywhere. The environment variables are
    `TILLHOUSE_WAREHOUSE_TO` and `TILLHOUSE_WAREHOUSE_URL`; an address with a password belongs there.

    to: the name of a file in tillhouse/warehouses; empty means the kind that the address begins with.
    url: the address, such as `postgresql://user@host:5432/shop`, or the path of a file.
    """

    to: str = ""
    url: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        """Whether a warehouse is configured."""
        return bool(self.to or self.url)


_Made = TypeVar("_Made", Calendar, Customers, Products, Rates, Spark, Warehouse, Feed)
#: The tables of the file with settings that belong together.
GROUPS: Mapping[str, type[Any]] = {
    "calendar": Calendar,
    "customers": Customers,
    "products": Products,
    "rates": Rates,
    "spark": Spark,
    "warehouse": Warehouse,
}


@dataclass(frozen=True)
class Setting:
    """One setting of ``tillhouse.toml``; its environment variable is ``TILLHOUSE_`` and the name in capitals."""

    name: str
    default: str
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"TILLHOUSE_{self.name.upper()}"


SETTINGS = (
    Setting("root", "./tillhouse-data", "The folder of the lake; several lakes live side by side."),
    Setting(
        "engine",
        "polars",
        "What computes: `polars`, `duckdb`, `pandas`, `spark`, or `auto`, which says why.",
    ),
    Setting(
        "store", "", "Where tables and releases are kept: `s3://BUCKET/PREFIX`; empty for the root itself."
    ),
    Setting(
        "analyse",
        "false",
        "Whether each release is followed by one with the analytics, see `tillhouse analyse`.",
    ),
    Setting("keep_releases", "30", "How many releases `vacuum` keeps readable."),
)


@dataclass(frozen=True)
class Settings:
    """The settings in force for one lake."""

    root: Path
    engine: str = "polars"
    keep_releases: int = 30
    calendar: Calendar = field(default_factory=Calendar)
    feeds: Mapping[str, Feed] = field(default_factory=dict)
    store: str = ""
    warehouse: Warehouse = field(default_factory=Warehouse)
    spark: Spark = field(default_factory=Spark)
    analyse: bool = False
    products: Products = field(default_factory=Products)
    rates: Rates = field(default_factory=Rates)
    customers: Customers = field(default_factory=Customers)

    @property
    def given(self) -> Mapping[str, object]:
        """What the body of a table may ask for besides tables, by the name of its parameter."""
        return {
            "calendar": self.calendar,
            "customers": self.customers,
            "products": self.products,
            "rates": self.rates,
        }

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


def load(root: str | None = None, engine: str | None = None) -> Settings:
    """The settings for a lake. Raises `BadSetting` naming the file and the key."""
    place = Path(root or os.environ.get("TILLHOUSE_ROOT") or "tillhouse-data")
    saved = _read(place / FILE)
    known = {s.name for s in SETTINGS} | {"feeds", *GROUPS}
    for name in saved:
        if name not in known:
            raise UnknownName(f"setting in {place / FILE}", name, known)
    named = _table(saved.get("feeds", {}), f"[feeds] in {place / FILE}")
    feeds = {name: _feed(name, values, place) for name, values in named.items()}
    chosen = engine or os.environ.get("TILLHOUSE_ENGINE") or str(saved.get("engine", "polars"))
    store = os.environ.get("TILLHOUSE_STORE", str(saved.get("store", "")))
    groups: dict[str, Any] = {
        name: _set_outside(_made(kind(), saved.get(name, {}), f"[{name}] in {place / FILE}"), name)
        for name, kind in GROUPS.items()
    }
    return Settings(
        place,
        chosen,
        _keep(saved, place),
        feeds=feeds,
        store=store,
        analyse=_analyse(saved, place),
        **groups,
    )


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


def _analyse(saved: Mapping[str, Any], root: Path) -> bool:
    said = os.environ.get("TILLHOUSE_ANALYSE") or saved.get("analyse", False)
    if str(said).lower() not in ("true", "false"):
        where = f"analyse in {root / FILE}" if "TILLHOUSE_ANALYSE" not in os.environ else "TILLHOUSE_ANALYSE"
        raise BadSetting(f"{where} is {said}.", "It must be true or false.")
    return str(said).lower() == "true"


def _keep(saved: Mapping[str, Any], root: Path) -> int:
    set_outside = os.environ.get("TILLHOUSE_KEEP_RELEASES")
    keep = set_outside or saved.get("keep_releases", 30)
    if not str(keep).isdigit() or int(keep) < 1:
        where = "TILLHOUSE_KEEP_RELEASES" if set_outside else f"keep_releases in {root / FILE}"
        raise BadSetting(f"{where} is {keep}.", "It must be a whole number from 1.")
    return int(keep)


def _set_outside(made: _Made, group: str) -> _Made:
    """With what the environment says of some of the fields instead."""
    names = {key_of(f.name): f.name for f in fields(made)}
    said: dict[str, Any] = {
        names[n]: os.environ.get(f"TILLHOUSE_{group}_{n}".upper()) for n in OUTSIDE.get(group, ())
    }
    return replace(made, **{name: value for name, value in said.items() if value})


def key_of(name: str) -> str:
    """The key in the file of a field: ``from`` cannot be one in Python, so it is ``from_`` there."""
    return name.rstrip("_")


def _feed(name: str, values: Any, root: Path) -> Feed:
    where = f"[feeds.{name}] in {root / FILE}"
    feed = replace(_made(Feed(name, ""), values, where), name=name)
    feed.checked(where)
    if feed.line_types:
        from tillhouse.retail.events import LINE_TYPES  # brings narwhals, which --help need not pay

        for kind in feed.line_types.values():
            if kind not in LINE_TYPES:
                raise UnknownName(f"line type in {where}", kind, LINE_TYPES)
    return feed


def _made(usual: _Made, values: Any, where: str) -> _Made:
    """``usual`` with what a table of the file says instead; each value of the kind that it has there."""
    known = {key_of(f.name): f.name for f in fields(usual)}
    ready: dict[str, Any] = {}
    for name, value in _table(values, where).items():
        if name not in known:
            raise UnknownName(f"key of {where}", name, known)
        ready[known[name]] = tuple(value) if isinstance(value, list) else value
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        wanted = type(getattr(usual, known[name]))
        if type(ready[known[name]]) is not wanted or not all(isinstance(one, str) for one in inner):
            raise BadSetting(f"{where}: {name} is {masked('', value)!r}.", f"It must be {_KINDS[wanted]}.")
    return replace(usual, **ready)


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadSetting(f"{where} is {masked('', value)!r}.", "It must be a table of names and values.")
    return value
