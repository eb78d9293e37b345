"""Small files that name their own SHA-256: a JSON object whose last field is the hash of all before it.

Releases, fixes and plans are stored so. A file without the field was written by an earlier version and can be read.
"""

from __future__ import annotations

import hashlib
import re

#: What a damaged seal still has of its hash, where the end of an unsealed file has nothing like it.
_TRACE = re.compile(rb"[0-9a-f]{31}")
_LENGTH = 80
_SEAL = re.compile(rb',"sha256":"([0-9a-f]{64})"\}$')


def sealed(text: str) -> bytes:
    """The stored form of a JSON object that has at least one field."""
    body = text.rstrip().removesuffix("}").rstrip().encode()
    return body + f',"sha256":"{hashlib.sha256(body).hexdigest()}"}}'.encode()


def opened(content: bytes) -> str:
    """The JSON object as it was before it was sealed. Raises `ValueError` where a byte is another."""
    seal = _SEAL.search(content)
    if seal is None and not _TRACE.search(content[-_LENGTH:]):
        return content.decode()
    if seal is None:
        raise ValueError("its last field, its own SHA-256, is damaged")
    body = content[: seal.start()]
    if hashlib.sha256(body).hexdigest().encode() != seal[1]:
        raise ValueError("its content is not what its own SHA-256 says")
    return body.decode() + "}"


def is_sealed(content: bytes) -> bool:
    """Whether a stored file names its hash, be it right or wrong."""
    return _SEAL.search(content) is not None
