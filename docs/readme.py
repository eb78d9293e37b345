"""The README with its console blocks as the commands in them answer now."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def readme() -> str:
    """The README, its commands run one after another in one empty folder."""
    page = (HERE.parent / "README.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:

        def answered(block: re.Match[str]) -> str:
            command = block.group(1)
            return f"```console\n$ {command}\n{answer(command, folder)}```"

        return re.sub(r"^```console\n\$ (tillhouse .*)\n(?:.*\n)*?```$", answered, page, flags=re.MULTILINE)


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
