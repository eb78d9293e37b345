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
    writer = _Writer(target, Lines(open_shop(lines, seed), lines, seed), FORMS[form], split, again, seed)
    for start in range(0, lines, _STRETCH):
        writer.write(writer.lines.rows(start, start + _STRETCH), damage)
    settings = {"lines": lines, "seed": seed, "form": form, "split": split}
    said = settings | writer.finish()
    truth_file.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    return Sample(tuple(writer.files), truth_file, said["received"]["rows"])


def _clear(target: Path, truth: Path) -> None:
    """Remove an earlier sample, known by its truth file; refuse to touch anything else."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not truth.exists():
        raise BadSetting(f"{target} exists and is not an earlier sample.", "Name a file or folder that is not there.")
    listed = [target.parent / file["file"] for file in json.loads(truth.read_text(encoding="utf-8"))["files"]]
    for file in [*listed, truth]:
        file.unlink(missing_ok=True)


class _Writer:
    """Writes stretches of lines to the files they belong to, counting the truth."""

    def __init__(self, target: Path, lines: Lines, form: Form, split: Split, again: int, seed: int) -> None:
        self.target, self.lines, self.form = target, lines, form
        self.files: dict[Path, int] = {}
        self._fields, self._truth = Fields(lines, form), Truth(lines.shop)
        self._half = key(seed, "again")
        days = [str(day)[: {"one": 0, "monthly": 7, "daily": 10}[split]] for day in lines.shop.days]
        self._days = pl.Series([target if split == "one" else target / f"sales_{day}.csv" for day in days])
        self._folder = split != "one"
        dated = sorted({day for day, lo, hi in zip(days, lines.shop.opens, lines.shop.opens[1:], strict=False) if hi > lo})
        chosen = Dice(seed, "again").distinct(min(2 * again, len(dated)), len(dated)) if self._folder else []
        names = [target / f"sales_{dated[n]}.csv" for n in chosen]
        self._in_part, self._unchanged = set(names[: len(names) // 2]), names[len(names) // 2 :]

    def write(self, frame: pl.DataFrame, damage: dict[int, tuple[Fault, int]]) -> None:
        """Write a stretch: each run of lines of one file to that file."""
        raise NotImplementedError
