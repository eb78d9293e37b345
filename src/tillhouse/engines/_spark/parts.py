"""What Spark needs besides Python packages: Java, jars, and a server with Delta; each is named where it is missing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tillhouse.errors import FixTheSetup
from tillhouse.settings.redaction import redacted

#: What makes a session of Spark one that knows Delta.
DELTA = "io.delta.sql.DeltaSparkSessionExtension"
#: The command that installs Java; Spark needs 17 or newer.
JAVA = "apt-get install default-jre-headless"
_POM = Path(__file__).parents[2] / "data" / "spark-jars.xml"


def require_java() -> None:
    """Raise `FixTheSetup` where there is no Java in the place in which Spark looks for it."""
    home = os.environ.get("JAVA_HOME")
    if home and not (Path(home) / "bin" / "java").exists():
        hint = f"Unset JAVA_HOME, or install Java:  {JAVA}"
        raise FixTheSetup(f"There is no Java in JAVA_HOME, {home}.", hint)
    if not home and not shutil.which("java"):
        raise FixTheSetup("Spark needs Java, which is not installed.", f"Install it:  {JAVA}")


def require_delta(server: str, extensions: str | None) -> None:
    """Raise `FixTheSetup` for a Spark Connect server whose extensions lack Delta's."""
    if DELTA not in (extensions or ""):
        raise FixTheSetup(
            f"The Spark Connect server {redacted(server)} runs without Delta.",
            f"Start it with Delta's jars and  --conf spark.sql.extensions={DELTA}, as docs/guides/spark.md shows.",
        )


def jars_in(folder: Path) -> list[str]:
    """The jars of a folder. Raises `FixTheSetup` with the command that fetches Delta's where they are missing."""
    found = sorted(str(path) for path in folder.glob("*.jar"))
    if not any("delta-spark" in Path(path).name for path in found):
        raise FixTheSetup(f"The Delta jars of Spark are not in {folder}.", f"Fetch them:  {fetching(folder)}")
    return found


def fetching(folder: Path, profile: str = "") -> str:
    """The command that fetches jars. profile: of further jars, as the file of Maven names it."""
    maven = "" if shutil.which("mvn") else "apt-get install maven && "
    chosen = f" -P{profile}" if profile else ""
    command = f"{maven}mvn -f {_POM}{chosen} dependency:copy-dependencies -DoutputDirectory={folder}"
    return f"{command}  (in a checkout:  make {f'jars ARGS=-P{profile}' if profile else 'spark'})"
