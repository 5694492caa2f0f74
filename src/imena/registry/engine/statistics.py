"""What the database knows of its own tables, so that it chooses the right index."""

from __future__ import annotations

from django.apps import apps
from django.db import connection


def gather() -> None:
    """Let SQLite read the indexes of what pages list: a second for 100,000 bodies. PostgreSQL does
    so by itself.

    Without it SQLite takes an operation's index for as good as any, and reads all of it. The
    ledger is left out: it is long, and read in its own order.
    """
    if connection.vendor != "sqlite":
        return
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in apps.get_app_config("registry").get_models():
            if not model.__module__.endswith(".ledger"):
                cursor.execute(f"ANALYZE {quoted(model._meta.db_table)}")
