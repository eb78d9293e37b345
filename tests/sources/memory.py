"""What reading a file adds to a process: measured in another one, from the end of its imports to its peak."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_READ = """
import json, resource, sys
from pathlib import Path
import polars
from tillhouse.errors import UnreadableFile
from tillhouse.settings.feed import Feed
from tillhouse.sources import _bounds, detect, open_all, source_of
import tillhouse.sources._profile

path, limits = Path(sys.argv[1]), json.loads(sys.argv[2])
for name, value in limits.items():
    setattr(_bounds, name, value)

def peak(of=resource.RUSAGE_SELF):
    if of == resource.RUSAGE_SELF and Path("/proc/self/status").exists():
        # What the system says of a process begins with the peak of the one that started it.
        words = Path("/proc/self/status").read_text().split()
        return int(words[words.index("VmHWM:") + 1]) >> 10
    return resource.getrusage(of).ru_maxrss >> (20 if sys.platform == "darwin" else 10)

polars.DataFrame({"a": ["b"]}).lazy().select(polars.col("a").str.len_bytes()).collect()
start, rows, largest, refused = peak(), 0, 0, ""
try:
    file, = open_all(path)
    reading = detect(file, Feed(name="shop", path=str(path)))
    source = source_of(file, reading.feed)
    for batch in source.batches(file, reading.feed):
        rows += batch.frame.height
        largest = max(largest, _bounds.weight(batch.frame))
    assert source.records(file, reading.feed) == rows == reading.records
except UnreadableFile as refusal:
    refused = refusal.message
grown = max(peak() - start, peak(resource.RUSAGE_CHILDREN) - start)
print(json.dumps({"rows": rows, "largest": largest, "refused": refused, "grown": grown}))
"""


@dataclass(frozen=True)
class Read:
    """rows: of all batches. largest: what the largest weighs, in bytes. refused: why the file was not read, or nothing.

    grown: MiB that the process grew by, or the one that tried the file, whichever is more.
    """

    rows: int
    largest: int
    refused: str
    grown: int


def read(path: Path, seconds: int = 60, **limits: int) -> Read:
    """Detect and read a file in a process of its own. limits: bounds of `_bounds` to be set there."""
    command = [sys.executable, "-c", _READ, str(path), json.dumps(limits)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return Read(**json.loads(done.stdout.splitlines()[-1]))
