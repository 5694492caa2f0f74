"""The words for what two reports of a missing person are compared by, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping

from imena.language import Words, message

#: What two reports are compared by.
FIELDS: Mapping[str, str] = {
    "surname": message("surname"),
    "given": message("given name"),
    "patronymic": message("patronymic"),
    "sex": message("sex"),
    "year": message("year of birth"),
    "day": message("day of birth"),
    "place": message("place"),
    "seen_place": message("place last seen"),
    "seen_on": message("day last seen"),
    "other_names": message("choice among names"),
}
#: How far two reports agree in it.
GRADES: Mapping[str, str] = {
    "exact": message("the same letters"),
    "spelling": message("another spelling"),
    "alias": message("another form of the name"),
    "one_edit": message("one letter apart"),
    "partial": message("the same in part"),
    "contradiction": message("different"),
    "same": message("the same"),
    "other": message("different"),
    "next": message("one year apart"),
    "digit": message("one digit apart"),
    "swapped": message("day and month exchanged"),
    "half": message("day or month the same"),
    "settlement": message("the same settlement"),
    "district": message("the same district"),
    "region": message("the same region"),
    "week": message("at most a week apart"),
    "month": message("at most a month apart"),
    "one_of_several": message("one of several names"),
}


def field_said(language: str, code: str) -> str:
    """What was compared."""
    return Words("missing", language)(FIELDS[code])


def grade_said(language: str, code: str) -> str:
    """How far two reports agree in it."""
    return Words("missing", language)(GRADES[code])
