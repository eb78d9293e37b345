"""Files that were opened, with the reading that fits them: what is shown before anything is taken in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from tillhouse.runs.opening import Agreed
from tillhouse.runs.own_columns import offered_as
from tillhouse.sources import PERSONAL, Evidence, LeftOut, Opened, Reading

_PLACES = 6


@dataclass(frozen=True)
class OpenedFiles:
    """Some files, and how all of them are read. others: files beside them that are left out, each with the reason."""

    files: tuple[Opened, ...]
    agreed: Agreed
    others: tuple[str, ...] = ()

    @property
    def pairs(self) -> list[tuple[Opened, Reading]]:
        """Each file with what it said itself."""
        return list(zip(self.files, self.agreed.readings, strict=True))

    @property
    def with_records(self) -> list[Opened]:
        """The files that hold a record: others bring nothing, so they are no delivery."""
        return [file for file, reading in self.pairs if reading.records]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def largest(self) -> Reading:
        """What the file of most records said."""
        return max(self.agreed.readings, key=lambda reading: reading.records)

    @property
    def offered(self) -> dict[str, str]:
        """Columns without a meaning that can be the shop's own, each with what it would be declared as."""
        offered = {name: role for name, role in self.largest.kept.items() if role not in ("", PERSONAL)}
        free = offered_as(offered, self.agreed.feed.own)
        return {name: role for name, role in free.items() if name not in self.agreed.feed.own}

    @property
    def unsplit(self) -> Counter[str]:
        """Records that cannot be split or decoded, by why."""
        return sum((Counter(reading.raw) for reading in self.agreed.readings), Counter[str]())

    @property
    def left_out(self) -> list[LeftOut]:
        """Rows that are no records, by kind, of all files together; lines are named where there is one file."""
        found: dict[str, LeftOut] = {}
        for one in (left for reading in self.agreed.readings for left in reading.left_out):
            found[one.kind] = found[one.kind].with_others(one) if one.kind in found else one
        return [replace(one, lines=one.lines if len(self.files) == 1 else ()) for one in found.values()]

    @property
    def repeats(self) -> tuple[int, int]:
        """Files that are equal to another, byte for byte, and their records."""
        contents = {file.sha256: one.records for file, one in self.pairs}
        return len(self.files) - len(contents), self.agreed.records - sum(contents.values())

    def document(self) -> dict[str, Any]:
        """How files are read, for programs.

        feed: text. The feed they belong to.
        files: list. Each file.
        files[].name: text. Its name.
        files[].size: integer. Its bytes.
        files[].records: integer. Its records.
        files[].left_out: list. Rows of it that are no records, by kind.
        files[].left_out[].kind: text. Such as `blank row`, `total row`, `note`, `repeated header`, `ruled line`.
        files[].left_out[].rows: integer. Their number.
        files[].left_out[].lines: list of integer. The lines of the first of them.
        files[].left_out[].says: list of text. What those say.
        left_out: list of text. Files beside them that are not read, each with the reason.
        records: integer. Records of all files.
        columns: object. By meaning, the column that carries it.
        columns.*: object. One column.
        columns.*.header: text. Its name in the files.
        columns.*.examples: list of text. Some of its values.
        columns.*.missing: number. The share of records without a value.
        columns.*.confidence: number. The share of values that can be read.
        columns.*.why: text. Why it carries that meaning.
        encoding, delimiter: text. Of the text; what stands between fields.
        date_order, decimal: text. Which part of a date comes first; the decimal mark of numbers.
        currency: text. ISO 4217, of records that name none; empty where none is named.
        currency_why: text. What names it.
        time_zone: text. Of the clock of the shop; empty: times are kept as written.
        own: object of text. By header, columns of the shop's own, as declared.
        offered: object of text. By header, columns that can be declared so, as they would be.
        customers, products: text. The set that they belong to; empty: those of the lake.
        warnings: list of text. What a person should know.
        findings: list of Finding. What all values say of the reading.
        """
        feed = self.agreed.feed
        return {
            "feed": feed.name,
            "files": [_file(file, reading) for file, reading in self.pairs],
            "left_out": list(self.others),
            "records": self.agreed.records,
            "columns": {one.canonical: _document(one) for one in self.agreed.evidence},
            "encoding": feed.encoding,
            "delimiter": feed.delimiter,
            "date_order": feed.date_order,
            "decimal": feed.decimal,
            "findings": [one.document() for one in self.agreed.findings],
            "currency": feed.currency,
            "currency_why": self.agreed.named.currency.why,
            "time_zone": feed.time_zone,
            "own": dict(feed.own),
            "offered": self.offered,
            "customers": feed.customers,
            "products": feed.products,
            "warnings": [warning for reading in self.agreed.readings for warning in reading.warnings],
        }


def _file(file: Opened, reading: Reading) -> dict[str, Any]:
    left = [
        {"kind": one.kind, "rows": one.rows, "lines": list(one.lines), "says": list(one.says)}
        for one in reading.left_out
    ]
    return {"name": file.name, "size": file.size, "records": reading.records, "left_out": left}


def _document(one: Evidence) -> dict[str, Any]:
    return {
        "header": one.header,
        "examples": list(one.examples),
        "missing": round(one.missing, _PLACES),
        "confidence": round(one.confidence, _PLACES),
        "why": one.why,
    }
