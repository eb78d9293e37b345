"""By which columns the rows of one table find those of another: what their values share, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from tillhouse.settings.joins import Join
from tillhouse.sources._joined.keys import KEY, canonical
from tillhouse.sources._joined.tables import Table
from tillhouse.sources._spelling import plain

#: Names that say nothing of what is numbered; with the name of their table they do.
_BARE = ("id", "key", "no", "nr", "number", "num", "code", "entityid", "uuid", "guid", "name")
_MEASURES = (
    r"quantity|qty|price|total|amount|status|date|time|currency|country|tax|discount|description"
    r"|note|type|state|line"
)
_MONEY = "sales|revenue|net|gross|fees?|tips?|refunds?|cash|card|percent|rate|cost"
_NO_KEY = re.compile(rf"^(?:{_MEASURES})|(?:{_MEASURES}|{_MONEY}|at)$")
_FRACTION = r"[$€£¥]|\d\.\d\d$|^-?\d+[.,]\d*[1-9]\d*$|^\d{4}-\d\d-\d\d|^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"
#: What a column that is a key can mean.
_OF_KEYS = ("invoice_no", "stock_code", "customer_id", "store", "description")
_LONGEST = 64
_MANY = 0.98
_ROW = "\x1frow"
_MOST_TOGETHER = 3


@dataclass(frozen=True)
class Found:
    """A join with its evidence. share: of the keys on the side of many that are found. used: of the others, the share
    that is asked for. by_name: whether the names of the columns agree. many: whether a key is asked for repeatedly.
    """

    table: str
    join: Join
    share: float
    used: float
    by_name: bool
    many: bool


class Columns:
    """A table's columns that could be keys, with their different values."""

    def __init__(self, table: Table, means: Mapping[str, str]) -> None:
        self.table, self.part = table, table.part
        other = {column for meaning, column in means.items() if meaning not in _OF_KEYS}
        free = [
            name for name in table.header if name not in other or name in {means.get(m) for m in _OF_KEYS}
        ]
        self.names = [name for name in free if _may_be_key(name, table.sample)]
        row = pl.struct(*table.header).hash().alias(_ROW)
        kept = [
            frame.filter(pl.col("problem").is_null()).select(*self.names, row) for frame in table.frames()
        ]
        self.rows = pl.concat(kept) if kept else pl.DataFrame(schema=[*self.names, _ROW])
        self._different = self.rows[_ROW].n_unique()
        self._keys: dict[tuple[str, ...], tuple[pl.Series, int]] = {}

    def keys(self, *names: str) -> pl.Series:
        """The different keys in these columns."""
        return self._found(names)[0]

    def is_unique(self, *names: str) -> bool:
        """Whether hardly any two rows that differ have the same key in these columns, and hardly any has none."""
        values, filled = self._found(names)
        return bool(filled) and values.len() >= _MANY * self._different

    def _found(self, names: tuple[str, ...]) -> tuple[pl.Series, int]:
        if names not in self._keys:
            key = self.rows.select(canonical(names).alias(KEY))[KEY].drop_nulls()
            self._keys[names] = key.unique(), key.len()
        return self._keys[names]


def joins(many: Columns, one: Columns) -> Iterator[Found]:
    """The ways by which rows of ``many`` find a row of ``one``, by the names of columns or by their values alone."""
    pairs = [(a, b) for a in many.names for b in one.names if agree(a, b, one.part)]
    for a, b in pairs:
        if one.is_unique(b):
            yield _weighed(many, one, (a,), (b,), by_name=True)
    for a, b in ((a, b) for a in many.names for b in one.names if plain(a) == plain(b) and plain(a) in _BARE):
        if one.is_unique(b) and many.is_unique(a) and not _is_count(one.keys(b)):
            yield _weighed(many, one, (a,), (b,), by_name=True)
    same = [(a, b) for a, b in pairs if not one.is_unique(b)]
    for size in range(2, _MOST_TOGETHER + 1):
        for chosen in combinations(same, size):
            ours, theirs = tuple(a for a, _ in chosen), tuple(b for _, b in chosen)
            if len({*ours}) == size == len({*theirs}) and one.is_unique(*theirs):
                yield _weighed(many, one, ours, theirs, by_name=True)


def repeated(many: Columns, one: Columns) -> Iterator[Found]:
    """The same by names, of keys that stand more than once in ``one`` with other contents."""
    for a in many.names:
        for b in one.names:
            if agree(a, b, one.part) and not one.is_unique(b):
                yield _weighed(many, one, (a,), (b,), by_name=True)


def is_numbered(join: Join) -> bool:
    """Whether a key is called one, such as an id or a number."""
    return all(plain(name).endswith(_BARE) for name in join.ours)


def by_values(many: Columns, one: Columns) -> Iterator[Found]:
    """The same by values alone, of keys that are no small whole numbers."""
    for ours in many.names:
        for theirs in one.names:
            if one.is_unique(theirs) and not _is_count(one.keys(theirs)):
                yield _weighed(many, one, (ours,), (theirs,), by_name=False)


def agree(ours: str, theirs: str, part: str) -> bool:
    """Whether a column is named like the key of a table: by the same name, or by that of the table."""
    a, b = plain(ours), plain(theirs)
    if a == b:
        return a not in _BARE
    word = singular(part)
    owned = {f"{word}{bare}" for bare in _BARE} | {word, b}
    return b in (*_BARE, *(f"{word}{bare}" for bare in _BARE)) and a in owned - {*_BARE}


def singular(part: str) -> str:
    """What one row of a part is called: ``wp_wc_orders`` holds orders."""
    words = [
        word
        for word in re.split(r"[\W_]+", part)
        if word not in {"dataset", "export", "data", "header", "csv"}
    ]
    last = words[-1] if words else part
    return re.sub(r"ies$", "y", last) if last.endswith("ies") else last.removesuffix("s")


def _weighed(
    many: Columns, one: Columns, ours: Sequence[str], theirs: Sequence[str], *, by_name: bool
) -> Found:
    asked, there = many.keys(*ours), one.keys(*theirs)
    both = asked.filter(asked.is_in(there.implode())).len()
    share = both / asked.len() if asked.len() else 0.0
    used = both / there.len() if there.len() else 0.0
    join = Join(one.part, tuple(theirs), many.part, tuple(ours))
    return Found(many.part, join, share, used, by_name, not many.is_unique(*ours))


def _may_be_key(name: str, sample: pl.DataFrame) -> bool:
    values = sample[name].drop_nulls()
    if values.is_empty() or _NO_KEY.search(plain(name)):
        return False
    odd = (values.str.contains(_FRACTION) | (values.str.len_chars() > _LONGEST)).sum()
    return odd * 2 < values.len()


def _is_count(keys: pl.Series) -> bool:
    """Whether keys are whole numbers that any other list could have by chance."""
    numbers = keys.cast(pl.Int64, strict=False)
    most = numbers.max()
    return numbers.null_count() == 0 and isinstance(most, int) and most < max(10_000, 20 * keys.len())
