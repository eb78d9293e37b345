"""Changing settings: ``tillhouse.toml`` is edited only to something that can be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from tillhouse import engines, folder
from tillhouse.catalog import catalog
from tillhouse.errors import BadSetting, UnknownName
from tillhouse.runs.opening import check
from tillhouse.setting import Setting, settings_of
from tillhouse.settings.feed import Feed
from tillhouse.settings.redaction import masked
from tillhouse.settings.settings import FILE, Settings, declared, save_feed


@dataclass(frozen=True)
class Value:
    """A setting in force. source: ``default``, ``file``, ``environment`` or ``option``."""

    name: str
    value: Any
    source: str
    help: str


@dataclass(frozen=True)
class Values:
    """Every setting in force."""

    settings: tuple[Value, ...]

    def document(self) -> dict[str, Any]:
        """Settings in force, for programs.

        settings: list. Each setting.
        settings[].name: text. Its name.
        settings[].value: any. Its value, without secrets.
        settings[].source: text. `default`, `file`, `environment` or `option`.
        settings[].help: text. What it means.
        """
        return {"settings": [asdict(one) for one in self.settings]}


@dataclass(frozen=True)
class Kept:
    """A setting that was written to the file."""

    name: str
    value: Any

    def document(self) -> dict[str, Any]:
        """A setting that was written, for programs.

        name: text. Its name.
        value: any. Its value, without secrets.
        """
        return {"name": self.name, "value": self.value}


@dataclass(frozen=True)
class KeptFeed:
    """A feed that was written to the file."""

    feed: Feed

    def document(self) -> dict[str, Any]:
        """A feed that was written, for programs.

        feed: object of any. How it is read, by key; see the settings of a feed.
        """
        return {"feed": asdict(self.feed)}


def values(
    settings: Settings, options: Mapping[str, str | None], environment: Mapping[str, str]
) -> Iterator[Value]:
    """Every setting with its value, without secrets, and where it comes from."""
    saved = _document(settings).unwrap()
    for path, group, setting in declared():
        value = getattr(_of(settings, group), setting.name)
        variable = setting.variable(group)
        if options.get(path):
            source = "option"
        elif variable and environment.get(variable):
            source = "environment"
        else:
            source = "file" if setting.key in (saved.get(group, {}) if group else saved) else "default"
        yield Value(path, shown_of(path, value) if group else text_of(value), source, _help(setting, group))
    for feed, saved_feed in settings.feeds.items():
        for key, setting in settings_of(Feed).items():
            source = "file" if key in saved["feeds"][feed] else "default"
            yield Value(
                f"feeds.{feed}.{key}", getattr(saved_feed, setting.name), source, _help(setting, "feeds")
            )


def shown_of(name: str, value: Any) -> Any:
    """The value of a setting as it may be shown."""
    known = {path: setting for path, _, setting in declared()}
    shown = masked(name, value)
    return known[name].row.shown(shown) if isinstance(shown, str) and name in known else shown


def set_value(settings: Settings, name: str, text: str) -> Any:
    """Set a setting, or a key of a group, such as ``calendar.country``; returns the value as kept."""
    known = {path: (group, setting) for path, group, setting in declared() if path != "root"}
    if name not in known:
        raise UnknownName("setting", name, known)
    group, setting = known[name]
    if setting.kind is dict:
        raise BadSetting(f"{name} has entries.", f"Write them in {settings.root / FILE}, under [{name}].")
    if name == "engine":
        engines.checked(text)
    if name == "warehouse.to" and text not in folder.names("tillhouse.warehouses"):
        raise UnknownName("warehouse", text, folder.names("tillhouse.warehouses"))
    value = setting.of_text(text, name)
    changed = replace(_of(settings, group), **{setting.name: value})
    if name == "store":
        changed.place  # noqa: B018 (refuses what cannot be a store)
    _write(settings, group, setting.key, value)
    return value


def set_feed(settings: Settings, name: str, changes: Mapping[str, str]) -> Feed:
    """Change fields of a saved feed, such as ``duplicates`` or ``columns.sold_at``; returns it as saved."""
    feed, known = settings.feed(name), settings_of(Feed)
    for path, text in changes.items():
        key, _, inner = path.partition(".")
        if key not in known:
            raise UnknownName("field of a feed", key, known)
        before: Any = getattr(feed, key)
        is_table = known[key].kind is dict
        value: Any = _entries(key, before, inner, text) if is_table else known[key].of_text(text, key)
        changed: dict[str, Any] = {key: value}
        feed = replace(feed, **changed)
    check(feed, f"feed {name}")
    catalog(replace(settings, feeds={**settings.feeds, name: feed}))
    save_feed(settings.root, feed)
    return feed


def _entries(key: str, before: Mapping[str, str], inner: str, text: str) -> Mapping[str, str]:
    """A mapping with one entry changed; an empty text removes it."""
    if not inner:
        example = "sold_at=Date" if key == "columns" else "POST=postage"
        raise BadSetting(f"{key} has entries.", f"Name one, such as {key}.{example}")
    rest = {name: value for name, value in before.items() if name != inner}
    return rest | ({inner: text} if text else {})


def _of(settings: Settings, group: str) -> Any:
    return getattr(settings, group) if group else settings


def text_of(value: Any) -> str:
    """A value as the file and the command line write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _help(setting: Setting, group: str) -> str:
    variable = setting.variable(group)
    return f"{setting.row.help} [{variable}]" if variable else setting.row.help


def _document(settings: Settings) -> Any:
    import tomlkit

    path = settings.root / FILE
    return tomlkit.parse(path.read_text()) if path.exists() else tomlkit.document()


def _write(settings: Settings, group: str, key: str, value: Any) -> None:
    import tomlkit

    document = _document(settings)
    table = document.setdefault(group, tomlkit.table()) if group else document
    table[key] = value
    path = settings.root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_text(tomlkit.dumps(document))
    temporary.replace(path)
