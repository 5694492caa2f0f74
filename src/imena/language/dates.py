"""Days and moments as each language writes them; of a date known in part, what is known."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from imena.language import Words, message

_DAYS = (
    message("Monday"), message("Tuesday"), message("Wednesday"), message("Thursday"),
    message("Friday"), message("Saturday"), message("Sunday"),
)  # fmt: skip
#: As they stand after the number of a day.
_MONTHS = (
    message("January"), message("February"), message("March"), message("April"), message("May"),
    message("June"), message("July"), message("August"), message("September"),
    message("October"), message("November"), message("December"),
)  # fmt: skip
#: As they stand alone.
_MONTHS_ALONE = (
    message("January {year}"), message("February {year}"), message("March {year}"),
    message("April {year}"), message("May {year}"), message("June {year}"),
    message("July {year}"), message("August {year}"), message("September {year}"),
    message("October {year}"), message("November {year}"), message("December {year}"),
)  # fmt: skip


def day(language: str, value: date | str) -> str:
    """A day in figures; a text is a partial date: ``2022-03-14``, ``2022-03`` or ``2022``.

    >>> day("uk", "2022-03-14"), day("en", "2022-03-14"), day("en", "2022")
    ('14.03.2022', '14 March 2022', '2022')
    """
    if isinstance(value, str):
        parts = value.split("-")
        if len(parts) == 1:
            return value
        if len(parts) == 2:
            return Words("numbers", language)(_MONTHS_ALONE[int(parts[1]) - 1], year=parts[0])
        value = date.fromisoformat(value)
    if language == "uk":
        return f"{value:%d.%m.%Y}"
    return f"{value.day} {Words('web', language)(_MONTHS[value.month - 1])} {value.year}"


def moment(language: str, value: datetime) -> str:
    """A local moment to the minute.

    >>> moment("uk", datetime(2026, 11, 12, 14, 5))
    '12.11.2026, 14:05'
    """
    return f"{day(language, value.date())}, {value:%H:%M}"


def in_words(language: str, value: date) -> str:
    """The day as a page's title.

    >>> in_words("en", date(2026, 11, 12))
    'Thursday, 12 November'
    """
    words = Words("numbers", language)
    weekday, month = words(_DAYS[value.weekday()]), words(_MONTHS[value.month - 1])
    return words("{weekday}, {day} {month}", weekday=weekday, day=value.day, month=month)


def lasting(language: str, length: timedelta) -> str:
    """How long something lasted, in the largest unit that fits, two below a day.

    >>> lasting("en", timedelta(minutes=41)), lasting("en", timedelta(hours=31, minutes=2))
    ('41 min', '31 h')
    """
    words = Words("numbers", language)
    minutes = int(length.total_seconds()) // 60
    if minutes < 60:
        return words("{n} min", n=minutes)
    if minutes < 48 * 60:
        return words("{n} h", n=minutes // 60)
    return words.count("{n} day", "{n} days", minutes // (24 * 60))
