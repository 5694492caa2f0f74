"""Times at the terminal: shown and understood by the office's clock."""

from __future__ import annotations

from datetime import datetime, timedelta


def local(moment: datetime) -> str:
    """An instant as the office's clock showed it, to the minute."""
    from django.utils.timezone import localtime

    return localtime(moment).strftime("%Y-%m-%d %H:%M")


def of_the_office(given: datetime | None) -> datetime | None:
    """The time in the office's zone; a day alone means its last moment."""
    from django.utils.timezone import make_aware

    if given is None:
        return None
    is_day = given.hour == given.minute == given.second == 0
    return make_aware(given + timedelta(days=1, microseconds=-1) if is_day else given)
