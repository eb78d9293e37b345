"""Names and texts as SQL of every kind of warehouse writes them."""

from __future__ import annotations

from collections.abc import Iterable


def listed(names: Iterable[str]) -> str:
    """Column names, quoted, with commas."""
    return ", ".join(f'"{name}"' for name in names)


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
