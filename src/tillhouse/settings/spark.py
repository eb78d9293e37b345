"""Settings of Spark: where it runs, what it may take, and how large the files are that it writes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tillhouse.setting import check, row
from tillhouse.settings.redaction import redacted

_USUAL_FILES = "org.apache.hadoop.fs.LocalFileSystem"
_SIZE, _SIZES = r"[1-9][0-9]*[kmgt]", "Write it as 512m or 2g."
_MASTER = r"local(\[[^\]]+\])?|spark://.+|yarn|k8s://.+"
_MASTERS = "It must be local[*], spark://HOST:7077, yarn or k8s://https://HOST:6443."


@dataclass(frozen=True)
class Spark:
    """The settings of the engine `spark`. Sizes are a whole number and a unit: `512m`, `2g`."""

    master: str = row(
        "local[*]",
        "`local[*]`, `spark://HOST:7077`, `yarn` or `k8s://https://HOST:6443`",
        outside=True,
        form=_MASTER,
        written=_MASTERS,
        shown=redacted,
    )
    remote: str = row(
        "",
        "address of a Spark Connect server, `sc://HOST:15002`; it wins over `master`",
        outside=True,
        form="sc://.*",
        written="It must be sc://HOST:15002.",
        shown=redacted,
    )
    jars: str = row(
        "", "the folder of the Delta jars; empty for the one that `make jars` fills", outside=True
    )
    python: str = row("", "the Python of the executors; empty for the one that runs this")
    driver_memory: str = row(
        "1g", "memory of the driver; on `local` there is nothing else", form=_SIZE, written=_SIZES
    )
    executor_memory: str = row("1g", "memory of an executor", form=_SIZE, written=_SIZES)
    shuffle_partitions: int = row(
        200, "partitions of a shuffle before adaptive execution joins small ones", least=1
    )
    target_file_size: str = row(
        "128m",
        "bytes a stored file should have about; months that hold more take several files",
        form=_SIZE,
        written=_SIZES,
    )
    adaptive: bool = row(True, "plan again from what a stage has shown, and split what is skewed")
    dynamic_allocation: bool = row(
        False, "take and give back executors as there is work; `max_executors` bounds them"
    )
    max_executors: int = row(0, "executors taken at most; 0 for no bound", least=0)
    log: str = row("", "the file that takes what Spark itself says; empty for none")
    conf: Mapping[str, str] = row(dict, "further Spark properties by name; they win over all others")

    def __post_init__(self) -> None:
        check(self, "[spark] in tillhouse.toml")

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
