"""What a person is told about a number: how it was read, or why it was not."""

from __future__ import annotations

from imena.language import Words, message
from imena.numbering.ranges import RangeError
from imena.numbering.reading import Change, NumberError, Reading
from imena.registry.vocabulary import said

#: Values that are kinds of number, to be said in words.
_KINDS = {"kind", "expected", "found_kind"}
_CHANGES = {
    "letter": message("character {position}: “{written}” read as the Latin {read}"),
    "digit": message("character {position}: “{written}” read as the digit {read}"),
    "zeros": message("“{written}” read as {read}"),
}
_FAULTS = {
    "empty": message("There is no number here. Scan the label or type what is printed on it."),
    "too_long": message("“{text}…” is too long for a number. Type only what stands on the label."),
    "beginning": message(
        "“{text}”, character {position}: no number begins like this. Look at the beginning again: "
        "a site code such as PTX, or letters such as MP."
    ),
    "site_code": message(
        "“{text}”: {written} cannot be a site code. A site code is three or four of the letters "
        "ABCEHKMPTX and not one mistake away from another kind of number."
    ),
    "site_letter": message(
        "“{text}”, character {position}: “{written}” does not belong to a site code. It is three "
        "or four of the letters ABCEHKMPTX."
    ),
    "digits_missing": message("“{text}”: the digits are missing. Type the whole number."),
    "digit": message(
        "“{text}”, character {position}: a digit stands here, not “{written}”. Look at the label "
        "again."
    ),
    "digit_meant": message(
        "“{text}”, character {position}: a digit stands here, not “{written}”. Is it {meant}? "
        "Look at the label again."
    ),
    "digits": message("“{text}”: {written} has too many digits, at most {most} stand here."),
    "width": message(
        "“{text}”: exactly {wanted} digits stand here, not {written}. A laboratory code is never "
        "shortened."
    ),
    "zero": message("“{text}”: numbers begin with 1, not with {written}."),
    "zeros": message(
        "“{text}”: {written} begins with more noughts than are printed. Look at the label again."
    ),
    "date": message("“{text}”: {written} is not a day of the calendar (year, month, day)."),
    "groups": message(
        "“{text}”: {wanted} groups of digits stand here, not {found}. Look at the hyphens."
    ),
    "check_missing": message(
        "“{text}”: the letter at the end is missing. It shows whether the digits are right: "
        "type it too."
    ),
    "check_letter": message(
        "“{text}”, character {position}: “{written}” is not a check letter. These are ABCEHKMPTYX."
    ),
    "check_meant": message(
        "“{text}”, character {position}: a check letter stands here, not “{written}”. Is it "
        "{meant}? Look at the label again."
    ),
    "check_differs": message(
        "“{text}”: the letter {written} does not agree with {number}. A character is wrong or two "
        "changed places: compare with the label from the beginning, and do not try other letters."
    ),
    "after_check": message(
        "“{text}”, character {position}: nothing stands after the check letter."
    ),
    "other_kind": message(
        "“{text}” is the number of something else ({found_kind}; expected: {expected})."
    ),
    "does_not_run": message("Numbers of this kind ({kind}) do not run, so no range is issued."),
    "site": message("Numbers of this kind ({kind}) do not fit the site “{site}”."),
    "bounds": message("No range runs from {first} to {last}."),
    "two_series": message("{first} and {last} do not run in one series, so no range joins them."),
    "too_large": message("A range of {size} numbers is too large: at most {most} at once."),
    "range_full": message(
        "The range {first} to {last} is used up. Ask the office for the next one."
    ),
    "used_and_void": message("{number} is used and cannot be void."),
    "without_reason": message("{number} is void without a reason. Say what became of it."),
}


def reading_in_words(reading: Reading, words: Words) -> tuple[str, ...]:
    """Everything that was read differently, nothing when nothing was.

    Letters of the other alphabet are told together: on a Ukrainian keyboard all of them are.
    """
    letters = [change for change in reading.changes if change.code == "letter"]
    if len(letters) < 2:
        return tuple(_in_words(change, words) for change in reading.changes)
    together = words(
        "characters {positions}: “{written}” read as the Latin {read}",
        positions=", ".join(str(change.position) for change in letters),
        written="".join(change.written for change in letters),
        read="".join(change.read for change in letters),
    )
    others = [change for change in reading.changes if change.code != "letter"]
    return (together, *(_in_words(change, words) for change in others))


def _in_words(change: Change, words: Words) -> str:
    return words(
        _CHANGES[change.code], position=change.position, written=change.written, read=change.read
    )


def fault_in_words(error: NumberError | RangeError, words: Words) -> str:
    """Why a text is no number or a range cannot be, where, and what to do."""
    values = {
        name: said("number_kind", value, words.language) if name in _KINDS else value
        for name, value in error.values.items()
    }
    if isinstance(error, RangeError):
        return words(_FAULTS[error.code], **values)
    return words(_FAULTS[error.code], text=error.text, position=error.position, **values)
