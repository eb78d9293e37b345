"""Products of invented shops, where it is known what their names teach."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tillhouse.analytics._terms import Term

#: The word that names a category, and words that go with it in names.
THEMES = {
    "mug": ("steaming", "handled", "saucered", "morning"),
    "candle": ("wax", "smelling", "evening", "glow"),
    "clock": ("alarming", "hour", "ticking", "roman"),
    "toy": ("jumping", "nursery", "playful", "bouncing"),
    "scarf": ("woolly", "winter", "knitted", "tasselled"),
}
TERMS = tuple(Term(word, f"{word}s") for word in THEMES)
_PLAIN = ("red", "large", "vintage", "striped", "small", "dotted")
Products = tuple[tuple[str, str], ...]


def telling(each: int = 30, seed: int = 1) -> Products:
    """Products whose other words go with their category; every code and every name is one of a kind."""
    return tuple(_named(each, seed, lambda theme: theme))


def telling_nothing(each: int = 30, seed: int = 1) -> Products:
    """The same words, but each name has the category word of another theme, drawn by lot."""
    dice = random.Random(seed)
    return tuple(_named(each, seed, lambda _: dice.choice(list(THEMES))))


def _named(each: int, seed: int, word: object) -> Iterator[tuple[str, str]]:
    dice = random.Random(seed)
    number = 10_000
    for theme, words in THEMES.items():
        for _ in range(each):
            number += 1
            said = [*dice.sample(_PLAIN, 2), *dice.sample(words, 2), word(theme)]  # type: ignore[operator]
            yield str(number), " ".join(said).upper()


def in_colours(families: int = 40) -> Products:
    """Families of products that differ in the colour alone; nothing of one family says anything of another."""
    themes = list(THEMES)
    return tuple(
        (f"{20_000 + family}{mark}", f"{colour} FAMILY{_letters(family)} {themes[family * 7 % 5].upper()}")
        for family in range(families)
        for mark, colour in zip("ABCDEF", ("RED", "BLUE", "PINK", "GREEN", "BLACK", "WHITE"), strict=True)
    )


def _letters(number: int) -> str:
    return f"{chr(65 + number // 26)}{chr(65 + number % 26)}"
