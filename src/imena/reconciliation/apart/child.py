"""The process beside the pages; begun by :mod:`imena.reconciliation.apart.launch` alone.

Reads one line of JSON from standard input. Answers one line, ``at work`` or ``busy``, and from then
on speaks through its folder; what breaks it goes to standard error, the server's own log.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from pathlib import Path
from typing import Any

from imena.reconciliation.apart.folder import BusyError, Folder

AT_WORK, BUSY = "at work", "busy"


def main() -> int:
    """Compare as the line asks."""
    line: dict[str, Any] = json.loads(sys.stdin.readline())
    folder = Folder(Path(line["folder"]))
    try:
        with folder.held():
            _answer(AT_WORK)
            _compare(line, folder)
    except BusyError:
        _answer(BUSY)
    return 0


def _answer(word: str) -> None:
    """Say it, then leave the pipe: whoever waits for it does not wait for the work."""
    print(word, flush=True)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stdin.fileno())
    os.close(nowhere)


def _compare(line: dict[str, Any], folder: Folder) -> None:
    from imena.registry.start import start

    start()
    from imena.reconciliation.apart.asked import Asked
    from imena.reconciliation.apart.work import compare
    from imena.registry.actor import Actor
    from imena.registry.queries.people import actor_of

    def actor() -> Actor:
        user, operation = uuid.UUID(line["user"]), uuid.UUID(line["operation"])
        return actor_of(user, operation, purpose=line["purpose"])

    compare(actor, Asked(**line["asked"]), folder, alone=True)


if __name__ == "__main__":
    sys.exit(main())
