"""The blocks of an Avro container, walked without decoding their records: what they state, and what they unpack to.

A block is decoded whole, so one that unpacks to too much is refused before it is.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from tillhouse.errors import FixTheSetup, UnreadableFile, is_there
from tillhouse.sources import _archive

#: Unpacked bytes of one block. Writers of frames make one block of all rows; most make many of 64 kB.
LARGEST_BLOCK = 256 << 20
#: The same where records hold lists: a byte can be an item, and an item takes a hundred.
LARGEST_NESTED = 8 << 20
_LARGEST_SCHEMA = 16 << 20
_PIECE = 1 << 20
#: Packages that unpack what Python itself does not, by codec.
_UNPACKERS = {"lz4": ("lz4",), "snappy": ("cramjam",), "zstandard": ("zstandard", "backports.zstd")}
_SYNC = 16


def counts(stream: BinaryIO, name: str, schema: Any) -> Iterator[int]:
    """The records that each block states. Raises `UnreadableFile` for a block that is too large.

    Raises `FixTheSetup` where nothing unpacks it, `ValueError` or `EOFError` for damage.
    """
    if _weightless_items(schema):
        raise UnreadableFile(f"{name} holds lists of nothing: their length has no bound.")
    largest = LARGEST_NESTED if any(part in ("array", "map") for part in _parts(schema)) else LARGEST_BLOCK
    codec, packed, plain, number = _codec(stream), 0, 0, 0
    if lacking := [package for package in _UNPACKERS.get(codec, ()) if not is_there(package)]:
        said = f"{name} is packed by {codec}; what unpacks it is not installed."
        raise FixTheSetup(said, f"Install it:  pip install {' '.join(lacking)}")
    while (first := stream.read(1)) != b"":
        number += 1
        records, size = _long(stream, first), _long(stream)
        if not 0 <= size <= largest or records < 0:
            raise _too_large(name, number, largest)
        unpacked = _unpacked(codec, _exactly(stream, size), largest)
        if unpacked > largest:
            raise _too_large(name, number, largest)
        packed, plain = packed + size, plain + unpacked
        _archive.refuse_bomb(name, packed, plain)
        _exactly(stream, _SYNC)
        yield records


def _too_large(name: str, number: int, largest: int) -> UnreadableFile:
    return UnreadableFile(
        f"Block {number:,} of {name} holds more than {largest >> 20:,} MiB; the limit is that for one block.",
        "Write it again with a smaller sync interval, such as 64 kB.",
    )


def _codec(stream: BinaryIO) -> str:
    """Reads the header, and gives the codec it names."""
    _exactly(stream, 4)
    codec = "null"
    while count := _long(stream):
        if count < 0:
            count, _ = -count, _long(stream)
        for _ in range(count):
            key, value = _text(stream), _text(stream)
            codec = value.decode() if key == b"avro.codec" else codec
    _exactly(stream, _SYNC)
    return codec


def _text(stream: BinaryIO) -> bytes:
    size = _long(stream)
    if not 0 <= size <= _LARGEST_SCHEMA:
        raise ValueError("its header is too long")
    return _exactly(stream, size)


def _long(stream: BinaryIO, begun: bytes = b"") -> int:
    """A number of variable length, its sign in the lowest bit."""
    shift = value = 0
    while True:
        byte = (begun or _exactly(stream, 1))[0]
        begun = b""
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return (value >> 1) ^ -(value & 1)
        shift += 7
        if shift > 63:
            raise ValueError("a number is too long")


def _exactly(stream: BinaryIO, size: int) -> bytes:
    parts, left = [], size
    while left:
        part = stream.read(min(left, _PIECE))
        if not part:
            raise EOFError("the end is missing")
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _unpacked(codec: str, data: bytes, most: int) -> int:
    """How many bytes a block unpacks to, without keeping them; more than ``most`` is told early."""
    if codec == "deflate":
        return _counted(zlib.decompressobj(-15), data, most)
    if codec == "bzip2":
        return _fed(bz2.BZ2Decompressor(), data, most)
    if codec == "xz":
        return _fed(lzma.LZMADecompressor(memlimit=LARGEST_BLOCK), data, most)
    if codec == "snappy":
        return _stated(data)
    if codec == "lz4":
        return int.from_bytes(data[:4], "little")
    return _frames(data, most) if codec == "zstandard" else len(data)


def _counted(unpacker: Any, data: bytes, most: int) -> int:
    found = 0
    while data and not unpacker.eof and found <= most:
        found += len(unpacker.decompress(data, _PIECE))
        data = unpacker.unconsumed_tail
    return found


def _fed(unpacker: Any, data: bytes, most: int) -> int:
    """For decompressors that keep what they were given."""
    found = len(unpacker.decompress(data, _PIECE))
    while not unpacker.eof and not unpacker.needs_input and found <= most:
        found += len(unpacker.decompress(b"", _PIECE))
    return found


def _stated(data: bytes) -> int:
    """Snappy begins with the unpacked size, seven bits a byte."""
    value = 0
    for place, byte in enumerate(data[:5]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return value


def _frames(data: bytes, most: int) -> int:
    import zstandard

    found = 0
    with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(data) as reader:
        while found <= most and (piece := reader.read(_PIECE)):
            found += len(piece)
    return found


def _parts(schema: Any) -> Iterator[Any]:
    """A schema and all schemas within it."""
    yield schema
    inner = list(schema) if isinstance(schema, list) else []
    if isinstance(schema, dict):
        inner = [schema.get(key) for key in ("type", "items", "values")]
        inner += [field["type"] for field in schema.get("fields", ())]
    for part in inner:
        yield from _parts(part)


def _weightless_items(schema: Any) -> bool:
    """Whether a list in the schema has items that take no byte."""
    lists = [part["items"] for part in _parts(schema) if isinstance(part, dict) and "items" in part]
    return any(_weightless(items) for items in lists)


def _weightless(kind: Any) -> bool:
    if isinstance(kind, dict):
        if kind.get("type") == "record":
            return all(_weightless(field["type"]) for field in kind.get("fields", ()))
        return bool(kind.get("size") == 0) or _weightless(kind.get("type"))
    return bool(kind == "null")
