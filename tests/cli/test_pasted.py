"""A printed command is complete: pasted as it stands, it does what it says."""

from __future__ import annotations

import shlex
from pathlib import Path

from tests.cli.calls import Call

HEADER = "Ref,SKU,Pieces,Date,Price\n"
TYPED = ("--column", "invoice_no=Ref", "--column", "quantity=Pieces")


def pasted(call: Call, said: str, number: int) -> int:
    """Call what a line of the text suggests, all commands of it; the code of the last."""
    line = [one for one in said.splitlines() if "tillhouse --root" in one][number]
    code = 0
    for one in line.split(":  ", 1)[1].split(" && "):
        code = call(*shlex.split(one)[1:]).code
    return code


def net(call: Call, root: str) -> float:
    return float(call("--root", root, "statement", "--json").json["fates"]["loaded"]["amount"])


def test_options_that_were_typed_are_in_the_question_about_other_contents(call: Call, tmp_path: Path) -> None:
    root = str(tmp_path / "my lake")
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(HEADER + "1,A,2,2024-01-15,5.00\n2,B,1,2024-01-15,3.00\n")
    second.write_text(HEADER + "1,A,3,2024-01-15,5.00\n3,B,1,2024-01-16,3.00\n")
    assert call("--root", root, "open", first, *TYPED, "--name", "shop", "--yes").code == 0
    asked = call("--root", root, "open", second, *TYPED, "--name", "shop", "--yes")
    assert asked.code == 3
    assert "--column invoice_no=Ref" in asked.err
    assert pasted(call, asked.err, 0) == 0
    assert net(call, root) == 21.0


def test_a_run_that_leaves_files_out_prints_commands_for_its_lake(call: Call, tmp_path: Path) -> None:
    root, folder = str(tmp_path / "lake"), tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(HEADER + "1,A,2,2024-01-15,5.00\n2,B,1,2024-01-15,3.00\n")
    assert call("--root", root, "open", folder, *TYPED, "--yes").code == 0
    (folder / "b.csv").write_text(HEADER + "1,A,3,2024-01-15,5.00\n4,B,1,2024-01-16,3.00\n")
    (folder / "c.csv").write_text(HEADER + "2,B,2,2024-01-15,3.00\n5,B,1,2024-01-16,3.00\n")
    (folder / "d.csv").write_text(HEADER + "6,B,1,2024-01-17,3.00\n")
    ran = call("--root", root, "run")
    assert ran.code == 3
    assert pasted(call, ran.err, 0) == 0
    assert net(call, root) == 15.0 + 6.0 + 3.0 * 3
