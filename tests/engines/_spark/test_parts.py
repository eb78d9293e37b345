"""What a session needs before it starts, and what a server has to have."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tillhouse.engines import spark
from tillhouse.engines._spark import parts, session
from tillhouse.errors import ClusterFailed, FixTheSetup
from tillhouse.settings.spark import Spark

SERVER = Spark(remote="sc://head:15002")


class Connected:
    """A session on a server that has these extensions."""

    def __init__(self, extensions: str | None) -> None:
        self.conf = SimpleNamespace(set=lambda *_: None, get=lambda *_: extensions)

    def registerProgressHandler(self, _handler: object) -> None:  # noqa: N802 (the name is Spark's)
        pass


def reached(monkeypatch: pytest.MonkeyPatch, extensions: str | None) -> object:
    pyspark = pytest.importorskip("pyspark.sql")
    builder = SimpleNamespace(remote=lambda _: SimpleNamespace(getOrCreate=lambda: Connected(extensions)))
    monkeypatch.setattr(pyspark.SparkSession, "builder", builder)
    found = session.Session()
    found.settings = SERVER
    return found._connected()


@pytest.mark.parametrize("extensions", ["", None, "org.example.Other"])
def test_a_server_without_delta_is_named(monkeypatch: pytest.MonkeyPatch, extensions: str | None) -> None:
    with pytest.raises(FixTheSetup, match="sc://head:15002 runs without Delta") as caught:
        reached(monkeypatch, extensions)
    assert "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension" in (caught.value.hint or "")


def test_a_server_with_delta_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reached(monkeypatch, "org.example.Other,io.delta.sql.DeltaSparkSessionExtension")


def test_jars_are_fetched_by_one_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FixTheSetup, match="Delta jars") as caught:
        parts.jars_in(tmp_path)
    assert f"-DoutputDirectory={tmp_path}" in (caught.value.hint or "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert parts.fetching(tmp_path).startswith("apt-get install maven && mvn -f ")
    assert "make jars ARGS=-Ps3" in parts.fetching(tmp_path, "s3")
    (tmp_path / "delta-spark_1.jar").touch()
    assert parts.jars_in(tmp_path) == [str(tmp_path / "delta-spark_1.jar")]


def test_java_is_looked_for_where_spark_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(FixTheSetup, match="no Java in JAVA_HOME"):
        parts.require_java()
    monkeypatch.delenv("JAVA_HOME")
    with pytest.raises(FixTheSetup, match="needs Java"):
        parts.require_java()
    (tmp_path / "java").touch(mode=0o755)
    parts.require_java()


def test_a_java_that_is_too_old_is_thought_of() -> None:
    found = session._cannot_start(Spark(), RuntimeError("[JAVA_GATEWAY_EXITED] Java gateway process exited"))
    assert "Java 17 or newer" in (found.hint or "")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("ClassNotFoundException: Class org.apache.hadoop.fs.s3a.S3AFileSystem not found", FixTheSetup),
        ("Job aborted", ClusterFailed),
    ],
)
def test_a_bucket_without_its_jars_is_a_matter_of_the_set_up(said: str, kind: type[Exception]) -> None:
    errors = pytest.importorskip("pyspark.errors")
    with pytest.raises(kind), spark.working("ledger"):
        raise errors.PySparkException(said)
