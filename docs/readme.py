"""The README with its console blocks and its picture as the commands in them answer now."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from drawing import picture

HERE = Path(__file__).parent
_BLOCK = r"^```console\n\$ (?P<command>tillhouse .*)\n(?:.*\n)*?```$"
#: A picture says in its alternative text whose answer it is.
_PICTURE = r"^!\[What (?P<shown>tillhouse .*) prints\]\((?P<path>.*\.svg)\)$"


def readme() -> dict[str, str]:
    """The README and its pictures by path: its commands run one after another in one empty folder."""
    page = (HERE.parent / "README.md").read_text(encoding="utf-8")
    files: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:

        def answered(place: re.Match[str]) -> str:
            if command := place["command"]:
                return f"```console\n$ {command}\n{answer(command, folder)}```"
            files[place["path"]] = picture(place["shown"], answer(place["shown"], folder))
            return place[0]

        written = re.sub(f"{_BLOCK}|{_PICTURE}", answered, page, flags=re.MULTILINE)
    return {"README.md": written} | files


def answer(command: str, folder: str) -> str:
    """What a command prints on standard output, without what differs from run to run."""
    program = shutil.which("tillhouse", path=str(Path(sys.executable).parent)) or "tillhouse"
    words = [program, *shlex.split(command)[1:]]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TILLHOUSE_")}
    done = subprocess.run(
        words, cwd=folder, env=clean, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    printed = re.sub(r"today \d\d:\d\d", "today 14:02", done.stdout)
    return re.sub(r"\b\d+\.\d s\b", "0.3 s", printed)
