"""State that a module holds: found in its source, and what of it there may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

#: What makes something that can change, or guards it.
_MUTABLE = {
    "dict",
    "list",
    "set",
    "defaultdict",
    "Counter",
    "deque",
    "OrderedDict",
    "array",
    "WeakKeyDictionary",
}
_LIVING = {
    "Lock",
    "RLock",
    "local",
    "Event",
    "Thread",
    "Queue",
    "ThreadPoolExecutor",
    "connect",
    "TemporaryDirectory",
}
_DISPLAYS = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)
_CHANGES = {
    *(
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "popitem",
        "clear",
        "update",
        "setdefault",
        "add",
        "discard",
    ),
    *("appendleft", "popleft", "sort", "reverse", "subtract", "__setitem__"),
}
_CACHES = {"cache", "lru_cache"}
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Held:
    """State that may be. owner: who it belongs to; bound: how large it gets; why: why no run can own it."""

    owner: str
    bound: str
    why: str


KNOWN: Mapping[str, Held] = {
    "analytics/categories.py:_declared": Held("process", "2 files", "files of the installed package"),
    "analytics/forecasting/intervals.py:_students": Held(
        "process", "levels of an interval: 2", "a table of a function"
    ),
    "analytics/rfm.py:rules": Held("process", "16 sets of rules", "a function of what the shop's file says"),
    "own_tables/__init__.py:_loaded": Held(
        "process", "64 files of own tables", "a function of the path and text of a file"
    ),
    "engines/_spark/session.py:SESSION": Held(
        "process", "1 session", "a Java machine holds one Spark context; runs say when they use it"
    ),
    "engines/duckdb.py:_DATABASE": Held(
        "process",
        "DuckDB's limit of memory",
        "frames can only be joined within one database; nothing in it has a name",
    ),
    "engines/duckdb.py:_HERE": Held(
        "thread", "1 connection a thread", "a connection that is busy refuses others"
    ),
    "evidence/statuses.py:_of_bills": Held("process", "3 kinds of words", "files of the installed package"),
    "fingerprint.py:word": Held(
        "process", "524,288 numbers", "a function of a text, asked for millions of times"
    ),
    "folder.py:names": Held("process", "packages that are registries", "files of the installed package"),
    "lake/releases.py:_load": Held(
        "process", "8 releases", "the key is the path, size and moment of a record"
    ),
    "storage/parallel.py:_pool": Held(
        "process", "8 threads", "they wait for stores, whoever asks, and end with the process"
    ),
    "retail/calendar.py:_weeks": Held("process", "patterns of a year: 6", "a function of its arguments"),
    "setting.py:_settings_of": Held("process", "classes of settings: 8", "follows from the code alone"),
    "sources/_archive.py:_offset": Held(
        "process", "64 numbers", "the key holds the moment of the last change"
    ),
    "sources/_spelling.py:plain": Held("process", "4,096 names", "a function of text"),
    "sources/_spelling.py:spellings": Held("process", "4,096 names", "a function of text"),
    "sources/_wordwise.py:words_of": Held("process", "4,096 names", "a function of text"),
    "sources/_wordwise.py:meaning": Held("process", "4,096 names", "a function of text"),
    "sources/_trial.py:_tried": Held(
        "process", "1,024 verdicts", "the key holds size and moment of the last change"
    ),
    "storage/bucket.py:_client": Held(
        "process", "buckets that settings name", "a client has its own pool and locks"
    ),
    "storage/objects.py:_refuses_second_put": Held(
        "process", "buckets that settings name", "what a store is able to do does not change while it runs"
    ),
}


def states(path: Path, source: str) -> Iterator[tuple[str, str]]:
    """The name of each state of a module, as in `KNOWN`, and what it is."""
    tree = ast.parse(source)
    found = dict(_names(tree))
    for name, what in sorted(found.items()):
        yield f"{path.as_posix().removeprefix('tillhouse/')}:{name}", what


def _names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield from ((name, "is assigned by a function") for name in node.names)
    changed = set(_changed(tree))
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef) and _sets_itself(node)}
    for name, value in _assigned(tree):
        made = _called(value)
        if name in changed and (isinstance(value, _DISPLAYS) or made in _MUTABLE):
            yield name, "is changed"
        elif made in _LIVING | classes:
            yield name, f"is a {made}"
    yield from ((name, "keeps answers to its arguments") for name in _cached(tree))


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """What a module assigns, and the attributes of its classes."""
    bodies = [
        tree.body,
        *(node.body for node in tree.body if isinstance(node, ast.ClassDef) and not _is_value(node)),
    ]
    for statement in (one for body in bodies for one in body):
        if isinstance(statement, ast.Assign):
            yield from ((one.id, statement.value) for one in statement.targets if isinstance(one, ast.Name))
        elif (
            isinstance(statement, ast.AnnAssign)
            and statement.value
            and isinstance(statement.target, ast.Name)
        ):
            yield statement.target.id, statement.value


def _is_value(node: ast.ClassDef) -> bool:
    """Whether a class is a dataclass that nobody can change, or has neither methods nor state of its own."""
    frozen = any("frozen=True" in ast.unparse(one) for one in node.decorator_list)
    return frozen or any(_last(one) in {"Protocol", "NamedTuple", "Enum", "StrEnum"} for one in node.bases)


def _sets_itself(node: ast.ClassDef) -> bool:
    """Whether things of a class keep something."""
    return any(
        isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store) and _last(one.value) == "self"
        for one in ast.walk(node)
    )


def _changed(tree: ast.Module) -> Iterator[str]:
    """Names of which an item or the whole is changed where it stands, by whatever is in the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            yield _last(node.value)
        elif isinstance(node, ast.AugAssign):
            yield _last(node.target)
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES
        ):
            yield _last(node.func.value)


def _cached(tree: ast.Module) -> Iterator[str]:
    """Functions at the top, or methods, that keep an answer for each of their arguments, or something living."""
    tops = [*tree.body, *(one for node in tree.body if isinstance(node, ast.ClassDef) for one in node.body)]
    for node in tops:
        if not isinstance(node, _FUNCTION):
            continue
        living = node.returns is not None and _last(node.returns) in _LIVING
        if living or node.args.args or node.args.vararg or node.args.kwonlyargs:
            words = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
            if any(_last(word) in _CACHES for word in words):
                yield node.name


def _called(value: ast.expr) -> str:
    return _last(value.func) if isinstance(value, ast.Call) else ""


def _last(node: ast.expr) -> str:
    """The last word of a dotted name; empty for what is none."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
