"""What was delivered: one file, or one member of a zip, opened as a bounded stream of its plain bytes."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from glob import glob
from pathlib import Path
from typing import BinaryIO, Literal

from tillhouse.dialects import Dialect, dialects
from tillhouse.errors import UnreadableFile
from tillhouse.sources import _archive
from tillhouse.sources._memo import Memo

Compression = Literal["", "gz", "zst", "zip"]
_ENDINGS: dict[str, Compression] = {".gz": "gz", ".zst": "zst", ".zip": "zip"}
_MAGIC: dict[bytes, Compression] = {b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst"}
_PIECE = 1 << 20
_NO_KIND = "no kind of file that is read"


def shipped() -> Mapping[str, Dialect]:
    """The dialects that are recognised in any lake."""
    return dialects(None)


@dataclass(frozen=True)
class Opened:
    """One delivered thing to read.

    name: for people; a member of an archive is ``archive.zip/inner.csv``.
    member: the name inside the zip, empty otherwise. size: bytes as stored on disk. memo: what was read already of
    the files that were opened with it. dialects: those that its header may show. beside: files that belong to it, whose
    fields its records get by a key.
    """

    name: str
    path: Path
    size: int
    compression: Compression = ""
    member: str = ""
    memo: Memo = field(default_factory=Memo, compare=False, repr=False)
    dialects: Mapping[str, Dialect] = field(default_factory=shipped, compare=False, repr=False)
    beside: tuple[Opened, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files on disk that it is read from."""
        return tuple(dict.fromkeys((self.path, *(one.path for one in self.beside))))

    @property
    def sha256(self) -> str:
        """The hash of the bytes as stored on disk (of a zip's member: its compressed bytes), in hexadecimal.

        With files beside it: the hash of the hashes of all, so that a change in any of them is another content.
        """
        if not self.beside:
            return self._hashed[0]
        each = [self._hashed[0], *(one.sha256 for one in self.beside)]
        return hashlib.sha256("".join(each).encode()).hexdigest()

    @property
    def is_as_hashed(self) -> bool:
        """Whether the file is, by all the file system says of it, the one whose bytes the hash is of."""
        whole = bool(self.member) or self._hashed[1][0] == self.size
        if not all(one.is_as_hashed for one in self.beside):
            return False
        return whole and self.path.exists() and self._hashed[1] == _look(self.path)

    @cached_property
    def _hashed(self) -> tuple[str, tuple[int, ...]]:
        """The hash, and the look of the file before it was read for it."""
        look, digest = _look(self.path), hashlib.sha256()
        with self.path.open("rb") as stored:
            left = self.size
            if self.member:
                stored.seek(_archive.offset(self.path, self.member))
            while left > 0 and (piece := stored.read(min(left, _PIECE))):
                digest.update(piece)
                left -= len(piece)
        return digest.hexdigest(), look

    @property
    def extension(self) -> str:
        """The ending that names the format, lower case with its dot, compression endings left out."""
        last = Path(self.member or self.path.name)
        if not self.member and last.suffix.lower() in _ENDINGS:
            last = last.with_suffix("")
        return last.suffix.lower()

    def open(self) -> BinaryIO:
        """The plain bytes, unpacked while they are read and never past the limits of `_archive`."""
        if self.compression == "":
            return self.path.open("rb", buffering=0)
        unpack = partial(_archive.stream, self.path, self.compression, self.member, self.size)
        return self.memo.unpacked.stream(self, unpack)

    def head(self, size: int = 1 << 16) -> bytes:
        """The first plain bytes, at most ``size``."""
        with self.open() as stream:
            return stream.read(size)

    @contextmanager
    def local(self) -> Iterator[Path]:
        """A path with the plain bytes, for formats that must jump about in a file; unpacked for its duration."""
        if not self.compression:
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="tillhouse-") as folder, self.open() as stream:
            path = Path(folder) / f"member{self.extension}"
            written = 0
            with path.open("wb") as out:
                while piece := stream.read(_PIECE):
                    written += len(piece)
                    if written > _archive.LARGEST_SPREADSHEET:
                        raise UnreadableFile(
                            f"{self.name} unpacks to more than 2 GiB, the limit for its format."
                        )
                    out.write(piece)
            yield path


def _look(path: Path) -> tuple[int, ...]:
    """Size, moments of the last changes and place of a file: another copy under its name differs in one of them."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def open_all(path: Path, root: Path | None = None) -> list[Opened]:
    """What a file, a folder (with its folders, sorted) or a glob delivers; a zip delivers its members.

    root: of the lake, whose own dialects are recognised too. In folders, globs and zips, files that no source reads
    are left out, as are hidden ones and locks; `left_out` names them. Raises `UnreadableFile`.
    """
    known = dialects(root)
    return [replace(one, dialects=known) for one in _found(path)]


def left_out(path: Path) -> list[str]:
    """What a folder, a glob or a zip holds besides what `open_all` opens: each with the reason."""
    if path.is_file():
        return _left_out_members(path)
    out = []
    for found, name, why in _within(path):
        out += [f"{name} ({why})"] if why else _left_out_members(found)
    return out


def why_not(inside: Path) -> str:
    """Why a file of a folder or archive is left out; empty for one that is opened."""
    if inside.name.startswith(("~$", ".~lock")):
        return "a lock of an open document"
    if any(part.startswith((".", "__MACOSX")) for part in inside.parts):
        return "hidden"
    last = inside.with_suffix("") if inside.suffix.lower() in {".gz", ".zst"} else inside
    readable = last.suffix.lower() in _extensions() or inside.suffix.lower() == ".zip"
    return "" if readable else f"{_NO_KIND}: {inside.suffix or 'no ending'}"


def _left_out_members(path: Path) -> list[str]:
    if path.suffix.lower() != ".zip":
        return []
    members = [Path(member.filename) for member in _archive.members(path) if not member.is_dir()]
    return [f"{path.name}/{name} ({why})" for name in members if (why := why_not(name))]


def _within(path: Path) -> list[tuple[Path, str, str]]:
    """The files of a folder, or those that a glob names, in order, with their names and why each is left out."""
    if path.is_dir():
        found = [(p, str(p.relative_to(path))) for p in sorted(path.rglob("*")) if p.is_file()]
        return [(p, name, why_not(Path(name))) for p, name in found]
    matches = [Path(name) for name in sorted(glob(str(path), recursive=True)) if Path(name).is_file()]  # noqa: PTH207 (keeps absolute globs)
    # a glob of one ending means it, whatever the ending is
    meant = len({p.suffix.lower() for p in matches}) == 1
    whys = [why_not(Path(p.name)) for p in matches]
    return [
        (p, p.name, "" if meant and why.startswith(_NO_KIND) else why)
        for p, why in zip(matches, whys, strict=True)
    ]


def _found(path: Path) -> list[Opened]:
    memo = Memo()
    if path.is_file():
        return _one(path, path.name, memo)
    opened = [one for p, name, why in _within(path) if not why for one in _one(p, name, memo)]
    folder = path.is_dir()
    return opened or _nothing(
        f"No readable file is in the folder {path}." if folder else f"There is no file {path}."
    )


def _nothing(message: str) -> list[Opened]:
    raise UnreadableFile(message, f"Readable are {', '.join(_extensions())}, also as .gz, .zst or .zip.")


def _extensions() -> tuple[str, ...]:
    from tillhouse.sources._choice import known

    return tuple(sorted(ending for source in known().values() for ending in source.EXTENSIONS))


def _one(path: Path, name: str, memo: Memo) -> list[Opened]:
    size = path.stat().st_size
    compression = _ENDINGS.get(path.suffix.lower(), "")
    if compression == "zip":
        return _members(path, name, memo)
    if not compression and path.suffix.lower() not in _extensions():
        with path.open("rb") as stored:
            magic = stored.read(4)
        compression = next((kind for start, kind in _MAGIC.items() if magic.startswith(start)), "")
    return [Opened(name, path, size, compression, memo=memo)]


def _members(path: Path, name: str, memo: Memo) -> list[Opened]:
    members = _archive.members(path)
    wanted = [m for m in members if not m.is_dir() and not why_not(Path(m.filename))]
    if not wanted:
        seen = ", ".join(m.filename for m in members[:5]) or "nothing"
        return _nothing(f"No readable file is in {name}: it holds {seen}.")
    return [Opened(f"{name}/{m.filename}", path, m.compress_size, "zip", m.filename, memo) for m in wanted]
