"""Secrets of settings are not shown, however they were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.engines._choice import choice
from tillhouse.engines._spark.session import _cannot_start
from tillhouse.errors import BadSetting
from tillhouse.settings.redaction import masked, quoting, redacted
from tillhouse.settings.settings import FILE, load
from tillhouse.settings.spark import Spark

REMOTE = "sc://head:443/;use_ssl=true;token=s3cret"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://shop:s3cret@db:5432/shop", "postgresql://shop:***@db:5432/shop"),
        ("postgresql://shop:s3%zzcret@db/shop", "postgresql://shop:***@db/shop"),
        ("postgresql://shop:s3 s3cret@db/shop", "postgresql://shop:***@db/shop"),
        ("postgresql://shop:hunter@s3cret@db/shop", "postgresql://shop:***@db/shop"),
        ("postgresql://shop:a/s3cret?#:@db/shop", "postgresql://shop:***@db/shop"),
        ("postgresql://shop@db:5432/shop", "postgresql://shop@db:5432/shop"),
        ("postgresql://db/shop?user=a&password=x s3cret", "postgresql://db/shop?user=a&password=***"),
        ("host=db password='s3\\'s3cret' dbname=shop", "host=db password=*** dbname=shop"),
        ("host=db password=it's3cret dbname=shop", "host=db password=*** dbname=shop"),
        ("host=db password='it s3cret", "host=db password=***"),
        ("postgresql://shop@db:5432/shop and more", "postgresql://shop@db:5432/shop and more"),
        ("sc://head:443/;token=s3cret", "sc://head:443/;token=***"),
        ("sc://head:443/;token=a s3cret", "sc://head:443/;token=***"),
    ],
)
def test_a_secret_in_an_address_is_hidden(text: str, shown: str) -> None:
    assert redacted(text) == shown


def test_what_is_said_of_an_address_stays() -> None:
    assert quoting(f"{REMOTE} is not there: no route", REMOTE).endswith(" is not there: no route")
    assert "s3cret" not in quoting(f"{REMOTE} is not there", REMOTE)


def test_properties_are_hidden_by_their_names() -> None:
    kept = {"spark.executor.cores": "4", "spark.app.name": "shop"}
    hidden = ("fs.s3a.secret.key", "fs.s3a.access.key", "spark.authToken", "spark.ssl.keyPassword")
    given = {**kept, **dict.fromkeys(hidden, "s3cret")}
    assert masked("conf", given) == {**kept, **dict.fromkeys(hidden, "***")}


def test_the_reason_for_an_engine_shows_no_token() -> None:
    assert "s3cret" not in choice(1, 1, lambda _name: True, REMOTE).why


def test_a_spark_that_cannot_start_shows_no_secret() -> None:
    settings = Spark(remote=REMOTE, conf={"fs.s3a.secret.key": "hidden-too", "a": "seen"})
    said = str(_cannot_start(settings, ValueError(f"{REMOTE}: no route; hidden-too, seen")))
    assert "no route" in said
    assert "seen" in said
    assert "s3cret" not in said
    assert "hidden-too" not in said


@pytest.mark.parametrize(
    "text",
    [
        'remote = "http://head;token=s3cret"',
        'master = "sc://head/;token=s3cret"',
        'conf = {"a.secret" = "s3cret", "b" = 1}',
        'jars = ["sc://u:s3cret@head"]',
    ],
)
def test_a_setting_that_is_refused_shows_no_secret(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(f"[spark]\n{text}\n")
    with pytest.raises(BadSetting) as told:
        load(str(tmp_path))
    assert "s3cret" not in str(told.value)
