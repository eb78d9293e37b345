"""Standard input, kept as a file of the lake's inbox before it is read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from tillhouse.errors import UnreadableFile
from tillhouse.storage.durable import storage

_PIECE = 1 << 20
_PACKED = {b"\x1f\x8b": ".gz", b"\x28\xb5\x2f\xfd": ".zst"}


def spooled(root: Path, name: str, stream: BinaryIO) -> Path:
    """Write the stream to ``<root>/inbox/<name>/`` under its hash; the same bytes are one file."""
    folder = root / "inbox" / name
    digest, written = hashlib.sha256(), 0
    with storage("keeping standard input"):
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / ".arriving"
        with temporary.open("wb") as file:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                written += file.write(piece)
    if not written:
        temporary.unlink()
        raise UnreadableFile("Standard input is empty.", "Send a file:  tillhouse open - --yes < FILE")
    path = folder / f"{digest.hexdigest()[:16]}{_ending(temporary)}"
    temporary.replace(path)
    return path


def _ending(path: Path) -> str:
    """The ending that says what the bytes are, which a stream has no name to say."""
    from tillhouse.sources import Opened, known

    with path.open("rb") as file:
        magic = file.read(4)
    packed = next((ending for start, ending in _PACKED.items() if magic.startswith(start)), "")
    opened = Opened(
        "standard input", path, path.stat().st_size, "gz" if packed == ".gz" else "zst" if packed else ""
    )
    head = opened.head()
    for source in known().values():
        if source.recognises(head):
            return f"{source.EXTENSIONS[0]}{packed}"
    raise UnreadableFile(
        "Standard input is in no format that can be read.", "Save it as a file and open that."
    )
