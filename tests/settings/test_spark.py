"""Settings of Spark are refused where they cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.errors import BadSetting, UnknownName
from tillhouse.settings.settings import FILE, load
from tillhouse.settings.spark import Spark, size_in_bytes


def written(folder: Path, text: str) -> str:
    (folder / FILE).write_text(text)
    return str(folder)


def test_a_section_of_the_file_is_read(tmp_path: Path) -> None:
    text = '[spark]\nmaster = "yarn"\nadaptive = false\n[spark.conf]\n"spark.executor.cores" = "4"\n'
    expected = Spark(master="yarn", adaptive=False, conf={"spark.executor.cores": "4"})
    assert load(written(tmp_path, text)).spark == expected


@pytest.mark.parametrize(
    "master", ["local[2]", "local", "spark://head:7077", "yarn", "k8s://https://head:6443"]
)
def test_every_kind_of_master_can_be_named(master: str) -> None:
    assert Spark(master=master).is_local == master.startswith("local")


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLHOUSE_SPARK_REMOTE", "sc://head:15002")
    found = load(written(tmp_path, '[spark]\nremote = "sc://other:15002"\n')).spark
    assert (found.remote, found.is_local) == ("sc://head:15002", False)


@pytest.mark.parametrize(
    ("text", "error", "key"),
    [
        ('driver_memory = "2 GB"', BadSetting, "driver_memory"),
        ('driver_memory = ""', BadSetting, "driver_memory"),
        ('master = ""', BadSetting, "master"),
        ("max_executors = -1", BadSetting, "from 0"),
        ('master = "head:7077"', BadSetting, "master"),
        ('remote = "head:15002"', BadSetting, "remote"),
        ("shuffle_partitions = 0", BadSetting, "shuffle_partitions"),
        ('adaptive = "no"', BadSetting, "true or false"),
        ('mastr = "yarn"', UnknownName, "mastr"),
        ("[spark.conf]\nx = 1", BadSetting, "conf"),
    ],
)
def test_a_value_that_cannot_be_used_names_file_and_key(
    tmp_path: Path, text: str, error: type[Exception], key: str
) -> None:
    with pytest.raises(error) as refused:
        load(written(tmp_path, f"[spark]\n{text}\n"))
    assert key in str(refused.value)
    assert FILE in str(refused.value)


def test_sizes_are_in_powers_of_two() -> None:
    assert [size_in_bytes(size) for size in ("1k", "128m", "2g")] == [1024, 128 << 20, 2 << 30]


def test_a_lake_in_a_bucket_takes_the_usual_local_files_unless_told_otherwise() -> None:
    name = "spark.hadoop.fs.file.impl"
    assert Spark().with_bucket().conf[name].endswith(".LocalFileSystem")
    assert Spark(conf={name: "other"}).with_bucket().conf[name] == "other"
