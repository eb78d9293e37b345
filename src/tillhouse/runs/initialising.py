"""Examples of all that a shop can define for itself, written into the lake's folder as comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from tillhouse.errors import FixTheSetup
from tillhouse.storage.durable import storage

#: Behind the name of an example in Python: it is no module of this package.
_PYTHON = ".txt"


@dataclass(frozen=True)
class Initialised:
    """What was written, and what stood there and was left as it is."""

    root: Path
    written: tuple[str, ...]
    left: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The examples that were written, for programs.

        root: text. The folder of the lake.
        written: list of text. Files written, within the folder.
        left: list of text. Files that stood there and were left as they are.
        """
        return {"root": str(self.root), "written": list(self.written), "left": list(self.left)}


def examples() -> dict[str, str]:
    """The text of each example by its name within the folder of a lake."""
    return dict(sorted(_found(files("tillhouse").joinpath("data/lake_folder"), "")))


def initialised(root: Path) -> Initialised:
    """Write the examples that are not there yet. Raises `FixTheSetup` where all are, or the root is a file."""
    if root.exists() and not root.is_dir():
        raise FixTheSetup(
            f"{root} is a file, not a folder.", "Name the folder of the lake:  tillhouse init DIR"
        )
    texts = examples()
    left = tuple(name for name in texts if (root / name).exists())
    if len(left) == len(texts):
        raise FixTheSetup(f"{root} has all of {', '.join(left)}.", "Nothing is overwritten: edit the files.")
    with storage("writing examples"):
        for name, text in texts.items():
            if name not in left:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
    return Initialised(root, tuple(name for name in texts if name not in left), left)


def _found(folder: Traversable, within: str) -> Iterator[tuple[str, str]]:
    for one in folder.iterdir():
        name = f"{within}{one.name}"
        if one.is_dir():
            yield from _found(one, f"{name}/")
        else:
            yield name.removesuffix(_PYTHON), one.read_text("utf-8")
