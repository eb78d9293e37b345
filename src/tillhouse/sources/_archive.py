"""Packed files, bounded before and while they are unpacked. Nothing is ever written under a member's name."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from tillhouse.errors import UnreadableFile, require

#: Unpacked bytes per packed byte; honest exports stay below 50.
LARGEST_RATIO = 100
#: Below this size the ratio says nothing: a small file of equal lines packs very well.
RATIO_FROM = 64 << 20
#: Unpacked text that is streamed, and spreadsheets, which are read whole.
LARGEST_TEXT = 64 << 30
LARGEST_SPREADSHEET = 2 << 30
MOST_ENTRIES = 10_000
_LARGEST_DIRECTORY = 4 << 20
_ARCHIVES = {".zip", ".gz", ".zst", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar"}
_DAMAGE = (EOFError, OSError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError)


def members(path: Path, largest: int = LARGEST_TEXT) -> list[zipfile.ZipInfo]:
    """The entries of a zip whose directory breaks no limit; raises `UnreadableFile` before anything is unpacked."""
    _refuse_long_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries, start = archive.infolist(), archive.start_dir
    except _DAMAGE as damage:
        raise UnreadableFile(f"{path.name} is named a zip but is not a readable one: {damage}.") from None
    if len(entries) > MOST_ENTRIES:
        raise _refused(path, f"holds {len(entries):,} entries; the limit is {MOST_ENTRIES:,}")
    for entry in entries:
        _refuse_entry(path, entry)
    _refuse_overlap(path, entries, start)
    packed, plain = sum(e.compress_size for e in entries), sum(e.file_size for e in entries)
    _refuse_size(path.name, packed, plain, largest)
    return entries


def _refused(path: Path, why: str) -> UnreadableFile:
    return UnreadableFile(f"{path.name} {why}; it was not unpacked.")


def _refuse_long_directory(path: Path) -> None:
    """Read the end record by hand: the zip library would build a million entries before they can be counted."""
    size = path.stat().st_size
    with path.open("rb") as stored:
        stored.seek(max(0, size - 66_000))
        tail = stored.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise UnreadableFile(
            f"{path.name} is named a zip but has no zip directory: damaged, or another format."
        )
    entries, directory = struct.unpack_from("<HI", tail, at + 10)
    wide = tail.rfind(b"PK\x06\x06", 0, at)
    if wide >= 0 and len(tail) - wide >= 56:
        entries, directory = struct.unpack_from("<QQ", tail, wide + 32)
    if entries > MOST_ENTRIES and entries != 0xFFFF:
        raise _refused(path, f"holds {entries:,} entries; the limit is {MOST_ENTRIES:,}")
    if directory > _LARGEST_DIRECTORY:
        raise _refused(path, f"has a directory of {directory:,} bytes: more than {MOST_ENTRIES:,} entries")


def _refuse_entry(path: Path, entry: zipfile.ZipInfo) -> None:
    name = PurePosixPath(entry.orig_filename.replace("\\", "/"))
    drive = entry.orig_filename[1:2] == ":"
    if drive or name.is_absolute() or ".." in name.parts or "\0" in entry.orig_filename:
        raise _refused(path, f"holds an entry that points outside: {entry.orig_filename!r}")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _refused(path, f"holds a link: {entry.filename!r}")
    if entry.flag_bits & 1:
        raise UnreadableFile(
            f"{path.name} is protected by a password.", "Unpack it first, then open its files."
        )
    if name.suffix.lower() in _ARCHIVES:
        raise _refused(path, f"holds another archive: {entry.filename!r}")


def _refuse_overlap(path: Path, entries: list[zipfile.ZipInfo], directory: int) -> None:
    """Two entries that share packed bytes multiply what they unpack to."""
    ordered = sorted(entries, key=lambda e: e.header_offset)
    starts = [e.header_offset for e in ordered[1:]] + [directory]
    for entry, following in zip(ordered, starts, strict=True):
        if entry.header_offset + 30 + entry.compress_size > following:
            raise _refused(path, f"holds entries that overlap: {entry.filename!r}")


def _refuse_size(name: str, packed: int, plain: int, largest: int) -> None:
    if plain > largest:
        raise UnreadableFile(f"{name} unpacks to {plain:,} bytes; the limit is {largest:,}.")
    refuse_bomb(name, packed, plain)


def refuse_bomb(name: str, packed: int, plain: int) -> None:
    """Raise `UnreadableFile` for bytes that stand for far more bytes than those of an honest export do."""
    if plain > max(RATIO_FROM, LARGEST_RATIO * packed):
        raise UnreadableFile(
            f"{name} unpacks to more than {LARGEST_RATIO} times its size ({packed:,} bytes): refused as a bomb.",
            "If it is honest, unpack it yourself and open the plain file.",
        )


@lru_cache(maxsize=64)
def _offset(path: Path, member: str, _mtime: int) -> int:
    with zipfile.ZipFile(path) as archive, path.open("rb") as stored:
        stored.seek(archive.getinfo(member).header_offset + 26)
        name, extra = struct.unpack("<HH", stored.read(4))
        return stored.tell() + int(name) + int(extra)


def offset(path: Path, member: str) -> int:
    """Where the packed bytes of a zip's member begin in the file."""
    return _offset(path, member, path.stat().st_mtime_ns)


def stream(path: Path, compression: str, member: str, packed: int) -> BinaryIO:
    """The unpacked bytes of a packed file, refused once they pass the limits."""
    name = f"{path.name}/{member}" if member else path.name
    try:
        inner = _unpacker(path, compression, member)
    except _DAMAGE as damage:
        raise UnreadableFile(f"{name} cannot be unpacked: {damage}.") from None
    return cast(BinaryIO, _Bounded(inner, name, packed))


def _unpacker(path: Path, compression: str, member: str) -> BinaryIO:
    if compression == "gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    if compression == "zip":
        return cast(BinaryIO, zipfile.ZipFile(path).open(member))
    return cast(BinaryIO, _Zst(path))


class _Zst(io.RawIOBase):
    """Zstandard frames one after another. The library's own reader takes a cut-off file for a whole one."""

    #: One packed byte can stand for thousands; small pieces keep what comes out at once small.
    _PIECE = 4096

    def __init__(self, path: Path) -> None:
        require("zstd", f"Reading {path.name}")
        import zstandard

        self._frames = zstandard.ZstdDecompressor(max_window_size=1 << 27)
        self._stored, self._frame, self._ready = path.open("rb"), self._frames.decompressobj(), bytearray()
        self._begun = False

    def read(self, size: int = -1) -> bytes:
        while (size < 0 or len(self._ready) < size) and (packed := self._stored.read(self._PIECE)):
            self._unpack(packed)
        if self._begun and (size < 0 or len(self._ready) < size):
            raise EOFError("the end is missing")
        given = bytes(self._ready[:size] if size >= 0 else self._ready)
        del self._ready[: len(given)]
        return given

    def _unpack(self, packed: bytes) -> None:
        while packed:
            self._ready += self._frame.decompress(packed)
            self._begun = not self._frame.eof
            packed = b"" if self._begun else self._frame.unused_data
            if not self._begun:
                self._frame = self._frames.decompressobj()

    def close(self) -> None:
        self._stored.close()
        super().close()


class _Bounded(io.RawIOBase):
    """A stream that counts what it gives and stops at the limits; damage is named, not passed on."""

    def __init__(self, inner: BinaryIO, name: str, packed: int) -> None:
        self._inner, self._name, self._packed, self._given = inner, name, packed, 0

    def read(self, size: int = -1) -> bytes:
        try:
            piece = self._inner.read(size)
        except UnreadableFile:
            raise
        except Exception as damage:
            # zstandard's own error is not importable without the extra; all of these mean damaged data
            raise UnreadableFile(f"{self._name} is damaged after {self._given:,} bytes: {damage}.") from None
        self._given += len(piece)
        _refuse_size(self._name, self._packed, self._given, LARGEST_TEXT)
        return piece

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._inner.close()
        super().close()
