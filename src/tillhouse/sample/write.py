"""Writing a sample: stretch by stretch, so that memory does not grow with it; same seed, same bytes."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from tillhouse.errors import BadSetting
from tillhouse.sample.dice import Dice, key, part, rolls
from tillhouse.sample.faults import Fault, planted
from tillhouse.sample.form import FORMS, HEADER, Fields, Form, FormName
from tillhouse.sample.lines import BLOCK, Lines
from tillhouse.sample.shop import open_shop
from tillhouse.sample.truth import Truth

Split = Literal["one", "monthly", "daily"]
_STRETCH = BLOCK * 4096


@dataclass(frozen=True)
class Sample:
    """What was written. files: as delivered, in order. truth: what is true of them. rows: received in all."""

    files: tuple[Path, ...]
    truth: Path
    rows: int

    def document(self) -> dict[str, Any]:
        """A sample that was written, for programs.

        files: list of text. The files, in the order of delivery.
        truth: text. The file that says what is true of them.
        rows: integer. Records written.
        """
        return {"files": list(self.files), "truth": self.truth, "rows": self.rows}


def write_sample(
    target: Path,
    lines: int = 10_000,
    seed: int = 1,
    *,
    form: FormName = "latin-1",
    split: Split = "one",
    faults: int = 2,
    again: int = 2,
) -> Sample:
    """Write ``lines`` sale lines of a shop, December 2010 to December 2011, and the truth about them.

    target: a CSV file, or with ``split`` monthly or daily a folder of them. The truth stands beside it, in a
        JSON file named like it and ending in ``.truth.json``. An earlier sample there is replaced; anything
        else is not: `BadSetting`.
    form: ``latin-1`` (ISO-8859-1, CRLF, ``12/1/2010 8:26``) or ``utf-8`` (LF, ``2010-12-01 08:26:00``).
    faults: damaged lines of each kind.
    again: in a folder, how many files are delivered a second time in part (their lines are duplicates, rows
        of their own), and how many once more unchanged (the same content is not taken in again).
    """
    if lines < 1 or faults < 0 or again < 0 or form not in FORMS or split not in ("one", "monthly", "daily"):
        raise BadSetting(
            f"No sample has {lines} lines, {faults} faults, {again} files again, form {form}, split {split}.",
            "Lines count from 1; forms are latin-1 and utf-8; splits are one, monthly and daily.",
        )
    damage = planted(lines, faults, FORMS[form], seed)
    truth_file = target.with_name(f"{target.stem if split == 'one' else target.name}.truth.json")
    _clear(target, truth_file)
    writer = _Writer(target, Lines(open_shop(lines, seed), lines, seed), FORMS[form], split, damage)
    for start in range(0, lines, _STRETCH):
        writer.write(writer.lines.rows(start, start + _STRETCH))
    if split != "one":
        writer.deliver_again(again, seed)
    said = {"lines": lines, "seed": seed, "form": form, "split": split} | writer.said()
    truth_file.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    return Sample((*writer.files, *writer.copies), truth_file, said["received"]["rows"])


def _clear(target: Path, truth: Path) -> None:
    """Remove an earlier sample, known by its truth file; refuse to touch anything else."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not truth.exists():
        raise BadSetting(
            f"{target} exists and is not an earlier sample.", "Name a file or folder that is not there."
        )
    listed = [target.parent / file["file"] for file in json.loads(truth.read_text(encoding="utf-8"))["files"]]
    for file in listed:
        if file == target or file.parent == target:  # a truth file edited by hand reaches nothing else
            file.unlink(missing_ok=True)
    truth.unlink()


class _Writer:
    """Writes stretches of lines to the files they belong to, counting the truth."""

    def __init__(
        self, target: Path, lines: Lines, form: Form, split: Split, damage: dict[int, tuple[Fault, int]]
    ) -> None:
        self.lines, self.form, self.target, self.damage = lines, form, target, damage
        self.files: dict[Path, int] = {}
        self.copies: dict[Path, Path] = {}
        self._fields, self._truth = Fields(lines, form), Truth(lines.shop)
        width = {"one": 0, "monthly": 7, "daily": 10}[split]
        names = [f"sales_{str(day)[:width]}.csv" for day in lines.shop.days]
        self._paths = [target / name if width else target for name in names]

    def write(self, frame: pl.DataFrame) -> None:
        """Write a stretch, each run of lines to its file."""
        first, stop = frame["i"][0], frame["i"][-1] + 1
        damaged = {i: fault for i, fault in self.damage.items() if first <= i < stop}
        fields = self._fields.of(frame)
        texts = _joined(fields)
        self._truth.loaded(frame.filter(~pl.col("i").is_in(list(damaged))))
        for path, start, end in self._runs(frame):
            before = self.files.get(path, 1) - start
            for i in sorted(i for i in damaged if start <= i - first < end):
                nth = i - first
                texts[nth] = self._damage(
                    frame.row(nth, named=True), fields.row(nth), *damaged[i], path, before + nth
                )
            self._append(path, texts[start:end])

    def _runs(self, frame: pl.DataFrame) -> list[tuple[Path, int, int]]:
        """The files of a stretch: where the lines of each begin and end in it."""
        runs: list[tuple[Path, int, int]] = []
        end = 0
        for day, count in frame.group_by("day", maintain_order=True).len().iter_rows():
            path, start, end = self._paths[day], end, end + count
            if runs and runs[-1][0] == path:
                start = runs.pop()[1]
            runs.append((path, start, end))
        return runs

    def _damage(
        self, row: dict[str, Any], fields: tuple[str, ...], fault: Fault, nth: int, path: Path, before: int
    ) -> str:
        where = {"kind": fault.kind, "file": self._relative(path), "line": before + 1, "reason": fault.reason}
        money = row["quantity"] * row["price"] if fault.money else None
        self._truth.damaged(where, row["day"] if fault.month else None, money)
        return ",".join(fault.applied(fields, nth))

    def _append(self, path: Path, texts: list[str]) -> None:
        new = path not in self.files
        text = self.form.newline.join([HEADER, *texts] if new else texts) + self.form.newline
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb" if new else "ab") as file:
            file.write(text.encode(self.form.encoding, "surrogateescape"))
        self.files[path] = self.files.get(path, 1) + len(texts)

    def deliver_again(self, again: int, seed: int) -> None:
        """Deliver some files a second time: ``again`` in part, as many unchanged."""
        first = sorted(self.files)
        chosen = [first[n] for n in Dice(seed, "again").distinct(min(2 * again, len(first)), len(first))]
        for path in chosen[::2]:
            self._in_part(path, seed)
        for path in sorted(chosen[1::2]):
            copy = _named(path, "copy")
            shutil.copyfile(path, copy)
            self.copies[copy] = path

    def _in_part(self, path: Path, seed: int) -> None:
        opens, days = self.lines.shop.opens, [day for day, its in enumerate(self._paths) if its == path]
        half = part(rolls(pl.col("i"), key(seed, "again")), 0, 2) == 0
        for start in range(opens[days[0]] // BLOCK * BLOCK, opens[days[-1] + 1] + BLOCK, _STRETCH):
            frame = self.lines.rows(start, min(start + _STRETCH, opens[days[-1] + 1] + BLOCK))
            frame = frame.filter(pl.col("day").is_in(days) & half & ~pl.col("i").is_in(list(self.damage)))
            if frame.height:
                self._truth.delivered_again(frame)
                self._append(_named(path, "again"), _joined(self._fields.of(frame)))

    def said(self) -> dict[str, Any]:
        """Everything that is true of what was written."""
        files = [{"file": self._relative(path), "rows": lines - 1} for path, lines in self.files.items()]
        for copy, path in self.copies.items():
            same = {
                "file": self._relative(copy),
                "rows": self.files[path] - 1,
                "same_as": self._relative(path),
            }
            files.append(same)
        return self._truth.said() | {"files": files}

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.target.parent).as_posix()


def _named(path: Path, word: str) -> Path:
    return path.with_name(f"{path.stem}_{word}{path.suffix}")


def _joined(fields: pl.DataFrame) -> list[str]:
    return fields.select(pl.concat_str(pl.all(), separator=",")).to_series().to_list()
