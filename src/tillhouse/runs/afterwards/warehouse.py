"""The warehouse, where one is configured: it is to hold what is published."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from tillhouse.lake.releases import Releases
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry
from tillhouse.warehouses import Loaded, Place, load, place_of

RETRY = "warehouse load"


def follow(settings: Settings, progress: Telemetry) -> tuple[Place, Loaded] | None:
    """Load the configured warehouse with what differs; None where there is none, or it is known to hold all."""
    if not settings.warehouse:
        return None
    place = place_of(settings)
    if _held(settings, place) == _published(settings):
        return None
    return place, loaded(settings, place, progress=progress)


def loaded(
    settings: Settings, place: Place, *, whole: bool = False, progress: Telemetry | None = None
) -> Loaded:
    """Load a warehouse, see `tillhouse.warehouses.load`, and remember which release it holds now."""
    done = load(settings, place, whole=whole, progress=progress)
    _remember(settings, place, done.release.number)
    return done


def stale(settings: Settings) -> str | None:
    """Which release the configured warehouse was last seen to hold, where that is not the published one."""
    if not settings.warehouse or not _published(settings):
        return None
    held, published = _held(settings, place_of(settings)), _published(settings)
    if held == published:
        return None
    return f"the warehouse holds {f'release {held}' if held else 'no release'} of {published}, as far as is known"


def _published(settings: Settings) -> int:
    return (Releases(settings.place).numbers() or [0])[-1]


def _held(settings: Settings, place: Place) -> int:
    """The release that this lake last loaded there; 0 where that is not known."""
    return _remembered(settings).get(_name(place), 0)


def _remembered(settings: Settings) -> dict[str, int]:
    try:
        return {str(name): int(release) for name, release in json.loads(_file(settings).read_text()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _remember(settings: Settings, place: Place, release: int) -> None:
    path = _file(settings)
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        temporary = path.with_suffix(".new")
        temporary.write_text(json.dumps({**_remembered(settings), _name(place): release}))
        temporary.replace(path)


def _file(settings: Settings) -> Path:
    return settings.root / "cache" / "warehouse.json"


def _name(place: Place) -> str:
    """The warehouse, without saying its address, which may hold a password."""
    return hashlib.sha256(f"{place.to} {place.url}".encode()).hexdigest()[:16]
