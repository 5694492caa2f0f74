"""What the database knows of its own tables, so that it chooses the right index."""

from __future__ import annotations

from django.db import connection

#: Rows looked at in each index: enough to tell which is the finer one, whatever the table's size.
_ROWS = 1_000


def gather() -> None:
    """Let SQLite look at its indexes; a fraction of a second. PostgreSQL does so by itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {_ROWS}")
        cursor.execute("ANALYZE")
