"""What is kept beside sales as it was received (exchange rates, costs): taken in, and what of it is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tillhouse.errors import UnreadableFile
from tillhouse.lake.releases import Release
from tillhouse.lake.snapshot import Snapshot
from tillhouse.pipeline.stages import Candidate
from tillhouse.runs import afterwards
from tillhouse.runs.seen import published_beside
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Kept:
    """An append-only table. key: of rows with these values the one that came last is in force. value: a decimal."""

    table: str
    key: tuple[str, ...]
    value: str

    def key_of(self, row: Row) -> tuple[Any, ...]:
        """What the row is about."""
        return tuple(row[name] for name in self.key)

    def in_force(self, snapshot: Snapshot) -> list[Row]:
        """The rows that hold in a release: of each key the one that came last."""
        rows = snapshot.frame(self.table).collect("polars").to_native().sort("fetched_at", "source")
        return list({self.key_of(row): row for row in rows.iter_rows(named=True)}.values())

    def taken(
        self, settings: Settings, rows: Sequence[Row], source: str, progress: Telemetry
    ) -> tuple[Release | None, list[Row]]:
        """Publish the rows that are not in force already, and say which; no release where all are."""
        pipeline = afterwards.pipeline(settings, progress)
        new: list[Row] = []

        def staged() -> Candidate | None:
            held = {self.key_of(row): Decimal(row[self.value]) for row in self.in_force(Snapshot(settings))}
            new.extend(row for row in rows if held.get(self.key_of(row)) != Decimal(row[self.value]))
            now = datetime.now(UTC).replace(tzinfo=None)
            stamped = [{**row, "source": source, "fetched_at": now} for row in new]
            cause = f"{self.table.replace('_', ' ')} of {source}"
            return pipeline.stage_rows(self.table, stamped, cause) if new else None

        return published_beside(pipeline, staged), new


def text_of(path: Path) -> str:
    """The text of a file. Raises `UnreadableFile`."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UnreadableFile(f"There is no file {path}.", "Name a CSV file that is there.") from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path} cannot be read: {error}.", "Save it as UTF-8.") from error
