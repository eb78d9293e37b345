"""Changing settings: ``tillhouse.toml`` is edited only to something that can be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, get_args, get_origin, get_type_hints

from tillhouse import engines, folder
from tillhouse.errors import BadSetting, UnknownName
from tillhouse.runs.opening import check
from tillhouse.settings.feed import Feed
from tillhouse.settings.rates import Rates
from tillhouse.settings.redaction import masked
from tillhouse.settings.settings import FILE, GROUPS, OUTSIDE, SETTINGS, Settings, key_of, save_feed


@dataclass(frozen=True)
class Value:
    """A setting in force. source: ``default``, ``file``, ``environment`` or ``option``."""

    name: str
    value: Any
    source: str
    help: str


def values(
    settings: Settings, options: Mapping[str, str | None], environment: Mapping[str, str]
) -> Iterator[Value]:
    """Every setting with its value, without secrets, and where it comes from."""
    saved = _document(settings).unwrap()
    for setting in SETTINGS:
        value = str(getattr(settings, setting.name))
        if options.get(setting.name):
            source = "option"
        elif environment.get(setting.variable):
            source = "environment"
        else:
            source = "file" if setting.name in saved else "default"
        yield Value(setting.name, value, source, f"{setting.help} [{setting.variable}]")
    for group in GROUPS:
        made = getattr(settings, group)
        for name, value in ((key_of(name), value) for name, value in asdict(made).items()):
            source = "file" if name in saved.get(group, {}) else "default"
            is_outside = name in OUTSIDE.get(group, ()) and environment.get(
                f"TILLHOUSE_{group}_{name}".upper()
            )
            source = "environment" if is_outside else source
            shown = shown_of(f"{group}.{name}", value)
            yield Value(f"{group}.{name}", shown, source, _meaning(type(made), name))
    for feed, saved_feed in settings.feeds.items():
        for name, value in asdict(saved_feed).items():
            if name != "name":
                source = "file" if name in saved["feeds"][feed] else "default"
                yield Value(f"feeds.{feed}.{name}", value, source, _meaning(Feed, name))


def shown_of(name: str, value: Any) -> Any:
    """The value of a setting as it may be shown; the address of a source of rates may hold a key anywhere."""
    return Rates(from_=value).shown if name == "rates.from" else masked(name, value)


def set_value(settings: Settings, name: str, text: str) -> Any:
    """Set a setting, or a key of a group, such as ``calendar.country``; returns the value as kept."""
    group, _, last = name.rpartition(".")
    known = [s.name for s in SETTINGS if s.name != "root"]
    kept = {f"{of}.{key_of(f.name)}": f.name for of, kind in GROUPS.items() for f in fields(kind)}
    known += kept
    if name not in known:
        raise UnknownName("setting", name, known)
    value: Any = text
    if group in GROUPS and group != "warehouse":
        before = getattr(settings, group)
        if isinstance(getattr(before, kept[name]), Mapping):
            raise BadSetting(f"{name} has entries.", f"Write them in {settings.root / FILE}, under [{name}].")
        value = _typed(type(before), kept[name], text)
        replace(before, **{kept[name]: value})
    elif name == "warehouse.to" and text not in folder.names("tillhouse.warehouses"):
        raise UnknownName("warehouse", text, folder.names("tillhouse.warehouses"))
    elif name == "engine":
        engines.checked(text)
    elif name == "store" and text:
        replace(settings, store=text).place  # noqa: B018 (refuses what cannot be a store)
    elif name == "keep_releases":
        if not text.isdigit() or int(text) < 1:
            raise BadSetting(f"keep_releases is {text}; it must be a whole number from 1.")
        value = int(text)
    _write(settings, group, last, value)
    return value


def set_feed(settings: Settings, name: str, changes: Mapping[str, str]) -> Feed:
    """Change fields of a saved feed, such as ``duplicates`` or ``columns.sold_at``; returns it as saved."""
    feed = settings.feed(name)
    for key, text in changes.items():
        group, _, inner = key.partition(".")
        known = [f.name for f in fields(Feed) if f.name != "name"]
        if group not in known:
            raise UnknownName("field of a feed", group, known)
        value = _typed(Feed, group, text, getattr(feed, group), inner)
        feed = replace(feed, **{group: value})
    check(feed, f"feed {name}")
    save_feed(settings.root, feed)
    return feed


def _typed(kind: type, key: str, text: str, before: Any = None, inner: str = "") -> Any:
    """The text as the field's type; a mapping takes one entry, an empty text removes it."""
    hint = get_type_hints(kind)[key]
    if get_origin(hint) is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if hint is int:
        if not text.isdigit():
            raise BadSetting(f"{key} is {text}; it must be a whole number.")
        return int(text)
    if hint is bool:
        if text not in ("true", "false"):
            raise BadSetting(f"{key} is {text}; it must be true or false.")
        return text == "true"
    if isinstance(before, Mapping):
        if not inner:
            raise BadSetting(
                f"{key} has entries.",
                f"Name one, such as {key}.{'sold_at=Date' if key == 'columns' else 'POST=postage'}",
            )
        rest = {name: value for name, value in before.items() if name != inner}
        return rest | ({inner: text} if text else {})
    allowed = get_args(hint)
    if allowed and text not in allowed:
        raise BadSetting(f"{key} is {text!r}.", f"It can be {', '.join(map(repr, allowed))}.")
    return text


def _meaning(kind: type, name: str) -> str:
    """What a field's class says of it: the sentence in its docstring that begins with the name."""
    lines = " ".join((kind.__doc__ or "").split()).split(". ")
    found = [
        line for line in lines if name in line.split(":")[0].replace(",", " ").split()[-4:] and ":" in line
    ]
    return found[0].split(":", 1)[1].strip().rstrip(".") if found else ""


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
