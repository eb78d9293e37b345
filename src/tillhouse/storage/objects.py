"""Files and folders of a bucket, by the words `pathlib` has for those of a disk.

Code that stores tables and releases is given a `Place`: a `Path`, or an `ObjectPath` with the same methods. What an
object store does otherwise is here: an object is created whole or not at all and is durable when the store has
acknowledged it, folders exist by what is in them, and a name is taken by a put that is refused if it exists.

Data files have names that are never used twice, so what was read or written once is kept in ``cache/objects`` of the
local root, and every engine reads plain local files.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from tillhouse.errors import BadSetting, StorageFailed
from tillhouse.storage.bucket import Bucket, guarded, library
from tillhouse.storage.parallel import each

#: Written once and never changed; a second put of it must be refused.
_PROBE = ".conditional-put"


@dataclass(frozen=True)
class Stat:
    """What a listing says of an object, by the names of `os.stat_result`."""

    st_size: int
    st_mtime: float
    st_mtime_ns: int
    st_ino: int = 0


@dataclass(frozen=True, eq=False)
class ObjectPath:
    """A name in a bucket. kept: the local folder for copies of its data files."""

    bucket: Bucket
    key: PurePosixPath
    kept: Path
    known: Stat | None = None

    def __str__(self) -> str:
        return self.bucket.url("" if self._key == "." else self._key)

    def __hash__(self) -> int:
        return hash((self.bucket, self.key))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectPath) and (self.bucket, self.key) == (other.bucket, other.key)

    def __lt__(self, other: ObjectPath) -> bool:
        return self.key < other.key

    def __truediv__(self, name: str) -> ObjectPath:
        return self._at(self.key / name)

    @property
    def name(self) -> str:
        """The last part of the name."""
        return self.key.name

    @property
    def stem(self) -> str:
        """The last part without its suffix."""
        return self.key.stem

    @property
    def suffix(self) -> str:
        """The suffix of the last part."""
        return self.key.suffix

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the name within the store."""
        return self.key.parts

    @property
    def parent(self) -> ObjectPath:
        """The folder it is in."""
        return self._at(self.key.parent)

    @property
    def local(self) -> Path:
        """Where a copy of a data file is kept on this machine."""
        return self.kept / self.key

    def mkdir(self, parents: bool = False, exist_ok: bool = False) -> None:
        """Nothing: a folder is there when something is in it."""

    def stat(self) -> Stat:
        """Size and time of change; raises `FileNotFoundError`."""
        if self.known:
            return self.known
        obstore = library()
        with guarded(f"looking at {self}"):
            return _stat(obstore.head(self.bucket.client, self._key))

    def exists(self) -> bool:
        """Whether there is such an object."""
        try:
            self.stat()
        except FileNotFoundError:
            return False
        return True

    def is_file(self) -> bool:
        """The same: only objects have names."""
        return self.exists()

    def read_bytes(self) -> bytes:
        """The content; raises `FileNotFoundError`."""
        obstore = library()
        with guarded(f"reading {self}"):
            return bytes(obstore.get(self.bucket.client, self._key).bytes())

    def read_text(self) -> str:
        """The content as UTF-8."""
        return self.read_bytes().decode()

    def glob(self, pattern: str) -> Iterator[ObjectPath]:
        """The objects of this folder whose last part fits; one request for each thousand."""
        obstore = library()
        with guarded(f"listing {self}"):
            found = obstore.list_with_delimiter(self.bucket.client, self._key)["objects"]
        yield from (path for path in self._listed(found) if fnmatchcase(path.name, pattern))

    def rglob(self, pattern: str) -> Iterator[ObjectPath]:
        """The objects below this folder whose last part fits."""
        obstore = library()
        with guarded(f"listing {self}"):
            found = obstore.list(self.bucket.client, self._key).collect()
        yield from (path for path in self._listed(found) if fnmatchcase(path.name, pattern))

    def beyond(self, name: str) -> Iterator[ObjectPath]:
        """The objects below this folder whose names sort after one; what comes before is not listed."""
        obstore = library()
        with guarded(f"listing {self}"):
            found = obstore.list(self.bucket.client, self._key, offset=f"{self._key}/{name}").collect()
        yield from self._listed(found)

    def create(self, content: bytes) -> bool:
        """Create it with this content, or not at all; False if the name is taken by another content."""
        obstore = library()
        from obstore.exceptions import AlreadyExistsError

        _refuses_second_put(self.bucket)
        try:
            with guarded(f"writing {self.name}"):
                obstore.put(self.bucket.client, self._key, content, mode="create")
        except StorageFailed as error:
            if isinstance(error.__cause__, AlreadyExistsError):
                return self._holds(content)
            raise self._unknown(error, content) from error
        return True

    def upload(self) -> None:
        """Put the local copy where this name is; the store has it when this returns."""
        obstore = library()
        with guarded(f"writing {self}"):
            obstore.put(self.bucket.client, self._key, self.local)

    def put(self, content: bytes) -> None:
        """Write it, whatever was there."""
        obstore = library()
        with guarded(f"writing {self}"):
            obstore.put(self.bucket.client, self._key, content)

    def unlink(self, missing_ok: bool = False) -> None:  # noqa: ARG002 (as of a Path)
        """Delete it; that it is gone already is no error for an object store."""
        delete([self])

    @property
    def _key(self) -> str:
        return str(self.key)

    def _at(self, key: PurePosixPath, known: Stat | None = None) -> ObjectPath:
        return ObjectPath(self.bucket, key, self.kept, known)

    def _listed(self, found: Iterable[Any]) -> Iterator[ObjectPath]:
        for one in sorted(found, key=lambda one: str(one["path"])):
            yield self._at(PurePosixPath(one["path"]), _stat(one))

    def _holds(self, content: bytes) -> bool:
        """Whether this is there, with this content: a put whose answer was lost is sent again, and meets itself."""
        try:
            return self.read_bytes() == content
        except FileNotFoundError:  # another's put is under way
            return False

    def _unknown(self, error: StorageFailed, content: bytes) -> StorageFailed:
        """The error of a put that may have arrived; the store is asked once more whether it has."""
        try:
            there = self._holds(content)
        except StorageFailed:
            there = False
        said = f" {self} is there: it is whole and published." if there else ""
        return StorageFailed(
            f"{error.message}{said}", error.hint if not there else "See it with:  tillhouse status"
        )


Place = Path | ObjectPath


def at(url: str, root: Path) -> ObjectPath:
    """The store of a lake at ``s3://bucket/prefix`` whose local root is ``root``. Raises `BadSetting`."""
    bucket = Bucket.of(url)
    return ObjectPath(
        bucket, PurePosixPath(""), root / "cache" / "objects" / bucket.name / (bucket.prefix or "_")
    )


def moved(source: Place, target: Place) -> None:
    """Give a file or an object another name; an object, cut off between, has both."""
    if isinstance(target, ObjectPath):
        target.put(source.read_bytes())
        source.unlink()
    elif isinstance(source, Path):
        source.rename(target)


def delete(paths: list[ObjectPath]) -> None:
    """Delete objects, a thousand to a request, and the local copies of them."""
    for one in paths:
        one.local.unlink(missing_ok=True)
    if paths:
        obstore = library()
        with guarded(f"deleting {len(paths)} objects"):
            obstore.delete(paths[0].bucket.client, [one._key for one in paths])


def drop_copies(folder: ObjectPath, there: Iterable[ObjectPath]) -> None:
    """Remove local copies below a folder of what is not in the bucket any more."""
    kept = {path.local for path in there}
    for copy in folder.local.rglob("*.parquet"):
        if copy not in kept:
            copy.unlink(missing_ok=True)


def fetch(wanted: Iterable[tuple[ObjectPath, int, bool]]) -> None:
    """Bring local copies of data files, with their sizes, that are not there yet, or are to be read again."""
    missing = [path for path, size, fresh in wanted if fresh or not _has(path.local, size)]
    if missing:
        each(_fetched, missing, missing[0])


def _has(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _fetched(path: ObjectPath) -> None:
    content = path.read_bytes()
    path.local.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.local.with_name(f".{path.name}.{uuid.uuid4().hex}")
    with temporary.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())  # a copy that a power cut emptied would be believed for its size
    temporary.replace(path.local)


def _stat(found: Any) -> Stat:
    seconds = found["last_modified"].timestamp()
    return Stat(int(found["size"]), seconds, int(seconds * 1_000_000_000))


@cache
def _refuses_second_put(bucket: Bucket) -> None:
    """Raise `BadSetting` for a store that would let two writers overwrite each other without a word."""
    obstore = library()
    from obstore.exceptions import AlreadyExistsError

    for _ in range(2):
        try:
            with guarded("asking whether the store refuses a second put"):
                obstore.put(bucket.client, _PROBE, b"Written once.\n", mode="create")
        except StorageFailed as error:
            if isinstance(error.__cause__, AlreadyExistsError):
                return
            raise
    raise BadSetting(
        f"The store of {bucket.url('')} overwrites what a put with If-None-Match must not touch.",
        "Two writers could lose each other's releases there. Use a store with conditional writes.",
    )
