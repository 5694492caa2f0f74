"""Run the script that an export encloses: that one, not this program's."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

_FINDING = re.compile(r"^([A-Z]+)  (\S+) #(\S+)  line (\S+)  ", re.MULTILINE)


def checked(folder: Path, *kept: Path) -> list[tuple[str, str, str, str]]:
    """Its findings: kind, device, number in the chain, line of the file; – for none.

    Runs outside the checkout, with an interpreter that sees the standard library only.
    """
    heads = [argument for path in kept for argument in ("--heads", str(path.absolute()))]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "checker.py", ".", *heads],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.stderr == "", done.stderr
    found = [(kind.lower(), *place) for kind, *place in _FINDING.findall(done.stdout)]
    assert done.returncode == (1 if found else 0)
    assert f"Findings: {len(found)}" in done.stdout
    return [(kind, device, seq, line) for kind, device, seq, line in found]
