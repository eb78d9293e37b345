"""Terms: words in the name of a product that say what it is.

A term is a regular expression of whole words, in any case; an ``s`` or ``es`` behind it is allowed. Of the terms found
in a name, in this order:

1.  the one of the lowest priority number decides. Behind *on*, *for*, *with* and *w* 2 is added to it: a cake stand
    with cups is a cake stand. What stands behind *in* is what a product comes in and counts at priority 1 and 0 alone;
2.  the one that ends last: English puts the noun last, and a garden sign is a sign;
3.  the longest, then the one declared first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

_IN = re.compile(r"(?<=\S)\s+in\b", re.IGNORECASE)
_BESIDE = re.compile(r"(?<=\S)\s+(?:on|for|with|w)\b", re.IGNORECASE)
_WEAKER_BESIDE = 2
_COUNTS_ANYWHERE = 1


@dataclass(frozen=True)
class Term:
    """One declared term. priority: the lower, the stronger."""

    pattern: str
    meaning: str
    priority: int = 1


@dataclass(frozen=True)
class Found:
    """What a name says. words: those of the name that said it, in lower case."""

    meaning: str
    words: str


class Terms:
    """Terms that are looked for together."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = tuple(terms)

    @cached_property
    def _groups(self) -> list[tuple[Term, re.Pattern[str]]]:
        """One expression for all terms of a meaning and a priority, the longest first."""
        together: dict[tuple[str, int], list[str]] = {}
        for term in self.terms:
            together.setdefault((term.meaning, term.priority), []).append(term.pattern)
        return [
            (Term("", meaning, priority), _whole_words(sorted(patterns, key=len, reverse=True)))
            for (meaning, priority), patterns in together.items()
        ]

    def found(self, name: str) -> Found | None:
        """What decides in a name; None where no term is in it."""
        contained, beside = (
            match.start() if (match := words.search(name)) else len(name) for words in (_IN, _BESIDE)
        )
        best: tuple[tuple[int, int, int], Found] | None = None
        for term, pattern in self._groups:
            for match in pattern.finditer(name):
                if match.end() > contained and term.priority > _COUNTS_ANYWHERE:
                    continue
                weaker = _WEAKER_BESIDE if match.end() > beside else 0
                rank = (term.priority + weaker, -match.end(), match.start() - match.end())
                if best is None or rank < best[0]:
                    best = rank, Found(term.meaning, match.group().lower())
        return best[1] if best else None

    def without(self, name: str) -> str:
        """The name without any word that any term is found in, in lower case."""
        hidden = bytearray(len(name))
        for _, pattern in self._groups:
            for match in pattern.finditer(name):
                hidden[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        kept = "".join(" " if gone else mark for mark, gone in zip(name, hidden, strict=True))
        return " ".join(kept.lower().split())


def _whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?:e?s)?(?!\w)", re.IGNORECASE)
