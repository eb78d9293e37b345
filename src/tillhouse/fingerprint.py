"""Content fingerprints: order-free, typed, repeats counted; the same for the same rows wherever they are stored.

Definition, so that anyone can compute it again. All arithmetic is modulo 2^64.

    value   text: the first 8 bytes, little-endian, of SHA-256 of its UTF-8; null: the same of "\\x00null"
            integer, boolean, date (days since 1970), datetime (microseconds since 1970): two's complement
            decimals: the number of millionths, low 64 bits; `total` adds 0x9E3779B97F4A7C15 x its high 64 bits
    column  c(name:type) x value, where c is the first 8 bytes of SHA-256 of "name:type", made odd
    row     splitmix64 of the sum over its columns
    table   two lanes: the sum of the rows, and the sum of splitmix64 of the rows plus 1

Lanes of parts add up to the lanes of the whole, so a table's fingerprint is the sum over its months.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_SEED = 0x7111
EMPTY = "0" * 32


@lru_cache(maxsize=1 << 19)
def word(text: str) -> int:
    """The first 8 bytes of SHA-256 of a text, as a little-endian number."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def total(fingerprints: Iterable[str]) -> str:
    """The fingerprint of the union of disjoint parts."""
    a = b = 0
    for fingerprint in fingerprints:
        a += int(fingerprint[:16], 16)
        b += int(fingerprint[16:], 16)
    return lanes(a, b)


def repeated(text: str, times: int) -> str:
    """The fingerprint of a number of equal rows that are known by one text, such as records of one delivery."""
    lane = f"{word(text) * times & _MASK:016x}"
    return lane + lane


def of_names(fingerprints: Mapping[str, str]) -> str:
    """One hash for named fingerprints: SHA-256 of the lines ``name fingerprint``, sorted; its first 32 digits."""
    lines = "".join(f"{name} {fingerprint}\n" for name, fingerprint in sorted(fingerprints.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:32]


def of_frame(frame: pl.DataFrame, types: Mapping[str, str]) -> str:
    """The fingerprint of the columns named in ``types`` (name to declared type), 32 hexadecimal digits."""
    return _by(frame.with_columns(part=_literal("")), types, "part").get("", EMPTY)


def by_month(frame: pl.DataFrame, types: Mapping[str, str]) -> dict[str, str]:
    """The fingerprint of each value of the column ``month``."""
    return _by(frame, types, "month")


def digest_of(frame: pl.DataFrame, columns: Iterable[str]) -> str:
    """The digest of the named columns of a frame: as order-free as a fingerprint and thirty times cheaper.

    Made of polars' own row hash, so it is comparable only where `hash_version` gives the same: releases use it to see
    what changed and whether stored bytes are as they were written. Lanes add up like those of fingerprints.
    """
    one, other = hashes(frame[list(columns)])
    return lanes(int(one.sum()), int(other.sum()))


def digest_by_month(frame: pl.DataFrame, columns: Iterable[str]) -> dict[str, str]:
    """The digest of each value of the column ``month``."""
    import polars as pl

    a, b = hashes(frame.select(columns))
    sums = pl.DataFrame({"part": frame["month"], "a": a, "b": b}).group_by("part").agg(pl.col("a", "b").sum())
    return {name: lanes(a, b) for name, a, b in sums.iter_rows()}


@cache
def hash_version() -> str:
    """What this machine and this version of polars make of one known row; digests of other makes are unlike."""
    import polars as pl

    known = pl.DataFrame(
        {"text": ["£"], "integer": [-1], "none": [None]}, schema_overrides={"none": pl.Int64}
    )
    return digest_of(known, known.columns)


def hashes(rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """What each row adds to the two lanes of a digest: polars' hash of it, and that hash mixed once more."""
    one = rows.hash_rows(seed=_SEED)
    return one, _splitmix(one)


def lanes(a: int, b: int) -> str:
    """A digest or fingerprint from its two sums, of any size."""
    return f"{a & _MASK:016x}{b & _MASK:016x}"


def _literal(text: str) -> pl.Expr:
    import polars as pl

    return pl.lit(text)


def _by(frame: pl.DataFrame, types: Mapping[str, str], part: str) -> dict[str, str]:
    import polars as pl

    if frame.is_empty():
        return {}
    summed = pl.zeros(frame.height, pl.UInt64, eager=True)
    for name, kind in types.items():
        summed = summed + _values(frame[name], kind) * (word(f"{name}:{kind}") | 1)
    row = _splitmix(summed)
    lanes = pl.DataFrame({"part": frame[part], "a": row, "b": _splitmix(row + 1)})
    sums = lanes.group_by("part").agg(pl.col("a", "b").sum())
    return {name: f"{a:016x}{b:016x}" for name, a, b in sums.iter_rows()}


def _values(column: pl.Series, kind: str) -> pl.Series:
    """A column as 64-bit values; see the module's definition."""
    import polars as pl

    missing = word("\x00null")
    if kind == "text":
        distinct = column.unique()
        words = pl.Series([missing if text is None else word(text) for text in distinct], dtype=pl.UInt64)
        # Looking the words up by polars' own hash is faster than by text; it is not part of the result.
        return column.hash().replace_strict(distinct.hash(), words, return_dtype=pl.UInt64)
    plain = column.to_physical()
    value = plain.cast(pl.UInt64, wrap_numerical=True)
    if kind == "total":
        value = value + (plain // (1 << 64)).cast(pl.UInt64, wrap_numerical=True) * _GOLDEN
    return value.fill_null(missing) if column.null_count() else value


def _splitmix(value: pl.Series) -> pl.Series:
    """The finaliser of splitmix64 (Steele, Lea & Flood 2014): every input bit moves every output bit."""
    value = (value ^ (value // (1 << 30))) * 0xBF58476D1CE4E5B9
    value = (value ^ (value // (1 << 27))) * 0x94D049BB133111EB
    return value ^ (value // (1 << 31))
