"""Which warehouse, and where: from the command line over the settings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tillhouse import folder
from tillhouse.errors import BadSetting, UnknownName
from tillhouse.settings.redaction import redacted
from tillhouse.settings.settings import Settings

#: What an address may begin with besides the name of its kind.
_SCHEMES = {"postgresql": "postgres"}
#: What stands before ``://`` in an address; in a connection string that may stand in the midst of a password.
_SCHEME = re.compile(r"([A-Za-z][\w+.-]*)://")
#: Kinds that are one file.
_FILES = ("duckdb", "sqlite")


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
    meant = settings.warehouse.to or _SCHEMES.get(scheme, scheme)
    name = to or meant or "postgres"
    if name not in known:
        raise UnknownName("warehouse", name, known)
    if name != (_SCHEMES.get(scheme, scheme) or meant):
        url = ""
    if name not in _FILES:
        return Place(name, url or _asked(settings.warehouse.url))
    path = url.removeprefix(f"{name}:").removeprefix("//").removeprefix("/") if scheme else url
    return Place(name, path or str(settings.root / f"warehouse.{name}"))


def _asked(other: str) -> str:
    said = f"The address of the warehouse is {redacted(other)}." if other else "No warehouse is configured."
    raise BadSetting(
        said,
        "Set TILLHOUSE_WAREHOUSE_URL, or url under [warehouse] in tillhouse.toml, to an address such as "
        "postgresql://user@host:5432/shop. Without a server:  tillhouse warehouse load --to sqlite",
    )
