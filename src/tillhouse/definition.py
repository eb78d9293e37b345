"""The identity of the code behind a table: equal where the same inputs must give the same rows.

It covers the file of the table, the modules of this package that it imports, theirs in turn, and the data files
that these name. Words do not count: docstrings, comments, annotations, messages of errors, meanings of columns.
Neither does where a module stands. Checks have an identity of their own, and the parity suite holds engines equal.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
#: What cannot change a row: how tables and settings are declared, checked and found, what errors say, what computes.
APART = frozenset({"checks", "engines", "errors", "folder", "setting", "table"})
#: The kinds of files that a row can depend on.
_READ = (".py", ".csv", ".json", ".toml")
#: Fields of the syntax tree that hold no meaning, or that only some versions of Python have.
_WORDLESS = frozenset({"annotation", "ctx", "kind", "returns", "type_comment", "type_params"})
#: By the name of a call, the arguments that rows depend on: how many by position, and those by name.
_DECLARED = {
    "Column": (1, {"type", "provenance"}),
    "table": (0, {"by", "columns", "follows", "key", "money"}),
    "figure": (1, set()),
    "row": (1, set()),
}


#: The identity of a module that does nothing, such as that of a package.
_NOTHING = hashlib.sha256(repr(("Module", ("body", ()))).encode()).hexdigest()[:16]


class Sources:
    """The modules of a package as text; each is read once.

    kept: a file that may be deleted at any time. It has what was found before, and for which state of the package.
    """

    def __init__(self, package: Path, kept: Path | None = None) -> None:
        self.package = package
        self._kept = kept
        self._stamp = stamp(package) if kept else ""
        self._known = {package / path: identity for path, identity in self._found_before().items()}

    def identity(self, source: Path) -> str:
        """The identity of a module with all that it imports and reads, 16 hexadecimal digits."""
        if self.package not in source.parents:  # those of a lake change meanwhile
            return self._identity(source)
        if source not in self._known:
            self._identity(source)
            self._keep()
        return self._known[source]

    def _identity(self, source: Path) -> str:
        if source not in self._known or self.package not in source.parents:
            tree = ast.parse(source.read_bytes())
            said = [repr(_meaning(tree, lambda node: self._imported(node, source)))]
            said += [hashlib.sha256(path.read_bytes()).hexdigest() for path in self._data(tree)]
            self._known[source] = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
        return self._known[source]

    def _found_before(self) -> dict[str, str]:
        try:
            before = json.loads(self._kept.read_text()) if self._kept else {}
            return dict(before["identities"]) if before["stamp"] == self._stamp else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _keep(self) -> None:
        if self._kept is None or sys.dont_write_bytecode:
            return
        here = {path: one for path, one in self._known.items() if self.package in path.parents}
        said = {str(path.relative_to(self.package)): one for path, one in here.items()}
        temporary = self._kept.with_name(f"{self._kept.name}.{os.getpid()}")
        with suppress(OSError):
            self._kept.parent.mkdir(exist_ok=True)
            temporary.write_text(json.dumps({"stamp": self._stamp, "identities": said}))
            temporary.replace(self._kept)

    def of_checks(self) -> str:
        """The identity of the code of all checks, 16 hexadecimal digits."""
        found = [self.identity(path) for path in sorted((self.package / "checks").glob("*.py"))]
        return hashlib.sha256("\n".join(found).encode()).hexdigest()[:16]

    def _imported(self, node: ast.ImportFrom, source: Path) -> tuple[object, ...]:
        """An import from the package as what it brings: names, and the identity of the modules they come from."""
        base = (node.module or "").split(".")[1:]
        brought: list[object] = []
        for alias in node.names:
            files = list(self._files([*base, alias.name], source))
            found = [self._identity(path) for path in files]
            brought.append((alias.name, alias.asname, *(one for one in found if one != _NOTHING)))
        return tuple(brought)

    def _files(self, words: list[str], source: Path) -> Iterator[Path]:
        """The files that ``tillhouse.a.b`` runs, besides ``source`` and the packages it is in."""
        if words[0] in APART:
            return
        for end in range(1, len(words) + 1):
            place = self.package.joinpath(*words[:end])
            for path in (place.with_suffix(".py"), place / "__init__.py"):
                around = path.name == "__init__.py" and path.parent in source.parents
                if path.exists() and path != source and not around:
                    yield path

    def _data(self, tree: ast.Module) -> list[Path]:
        """The data files that a module names."""
        constants = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        names = {text.rpartition("/")[2] for text in constants if isinstance(text, str)}
        return sorted(path for path in (self.package / "data").glob("*") if path.name in names)


def stamp(package: Path = _HERE) -> str:
    """A hash of the names, sizes and times of the files of a package: quick, and another when any was edited."""
    found = []
    for folder, _, names in os.walk(package):
        for name in names:
            if name.endswith(_READ) and not folder.endswith("__pycache__"):
                seen = Path(folder, name).stat()
                found.append((os.path.relpath(folder, package), name, seen.st_size, seen.st_mtime_ns))
    return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()


@cache
def installed() -> Sources:
    """The modules of this package as they are installed; what they are is kept beside their compiled code."""
    return Sources(_HERE, _HERE / "__pycache__" / "identities.json")


def _meaning(node: object, imported: Callable[[ast.ImportFrom], object]) -> object:
    """A node of the syntax tree as tuples, without words; imports from the package as ``imported`` says."""
    if isinstance(node, list):
        return tuple(_meaning(one, imported) for one in node if not _is_wordy(one))
    if not isinstance(node, ast.AST):
        return node
    if isinstance(node, ast.Raise):
        return "Raise"
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tillhouse":
        return imported(node)
    if isinstance(node, ast.Call):
        node = _without_words(node)
    fields = [(name, getattr(node, name, None)) for name in node._fields if name not in _WORDLESS]
    kept = [(name, _meaning(value, imported)) for name, value in fields if value is not None and value != []]
    return (type(node).__name__, *kept)


def _is_wordy(node: object) -> bool:
    """Whether a statement changes no row: a docstring, imports for type checkers, imports of what is apart."""
    if isinstance(node, ast.ImportFrom):
        words = (node.module or "").split(".")
        return words[0] == "tillhouse" and len(words) > 1 and words[1] in APART
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.dump(node.test)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _without_words(call: ast.Call) -> ast.Call:
    """A call that declares a table or column, without the arguments that change no row."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name not in _DECLARED:
        return call
    count, names = _DECLARED[name]
    return ast.Call(call.func, call.args[:count], [one for one in call.keywords if one.arg in names])
