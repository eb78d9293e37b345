"""A text file as UTF-8 blocks that end at a line break; the next block is read while this one is used."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO, TypeVar

from tillhouse.errors import UnreadableFile
from tillhouse.sources import _bounds, _encoding
from tillhouse.sources._opened import Opened

BLOCK = 8 << 20
_T = TypeVar("_T")


def blocks(file: Opened, encoding: str, size: int = BLOCK) -> Iterator[bytes]:
    """The file as UTF-8, in blocks of whole lines, without byte order mark."""
    return ahead(_decoded(file, encoding, size))


def raw_blocks(file: Opened, size: int = BLOCK) -> Iterator[bytes]:
    """The file's own bytes, in blocks of whole lines, without byte order mark; for encodings that keep ASCII."""
    return _cut(file, lambda piece, _final: piece, size)


def ahead(items: Iterator[_T]) -> Iterator[_T]:
    """The same items; the next one is made in a thread while the caller uses this one."""
    end = object()
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, items, end)
        while (item := coming.result()) is not end:
            coming = worker.submit(next, items, end)
            yield item  # type: ignore[misc]


def _decoded(file: Opened, encoding: str, size: int) -> Iterator[bytes]:
    if encoding.startswith("utf-16"):
        decoder = codecs.getincrementaldecoder(encoding)("tillhouse-spelled")

        def narrow(piece: bytes, final: bool) -> bytes:
            return decoder.decode(piece, final).encode("utf-8", "backslashreplace")

        yield from _cut(file, narrow, size)
        return
    for block in _cut(file, lambda piece, _final: piece, size):
        yield _encoding.to_utf8(block, encoding)


def _cut(file: Opened, decode: Callable[[bytes, bool], bytes], size: int) -> Iterator[bytes]:
    with file.open() as stream:
        rest, piece, given = b"", _after_bom(stream, size), 0
        while piece:
            following = stream.read(size)
            text = rest + decode(piece, not following)
            piece = following
            cut = len(text) if not following else _line_end(text)
            if cut:
                given += cut
                yield text[:cut] if cut < len(text) else text
            rest = text[cut:]
            if len(rest) > _bounds.LONGEST_LINE:
                raise UnreadableFile(
                    f"{file.name} has a line longer than 64 MiB, which begins after {given:,} bytes: "
                    "it is not a table of text lines."
                )


def _after_bom(stream: BinaryIO, size: int) -> bytes:
    first = stream.read(size)
    return first[_encoding.bom(first)[1] :] or stream.read(size)


def _line_end(text: bytes) -> int:
    """After the last line break; a final carriage return may be half of one."""
    cut = text.rfind(b"\n") + 1
    return cut or text.rfind(b"\r", 0, len(text) - 1) + 1
