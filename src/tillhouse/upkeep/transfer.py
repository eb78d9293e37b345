"""What a lake has besides its tables, brought to a lake elsewhere: settings, fixes, inbox, records of releases.

The records come as those of retired releases, whose tables cannot be read: they say what was published, and when.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

from tillhouse.errors import DamagedLake
from tillhouse.lake.releases import Release, Releases
from tillhouse.settings.feed import saved_feed
from tillhouse.settings.own_calendar import CALENDAR_FILE
from tillhouse.settings.own_files import OWN_FILES
from tillhouse.settings.own_folder import texts
from tillhouse.settings.settings import FILE, Settings, load, save_feed
from tillhouse.storage import seals
from tillhouse.upkeep.history import recorded
from tillhouse.upkeep.records import Finding
from tillhouse.upkeep.vacuuming import retired_numbers, retired_record


def belongings(settings: Settings, release: Release, where: Path) -> list[Finding]:
    """Bring everything but tables over to ``where``; what is damaged is left out, and said.

    The settings lose the store: tables and releases of the new lake are in its own folder.
    """
    where.mkdir(parents=True, exist_ok=True)
    _settings(settings, release, where)
    inbox = settings.root / "inbox"
    if inbox.exists():
        shutil.copytree(inbox, where / "inbox", ignore=shutil.ignore_patterns(".arriving"))
    return [*_fixes(settings.root, where), *_records(settings, release, where)]


def _settings(settings: Settings, release: Release, where: Path) -> None:
    import tomlkit

    path = settings.root / FILE
    document = tomlkit.parse(path.read_text()) if path.exists() else tomlkit.document()
    document.pop("store", None)
    (where / FILE).write_text(tomlkit.dumps(document))
    _own_definitions(settings, where)
    feeds = load(str(where)).feeds
    old, new = ((root / "inbox").resolve() for root in (settings.root, where))
    for feed in feeds.values():
        if Path(feed.path).is_relative_to(old):
            save_feed(where, replace(feed, path=str(new / Path(feed.path).relative_to(old))))
    for name in release.feeds.keys() - feeds.keys():
        save_feed(where, saved_feed(release.feeds[name]))


def _own_definitions(settings: Settings, where: Path) -> None:
    root = settings.root
    for name in (*OWN_FILES.values(), CALENDAR_FILE):
        if (root / name).is_file():
            shutil.copy(root / name, where / name)
    if (root / "dialects").is_dir():
        shutil.copytree(root / "dialects", where / "dialects")
    for path in texts(settings):
        (where / settings.tables).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, where / settings.tables / path.name)


def _fixes(root: Path, where: Path) -> list[Finding]:
    missing = []
    for path in sorted((root / "fixes").glob("[0-9]*.json")):
        content = path.read_bytes()
        try:
            json.loads(seals.opened(content))
        except ValueError as error:
            said = f"{path} cannot be read: {error}. It was left out."
            missing.append(Finding(f"fix {int(path.stem)}", "", said))
            continue
        (where / "fixes").mkdir(exist_ok=True)
        (where / "fixes" / path.name).write_bytes(content)
    return missing


def _records(settings: Settings, release: Release, where: Path) -> list[Finding]:
    missing, old, new = [], Releases(settings.place), Releases(where)
    numbers = {*old.numbers(), *retired_numbers(old)}
    for number in sorted(one for one in numbers if one <= release.number):
        try:
            _, is_retired = recorded(old, number)
        except DamagedLake as error:
            missing.append(Finding(f"release {number}", "", f"{error.message}. It was left out."))
            continue
        content = (retired_record(old, number) if is_retired else old.path(number)).read_bytes()
        target = Path(str(retired_record(new, number)))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return missing
