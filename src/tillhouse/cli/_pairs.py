"""Options of ``open`` that are typed as pairs, and what they say of a feed."""

from __future__ import annotations

from tillhouse.errors import BadSetting, UnknownName
from tillhouse.settings import feed as feeds


def pair(text: str) -> tuple[str, str]:
    """A meaning and its column. Raises `BadSetting` or `UnknownName` for another text."""
    meaning, equals, header = text.partition("=")
    if not equals or not header:
        raise BadSetting(f"--column {text} names no header.", "Write it as --column sold_at='Invoice Date'.")
    return meaning_of(meaning), header


def columns_of(texts: tuple[str, ...], without: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Columns by their meaning, and meanings that none has.

    Where several columns are given for one, the further ones are added to the first.
    """
    pairs = [pair(text) for text in texts]
    columns = dict(reversed(pairs))
    added = {header: meaning for meaning, header in pairs if columns[meaning] != header}
    columns |= {meaning_of(one): "" for one in without}
    return {"columns": columns, **({"added": added} if added else {})}


def keys_of(joins: tuple[str, ...], payments: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """What was typed of files that belong together."""
    both = {"joins": joins, "payments": payments}
    return {name: dict(_key(text) for text in texts) for name, texts in both.items() if texts}


def _key(text: str) -> tuple[str, str]:
    """A file and its key. Raises `BadSetting` for another text."""
    from tillhouse.settings.joins import joined_by

    part, _, key = text.partition("=")
    return part, joined_by(part, key).text


def meaning_of(text: str) -> str:
    """The meaning of a column, if it is one. Raises `UnknownName`."""
    if text not in feeds.CANONICAL:
        raise UnknownName("column meaning", text, feeds.CANONICAL)
    return text


def treatment(text: str) -> tuple[str, str]:
    """The value of a status and what it means. Raises `BadSetting` or `UnknownName` for another text."""
    from tillhouse.retail.events import LINE_TYPES

    value, equals, meaning = text.rpartition("=")
    if not equals:
        raise BadSetting(f"{text} says no meaning.", "Write it as VALUE=MEANING, such as Void=not_sales.")
    known = (*feeds.TREATMENTS, *LINE_TYPES)
    if meaning not in known:
        raise UnknownName("meaning of a status", meaning, known)
    return " ".join(value.split()).lower(), meaning


def own_of(text: str) -> tuple[str, str]:
    """A header and what it is declared as, as `--own` takes them."""
    header, equals, said = text.rpartition("=")
    if not equals or not header:
        raise BadSetting(
            f"--own {text} names no role.", "Write it as --own Region=dimension or Profit=measure."
        )
    return header, said
