"""Which warehouse, and where: from the command line over the settings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tillhouse import folder
from tillhouse.errors import BadSetting, UnknownName
from tillhouse.settings.redaction import redacted
from tillhouse.settings.settings import Settings
from tillhouse.warehouses._store import Advice, Finding, kind_of

#: What stands before ``://`` in an address; in a connection string that may stand in the midst of a password.
_SCHEME = re.compile(r"([A-Za-z][\w+.-]*)://")


@dataclass(frozen=True)
class Place:
    """A warehouse. url: its address, or the path of its file; may hold a password, so print `shown` instead."""

    to: str
    url: str = field(repr=False)

    @property
    def shown(self) -> str:
        """The address without its password."""
        return redacted(self.url)


def place_of(settings: Settings, to: str | None = None) -> Place:
    """The configured warehouse, or that of the kind ``to``. Raises `UnknownName`, `BadSetting`."""
    known = folder.names("tillhouse.warehouses")
    url = settings.warehouse.url
    scheme = found[1] if (found := _SCHEME.match(url)) else ""
    by_scheme = _kind_by(scheme)
    meant = settings.warehouse.to or by_scheme
    name = to or meant or "postgres"
    if name not in known:
        raise UnknownName("warehouse", name, known)
    if name != (by_scheme or meant):
        url = ""
    if not kind_of(name).IS_FILE:
        return Place(name, url or _asked(settings.warehouse.url))
    path = url.removeprefix(f"{name}:").removeprefix("//").removeprefix("/") if scheme else url
    return Place(name, path or str(settings.root / f"warehouse.{name}"))


def advised(place: Place) -> Advice:
    """What would make questions to a warehouse faster, worst first."""
    found = kind_of(place.to).findings(place.url)
    if found is None:
        return Advice((Finding("statistics", f"{place.to} keeps none of the queries it was asked."),))
    return Advice(tuple(found))


def _kind_by(scheme: str) -> str:
    """The name of the kind that an address of this scheme is of; the scheme itself where none claims it."""
    known = folder.names("tillhouse.warehouses")
    if not scheme or scheme in known:
        return scheme
    return next((name for name in known if scheme in kind_of(name).SCHEMES), scheme)


def _asked(other: str) -> str:
    said = f"The address of the warehouse is {redacted(other)}." if other else "No warehouse is configured."
    raise BadSetting(
        said,
        "Set TILLHOUSE_WAREHOUSE_URL, or url under [warehouse] in tillhouse.toml, to an address such as "
        "postgresql://user@host:5432/shop. Without a server:  tillhouse warehouse load --to sqlite",
    )
