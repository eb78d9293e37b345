"""A bucket that cannot be used says why and what to do, soon, and without a word of the keys."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.buckets import ENVIRONMENT, Bucket, bucket, forget_clients, reach, s3
from tillhouse import cli
from tillhouse.errors import BadSetting, MissingExtra, StorageFailed, TillhouseError
from tillhouse.lake.releases import Releases
from tillhouse.settings.settings import load
from tillhouse.storage import bucket as buckets
from tillhouse.storage.objects import ObjectPath, at

__all__ = ["bucket", "s3"]


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """Clients are kept for a process; each test has an environment of its own."""
    forget_clients()


def failure(url: str, root: Path) -> TillhouseError:
    """What listing the releases raises, whose words hold no key."""
    with pytest.raises(TillhouseError) as found:
        Releases(at(url, root)).numbers()
    words = f"{found.value} {found.value.__cause__}"
    assert ENVIRONMENT["AWS_SECRET_ACCESS_KEY"] not in words
    assert ENVIRONMENT["AWS_ACCESS_KEY_ID"] not in str(found.value)
    return found.value


@pytest.mark.parametrize(
    "url", ["s3:/x", "gs://bucket/x", "s3://", "s3://UPPER/x", "s3://ab", "bucket/prefix"]
)
def test_a_store_that_cannot_be_one(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="s3://BUCKET/PREFIX"):
        at(url, tmp_path)


def test_a_bucket_that_does_not_exist(bucket: Bucket, tmp_path: Path) -> None:
    error = failure("s3://no-such-bucket/x", tmp_path)
    assert (
        isinstance(error, BadSetting) and "The bucket no-such-bucket does not exist at http" in error.message
    )
    assert error.hint and error.hint.startswith("Create it")


def test_a_store_that_cannot_be_reached(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    reach(monkeypatch, address)
    began = time.monotonic()
    error = failure("s3://bucket/x", tmp_path)
    assert isinstance(error, StorageFailed) and address in error.message
    assert time.monotonic() - began < 15


def test_a_store_that_denies(bucket: Bucket, tmp_path: Path) -> None:
    denied = PermissionError("Server returned non-2xx status code: 403 Forbidden: <Code>AccessDenied</Code>")
    error = buckets.explained("listing", denied)
    assert (
        isinstance(error, BadSetting) and "denies access" in error.message and "AccessDenied" in error.message
    )


def test_no_credentials(bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Found nowhere, they are asked for at the address of the cloud's own machines, which is not there."""
    asked = OSError("Error performing PUT http://169.254.169.254/latest/api/token: error sending request")
    error = buckets.explained("listing", asked)
    assert isinstance(error, BadSetting) and "No credentials" in error.message


def test_plain_http_has_to_be_allowed(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AWS_ALLOW_HTTP")
    error = failure(bucket.url, tmp_path)
    assert isinstance(error, BadSetting) and error.hint and "AWS_ALLOW_HTTP=true" in error.hint


def test_without_the_extra(bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    error = failure(bucket.url, tmp_path)
    assert isinstance(error, MissingExtra) and error.hint == "Install it:  pip install 'tillhouse[s3]'"


def test_keys_of_a_profile(bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    file.write_text("[shop]\naws_access_key_id = A%B\naws_secret_access_key = S\n[sso]\nsso_session = x\n")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    monkeypatch.setenv("AWS_PROFILE", "shop")
    assert buckets.options()["aws_access_key_id"] == "A%B"
    assert Releases(at(bucket.url, tmp_path)).numbers() == []
    monkeypatch.setenv("AWS_PROFILE", "sso")
    with pytest.raises(BadSetting, match="The profile sso holds no keys"):
        buckets.options()


def test_a_store_that_overwrites_is_not_used(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import obstore

    real = obstore.put
    monkeypatch.setattr(obstore, "put", lambda store, key, content, **_: real(store, key, content))
    with pytest.raises(BadSetting, match="If-None-Match"):
        (at(bucket.url, tmp_path) / "releases" / "00000001.json").create(b"{}")
    assert not any(name.endswith(".json") for name in bucket.names())


def test_a_put_whose_answer_was_lost_has_been_made(bucket: Bucket, tmp_path: Path) -> None:
    """Sent again it meets itself: it is this process that has published."""
    path = at(bucket.url, tmp_path) / "releases" / "00000001.json"
    assert path.create(b"mine") and path.create(b"mine")
    assert not path.create(b"another")
    assert path.read_bytes() == b"mine"


def test_the_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tillhouse.toml").write_text('store = "s3://bucket/one"\n')
    assert str(load(str(tmp_path)).place) == "s3://bucket/one"
    monkeypatch.setenv("TILLHOUSE_STORE", "s3://bucket/two")
    assert str(load(str(tmp_path)).place) == "s3://bucket/two"
    monkeypatch.setenv("TILLHOUSE_STORE", "")
    assert load(str(tmp_path)).place == tmp_path


def test_a_run_that_is_interrupted_says_where_to_look(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("TILLHOUSE_STORE", "s3://bucket/one")
    monkeypatch.setattr(cli.program, "main", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main(["--root", str(tmp_path), "run"])
    assert ended.value.code == 130
    assert "s3://bucket/one is said by:  tillhouse releases list" in capsys.readouterr().err


def test_a_lake_on_a_disk_brings_nothing_of_it(tmp_path: Path) -> None:
    program = "import sys; from tillhouse.cli import main; main(['--root', sys.argv[1], 'status'])"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", program, str(tmp_path)], capture_output=True, text=True
    )
    assert "tillhouse.settings.settings" in done.stderr
    assert "obstore" not in done.stderr


def test_names_are_those_of_a_path(tmp_path: Path) -> None:
    path = at("s3://bucket/one", tmp_path) / "lake" / "gold/fact_sales" / "month=2011-01/a.parquet"
    assert isinstance(path, ObjectPath)
    assert (path.name, path.stem, path.suffix) == ("a.parquet", "a", ".parquet")
    assert str(path.parent.parent) == "s3://bucket/one/lake/gold/fact_sales"
    assert path == path.parent / "a.parquet" and len({path, path.parent / "a.parquet"}) == 1
    assert path.local.is_relative_to(tmp_path / "cache" / "objects")
