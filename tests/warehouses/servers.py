"""A private PostgreSQL cluster, and a pooler before it; both end with the tests."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

_NUMBERS = count(1)
_CONFIG = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
port = {port}
fsync = off
max_connections = 20
shared_preload_libraries = '{libraries}'
"""
_POOLER = """
[databases]
* = host=127.0.0.1 port={port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = 4
logfile = {folder}/pooler.log
pidfile = {folder}/pooler.pid
"""


def program(name: str) -> str | None:
    """A program of PostgreSQL, which Debian keeps off the path; the newest."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[4]))
    return shutil.which(name) or (str(found[-1]) if found else None)


def pooler_program() -> str | None:
    return shutil.which("pgbouncer") or (p if Path(p := "/usr/sbin/pgbouncer").exists() else None)


def as_server() -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Cluster:
    """A running cluster. folder: its data, its socket and its log lie in it."""

    folder: Path
    port: int

    def url(self, database: str = "postgres", port: int | None = None) -> str:
        return f"postgresql://postgres:s3cret@127.0.0.1:{port or self.port}/{database}"

    def database(self) -> str:
        """A new empty database; its address."""
        name = f"shop_{next(_NUMBERS)}_{os.getpid()}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def execute(self, query: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(query)  # type: ignore[arg-type]

    def start(self) -> None:
        """Start; a process that was being made while the server was killed may take a moment to see it."""
        for _ in range(20):
            done = self._control("start", "-l", str(self.folder / "log"))
            if done.returncode == 0:
                return
            time.sleep(0.3)
        raise AssertionError(done.stderr.decode() + (self.folder / "log").read_text()[-2000:])

    def stop(self, mode: str) -> None:
        assert self._control("stop", "-m", mode).returncode == 0

    def kill(self) -> None:
        """End every process of the server at once, as a power cut would; a dead number may then be in use again."""
        lock = self.folder / "data" / "postmaster.pid"
        main = int(lock.read_text().splitlines()[0])
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for process in [main, *map(int, children)]:
            os.kill(process, signal.SIGKILL)
        for _ in range(200):
            if not any(Path(f"/proc/{p}/exe").exists() for p in [main, *map(int, children)]):
                break
            time.sleep(0.02)
        lock.unlink()

    def _control(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        told = [*as_server(), program("pg_ctl") or "", "-D", str(self.folder / "data"), "-w", *words]
        return subprocess.run(told, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, cwd="/")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Make a cluster, start it, and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    try:
        made = [*as_server(), program("initdb") or "", "-D", str(folder / "data"), "-A", "trust"]
        subprocess.run(
            [*made, "-U", "postgres", "--no-sync", "-E", "UTF8"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )
        running = Cluster(folder, free_port())
        libraries = "pg_stat_statements" if _has_statements() else ""
        with (folder / "data" / "postgresql.conf").open("a") as config:
            config.write(_CONFIG.format(folder=folder, port=running.port, libraries=libraries))
        running.start()
        try:
            yield running
        finally:
            running.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _has_statements() -> bool:
    config = subprocess.run(
        [program("pg_config") or "pg_config", "--pkglibdir"], capture_output=True, text=True, check=False
    )
    return Path(config.stdout.strip(), "pg_stat_statements.so").exists()


@contextmanager
def pooler(before: Cluster) -> Iterator[int]:
    """pgBouncer in transaction mode before a cluster; its port."""
    folder = Path(tempfile.mkdtemp(prefix="pool-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    listen = free_port()
    config = folder / "pgbouncer.ini"
    config.write_text(_POOLER.format(port=before.port, listen=listen, folder=folder))
    config.chmod(0o644)
    process = subprocess.Popen(
        [*as_server(), pooler_program() or "", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    try:
        _wait(listen)
        yield listen
    finally:
        os.kill(int((folder / "pooler.pid").read_text()), signal.SIGKILL)
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the pooler does not answer")
