"""Clients that append to the ledger of the case file in the environment, as fast as they can.

Run as ``python -m benchmarks.ledger_clients CLIENTS SECONDS``; prints the seconds each append took,
as JSON. An append is a transaction with one event of three values; numbering it is part of it.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from uuid import uuid4


def main(clients: int, seconds: float) -> None:
    """Start the clients together and let them work."""
    from imena.registry.start import start

    start()
    from django.db import connection, transaction

    from imena.registry import clock
    from imena.registry.ledger.append import append
    from imena.registry.ledger.event import Change, composed

    ready = threading.Barrier(clients)
    took: list[float] = []

    def work(client: int) -> None:
        connection.ensure_connection()
        ready.wait()
        until = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < until:
            fields = {"code": "T1", "name": "Загін", "recorded_at": clock.now()}
            event = composed(
                event=uuid4(),
                act="people.record",
                device=f"desk-{client % 8}",
                actor=None,
                at=clock.moment(),
                changes=[Change(uuid4(), "Team", 0, fields)],
            )
            with transaction.atomic():
                append([event])
            took.append(time.perf_counter() - begun)
        connection.close()

    threads = [threading.Thread(target=work, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump(took, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
