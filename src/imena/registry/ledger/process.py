"""Begin a process that reads the ledger beside others. Names no records: these need Django."""

from __future__ import annotations

import gc

from imena.registry.start import start

#: How much of a SQLite file such a process keeps at hand.
CACHE_KIB = 256 * 1024


def begin() -> None:
    """Open the case file with a cache that holds the indexes of a large one.

    Ids are random, so each look-up falls on another page, and SQLCipher decrypts every page that is
    not in the cache.
    """
    start()
    # Rows come and go by the million and none refers to itself: collecting cycles only takes time.
    gc.disable()
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
