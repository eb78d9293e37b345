"""Words of a column of customers that stand for nobody, counted: an opening says what is taken for a guest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from tillhouse.retail.counts import number_of
from tillhouse.retail.written.nothing import nobody

_SHOWN = 3


@dataclass
class NobodyTally:
    """Records per word, as the file writes it; blanks are no words. codes: those that a feed says are nobody."""

    codes: Sequence[str] = ()
    words: Counter[str] = field(default_factory=Counter)

    def add(self, column: pl.Series) -> None:
        """Count the words of one batch."""
        counted = column.drop_nulls().value_counts().rename({column.name: "value"})
        word = pl.col("value").str.strip_chars()
        known = word.str.to_lowercase().str.replace(r"^0\.0$", "0")
        found = counted.filter(known.is_in(nobody(self.codes)) & (word != "")).select(word, "count")
        self.words.update(dict(found.group_by("value").sum().iter_rows()))

    def why(self) -> str:
        """What is taken for nobody, the most frequent word first; empty where nothing is."""
        if not self.words:
            return ""
        named = sorted(self.words, key=lambda word: (-self.words[word], word))[:_SHOWN]
        return f"no customer: {', '.join(named)} ({number_of(self.words.total(), 'record')})"
