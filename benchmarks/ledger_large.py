"""Write a large ledger into an empty case file, verify it, export it; how long each took.

Run as ``python -m benchmarks.ledger_large EVENTS OUT``; prints seconds, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")


def main(events: int, out: Path) -> None:
    """One after another."""
    from imena.registry.start import start

    start()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from benchmarks import invented_ledger
    from imena.registry.ledger.chain import Head
    from imena.registry.ledger.export import export
    from imena.registry.ledger.heads import Heads
    from imena.registry.ledger.process import CACHE_KIB
    from imena.registry.ledger.verify import processes_worth, verify, verify_since
    from imena.registry.models import Link

    settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    write, _ = _timed(lambda: invented_ledger.write(events))
    took, verified = _timed(lambda: verify(processes=processes_worth()))
    before = Link.objects.filter(index__lte=events - 1000)
    ends = {link.device: Head(link.seq, link.hash) for link in before.order_by("index").iterator()}
    since, _ = _timed(lambda: verify_since(Heads(events - 1000, ends)))
    given, _ = _timed(lambda: export(out, opened=True))
    told = {
        "write": write,
        "verify": took,
        "since": since,
        "export": given,
        "values": verified.values,
        "records": verified.records,
        "findings": len(verified.findings),
    }
    json.dump(told, sys.stdout)


def _timed(call: Callable[[], Result]) -> tuple[float, Result]:
    begun = time.perf_counter()
    result = call()
    return time.perf_counter() - begun, result


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
