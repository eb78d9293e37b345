"""How names of one meaning are written down: ranks of equally good ones, and joined words."""

from __future__ import annotations

from itertools import product

Ranks = tuple[frozenset[str], ...]


def ranks(*texts: str) -> Ranks:
    """Per text a rank of its words, without those that an earlier one has."""
    found: list[frozenset[str]] = []
    for text in texts:
        found.append(frozenset(text.split()).difference(*found))
    return tuple(found)


def joined(starts: str, ends: str) -> str:
    """Every start with every end, with a blank before and behind."""
    return f" {' '.join(map(''.join, product(starts.split(), ends.split())))} "
