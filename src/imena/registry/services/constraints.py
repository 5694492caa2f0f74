"""What the database refused, in words: each constraint by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import IntegrityError

from imena.language import message
from imena.registry.services.refusals import Broken, Refused

#: Sentence by the constraint's name. A name that begins with "i6_" guards invariant I6.
SENTENCES: Mapping[str, str] = {
    "i2_slot_only_in_store": message("Only what is in store has a place on a shelf."),
    "i3_transfer_received_once": message("This hand-over was already received."),
    "i3_receipt_answers_transfer": message("A receipt must say which hand-over it answers."),
    "i4_origin_once": message("This split or merge is already recorded."),
    "i6_exhumed_has_floor": message(
        "A grave is exhumed only once its floor was reached: say when that was."
    ),
    "i6_empty_has_reason": message(
        "An empty grave needs the time its floor was reached and the reason it is empty."
    ),
    "i10_amendment_says_why": message("An amendment says why."),
    "i11_not_below_sided_count": message(
        "The minimum number cannot be below the count of one sided element."
    ),
    "i11_interval": message("The highest number cannot be below the lowest."),
    "i12_signs_once": message("One person signs once; the second signature is another’s."),
    "i13_one_standing_per_person": message(
        "Another standing decision names this person. Both must be looked at together."
    ),
    "i13_one_standing_per_unlisted": message(
        "Another standing decision names this person. Both must be looked at together."
    ),
    "i14_one_standing_per_individual": message(
        "A standing decision already says who this individual is."
    ),
    "i20_released_once": message("These remains were already released."),
    "i20_released_has_time": message("A release has a time."),
    "i20_named_burial_after_release": message("A burial under a name follows a release."),
    "i23_interim_burial_complete": message(
        "Burial without a name needs a retained sample, a plot, the marker’s text and the way to "
        "exhume again."
    ),
    "unit_in_one_individual": message("These remains are already associated with an individual."),
    "statement_approved_by_another": message("A figure is approved by somebody else."),
    "sample_of_remains_or_of_a_person": message(
        "A sample is taken from remains or given by a person: one of the two."
    ),
    "buried_in_one_place": message("This individual is already buried elsewhere."),
}

_QUOTED = re.compile(r"constraint(?: failed:)? (?:index )?[\"'“]?(\w+)")
_NUMBER = re.compile(r"registry_numberissued|\.(number|code)\b|_(number|code)_key")


def refusal_of(error: IntegrityError) -> Refused:
    """The refusal that a constraint's violation is, on either database."""
    name = name_of(error)
    if name in SENTENCES:
        found = re.match(r"i\d+", name)
        return Broken(SENTENCES[name], found.group().upper() if found else "")
    if _NUMBER.search(str(error)):
        return Broken(message("This number was given before; no number is given twice."), "I1")
    return Refused(message("The record contradicts another one ({name})."), name=name)


def name_of(error: IntegrityError) -> str:
    """The constraint's name; SQLite names a plain unique column instead."""
    cause = error.__cause__
    told = getattr(getattr(cause, "diag", None), "constraint_name", None)
    if told:
        return str(told)
    found = _QUOTED.search(str(error))
    return found.group(1) if found else str(error)
