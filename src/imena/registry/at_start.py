"""What is looked at each time the case file is opened: little, always, before anything is used.

The end of the ledger is checked whole, and as many pages of an SQLite file as can be read in a
moment; each start reads on from another table. `imena doctor` reads everything.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection

from imena.language import message
from imena.registry.engine.judgement import Judgement, Level, refuse_unsafe
from imena.registry.engine.sqlite.judged import judge_part
from imena.registry.ledger import rows
from imena.registry.ledger.findings import Verified
from imena.registry.ledger.tail import verify_tail

#: Events at the end of the ledger that are checked.
TAIL = 100
#: Seconds for the pages of an SQLite file.
MOMENT = 0.2


def check_at_start() -> None:
    """Check what can be checked in a moment, unless the file is opened to be rescued.

    Raises
    ------
    UnsafeError
        Where it is damaged or its ledger does not hold together.
    """
    if settings.DATABASES["default"].get("OPTIONS", {}).get("rescue"):
        return
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        raw: Any = connection.connection
        refuse_unsafe([judge_part(raw, begin=rows.last(), seconds=MOMENT)])
    refuse_unsafe([judge_ledger(verify_tail(TAIL))])


def judge_ledger(found: Verified) -> Judgement:
    """What is said of the ledger, or of the part of it that was gone through."""
    values = {"n": len(found.findings), "events": found.events}
    if not found.findings:
        return Judgement(
            "ledger", Level.OK, message("The ledger is whole ({events} events)."), values=values
        )
    return Judgement(
        "ledger", Level.REFUSE,
        message("The ledger was altered, or is damaged ({n} places at least)."),
        message(
            "“imena ledger verify” says where. Write nothing more; copy the folder away and "
            "restore the last good backup."
        ),
        values,
    )  # fmt: skip
