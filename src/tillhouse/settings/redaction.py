"""What may be shown of settings that hold secrets: addresses with passwords, Spark properties with keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "***"
#: A setting or property of such a name is not shown.
_NAME = re.compile(r"(?i)secret|passw|token|key|credential")
#: To the last ``@``, whatever stands before it: a password that was not percent-encoded may hold any mark.
_ADDRESS = re.compile(r"(?s)(://[^:]*):.*@")
#: ``password=…`` in a connection string, quoted or not; ``;token=…`` and ``&password=…`` in an address.
_GIVEN = re.compile(
    r"(?is)([\w.-]*(?:secret|passw|token|key|credential)[\w.-]*\s*=\s*)('(?:\\.|[^'\\])*(?:'|$)|(?:\\.|[^\s&])+)"
)
_PARAMETER = re.compile(r"(?is)([?&;][\w.-]*(?:secret|passw|token|key|credential)[\w.-]*=)[^&;]*")


def redacted(text: str) -> str:
    """A text without the passwords and tokens of the addresses in it; rather too much is hidden than too little."""
    plain = _ADDRESS.sub(rf"\1:{HIDDEN}@", text)
    if "://" in plain:
        plain = _PARAMETER.sub(rf"\1{HIDDEN}", plain)
    return _GIVEN.sub(rf"\1{HIDDEN}", plain)


def quoting(text: str, address: str) -> str:
    """A text that may quote an address whole, without its secrets and those of the rest."""
    parts = text.split(address) if address else [text]
    return redacted(address).join(redacted(part) for part in parts)


def masked(name: str, value: Any) -> Any:
    """The value of a setting as it may be shown: by its name, and for tables by the name of each entry."""
    if isinstance(value, Mapping):
        return {key: masked(str(key), inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(masked(name, inner) for inner in value)
    if value and _NAME.search(name):
        return HIDDEN
    return redacted(value) if isinstance(value, str) else value
