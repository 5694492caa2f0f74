"""When this machine last made a backup that proved itself."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from imena.language import message
from imena.registry.engine.judgement import Judgement, Level

#: A backup older than this is worth a warning.
WEEK = timedelta(days=7)

_NAME = "last-backup.json"


def remember(at: datetime, out: Path) -> None:
    """Keep in the data folder that a backup was made and proved at ``at``."""
    settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = settings.HOME / f"{_NAME}.new"
    new.write_text(json.dumps({"at": at.isoformat(), "file": str(out)}), encoding="utf-8")
    new.replace(settings.HOME / _NAME)


def judge_backup(now: datetime) -> Judgement:
    """How old the last backup is that was made here."""
    advice = message("“imena backup FILE” makes one and proves it; carry it away from here.")
    try:
        kept = json.loads((settings.HOME / _NAME).read_text(encoding="utf-8"))
        last = datetime.fromisoformat(kept["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return Judgement("backup", Level.WARN, message("No backup was ever made here."), advice)
    values = {"at": f"{last:%Y-%m-%d %H:%M}"}
    if now - last <= WEEK:
        return Judgement(
            "backup", Level.OK, message("A backup was made and proved at {at}."), values=values
        )
    return Judgement(
        "backup", Level.WARN, message("The last backup was made at {at}."), advice, values
    )
