"""Settings of Spark: where it runs, what it may take, and how large the files are that it writes."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tillhouse.errors import BadSetting
from tillhouse.settings.redaction import redacted

_USUAL_FILES = "org.apache.hadoop.fs.LocalFileSystem"
_SIZE = re.compile(r"[1-9][0-9]*[kmgt]")
_MASTER = re.compile(r"local(\[[^\]]+\])?|spark://.+|yarn|k8s://.+")


@dataclass(frozen=True)
class Spark:
    """The settings of the engine `spark`. Sizes are a whole number and a unit: ``512m``, ``2g``.

    master: ``local[*]``, ``spark://HOST:7077``, ``yarn`` or ``k8s://https://HOST:6443``.
    remote: address of a Spark Connect server, ``sc://HOST:15002``; it wins over ``master``.
    jars: the folder of the Delta jars; empty for the one that ``make jars`` fills.
    python: the Python of the executors; empty for the one that runs this.
    driver_memory, executor_memory: memory of the two kinds of process; on ``local`` there is only the driver.
    shuffle_partitions: partitions of a shuffle before adaptive execution joins small ones.
    target_file_size: bytes a stored file should have about; months that hold more take several files.
    adaptive: plan again from what a stage has shown, and split what is skewed.
    dynamic_allocation: take and give back executors as there is work; ``max_executors`` bounds them (0: no bound).
    log: the file that takes what Spark itself says; empty for none.
    conf: further Spark properties by name; they win over all others.

    ``TILLHOUSE_SPARK_MASTER``, ``TILLHOUSE_SPARK_REMOTE`` and ``TILLHOUSE_SPARK_JARS`` win over the file.
    """

    master: str = "local[*]"
    remote: str = ""
    jars: str = ""
    python: str = ""
    driver_memory: str = "1g"
    executor_memory: str = "1g"
    shuffle_partitions: int = 200
    target_file_size: str = "128m"
    adaptive: bool = True
    dynamic_allocation: bool = False
    max_executors: int = 0
    log: str = ""
    conf: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("driver_memory", "executor_memory", "target_file_size"):
            if not _SIZE.fullmatch(getattr(self, name)):
                raise BadSetting(
                    f"[spark] in tillhouse.toml: {name} is {getattr(self, name)}.", "Write it as 512m or 2g."
                )
        if not _MASTER.fullmatch(self.master):
            hint = "It must be local[*], spark://HOST:7077, yarn or k8s://https://HOST:6443."
            raise BadSetting(f"[spark] in tillhouse.toml: master is {redacted(self.master)}.", hint)
        if self.remote and not self.remote.startswith("sc://"):
            raise BadSetting(
                f"[spark] in tillhouse.toml: remote is {redacted(self.remote)}.",
                "It must be sc://HOST:15002.",
            )
        if self.shuffle_partitions < 1 or self.max_executors < 0:
            where = "[spark] in tillhouse.toml"
            raise BadSetting(f"{where}: shuffle_partitions is at least 1, max_executors at least 0.")

    @property
    def is_local(self) -> bool:
        """Whether all of Spark is one process on this machine."""
        return not self.remote and self.master.startswith("local")

    def with_bucket(self) -> Spark:
        """The settings for lakes in a bucket: what reads it keeps its parts in local files of the usual kind."""
        return replace(self, conf={"spark.hadoop.fs.file.impl": _USUAL_FILES, **self.conf})

    @property
    def jars_folder(self) -> Path:
        """Where the Delta jars are expected."""
        return Path(self.jars) if self.jars else Path(sys.prefix) / "share" / "tillhouse" / "jars"


def size_in_bytes(size: str) -> int:
    """The number of bytes of a size such as ``128m``."""
    return int(size[:-1]) << {"k": 10, "m": 20, "g": 30, "t": 40}[size[-1]]
