"""One of the tables that belong together, as text, whatever it is stored in and before anything has a meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from tillhouse.errors import UnreadableFile
from tillhouse.settings.feed import Feed
from tillhouse.sources import _encoding
from tillhouse.sources._joined.parts import Member
from tillhouse.sources._reading import ENDING

if TYPE_CHECKING:
    import polars as pl

_DELIMITERS = (",", ";", "\t", "|")


class Table:
    """A member, read by what its own bytes show."""

    def __init__(self, member: Member) -> None:
        self.member, self.part, self.name = member, member.part, member.name

    def frames(self) -> Iterator[pl.DataFrame]:
        """Its records in batches, with the columns of `ENDING`."""
        from tillhouse.sources._choice import source_of

        for batch in source_of(self.member.file).batches(self.member.file, self._form):
            yield batch.frame

    def count(self) -> int:
        """Its records, counted by another path."""
        from tillhouse.sources._choice import source_of

        return source_of(self.member.file).records(self.member.file, self._form)

    def whole(self) -> pl.DataFrame:
        """All of its records that can be split."""
        import polars as pl

        found = [frame.filter(pl.col("problem").is_null()) for frame in self.frames()]
        return pl.concat(found, how="diagonal") if found else pl.DataFrame()

    @cached_property
    def sample(self) -> pl.DataFrame:
        """Its first records."""
        import polars as pl

        return next(self.frames(), pl.DataFrame())

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(name for name in self.sample.columns if name not in ENDING)

    def refuse_without(self, names: Iterable[str]) -> None:
        """Raise `UnreadableFile` where a column of a key is not there."""
        lacking = [name for name in names if name not in self.header]
        if lacking:
            raise UnreadableFile(
                f"{self.name} has no column {', '.join(lacking)}, by which its rows are joined.",
                f"Its header is: {', '.join(self.header)}.",
            )

    @cached_property
    def _form(self) -> Feed:
        from tillhouse.sources import csv
        from tillhouse.sources._blocks import raw_blocks
        from tillhouse.sources._choice import source_of
        from tillhouse.sources._csv.header import head_text, top

        file = self.member.file
        plain = Feed("table", sheet=self.member.sheet)
        if source_of(file) is not csv:
            return plain
        head = file.head()
        encoding = _encoding.bom(head)[0] or _encoding.wide(head)
        if not encoding:
            tally, line = _encoding.Tally(), 1
            for block in raw_blocks(file):
                tally.add(block, line)
                line += block.count(b"\n")
            encoding = tally.encoding()
        first = top(head_text(file, encoding), _DELIMITERS, plain.quote, plain, file.dialects)
        found = replace(plain, encoding=encoding)
        return replace(found, delimiter=first.delimiter, quote=first.quote) if first else found
