"""What the database refused, in words: each constraint by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.apps import apps
from django.db import IntegrityError, models

from imena.language import message
from imena.registry.refusals import Broken, Refused

#: Sentence by the constraint's name. A name that begins with "i6_" guards invariant I6.
SENTENCES: Mapping[str, str] = {
    "i2_slot_only_in_store": message("Only what is in store has a place on a shelf."),
    "i2_slot_holds_something": message("A storage place holds at least one thing."),
    "i2_under_way_or_in_a_place": message(
        "What is under way between two people is in no other place."
    ),
    "i2_nothing_is_nowhere": message(
        "A number with nothing under it has no place, and remains always have one."
    ),
    "i2_one_event_at_a_time": message(
        "Somebody else has just done something with these remains. Look again."
    ),
    "seal_is_on_one_thing": message("A seal is on a container or on the remains themselves."),
    "seal_number_once": message("A seal with this number is already recorded."),
    "slot_code_once": message("A storage place with this code is already recorded."),
    "i9_first_cause_once": message(
        "A cause of death is already stated; a new one replaces it by name."
    ),
    "cause_replaced_once": message("This statement of the cause was already replaced."),
    "i10_amended_once": message("This examination is already being amended."),
    "i10_finding_replaced_once": message("This finding was already replaced."),
    "i17_result_replaced_once": message("This result was already replaced."),
    "sample_once_in_a_request": message("This sample is already in the request."),
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
    "one_run_at_a_time": message(
        "Another run is not finished: wait for it, or give it up if it was cut off."
    ),
    "run_number_once": message("Another run has just begun. Try again."),
    "marker_set_kept_once": message("This marker set is kept already."),
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
    "duplicate_pair_once": message("Somebody else has just compared these two records. Try again."),
    "suggestion_once": message("Somebody else has just weighed these remains. Try again."),
    "sample_of_remains_or_of_a_person": message(
        "A sample is taken from remains or given by a person: one of the two."
    ),
    "i2_buried_in_one_grave": message("What is buried lies in one grave, and nothing else does."),
    "buried_once_in_a_plot": message("This individual’s grave in this plot is already recorded."),
}

_QUOTED = re.compile(r"constraint(?: failed:)? (?:index )?[\"'“]?(\w+)")
_COLUMNS = re.compile(r"UNIQUE constraint failed: ([\w., ]+)$")
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
    """The constraint's name. SQLite names the columns of a unique one: it is found by these."""
    cause = error.__cause__
    told = getattr(getattr(cause, "diag", None), "constraint_name", None)
    if told:
        return str(told)
    columns = _COLUMNS.search(str(error))
    if columns:
        return _unique_on(columns.group(1).split(", ")) or str(error)
    found = _QUOTED.search(str(error))
    return found.group(1) if found else str(error)


def _unique_on(columns: Sequence[str]) -> str:
    """The name of the unique constraint on these columns ("table.column"), empty for none."""
    for model in apps.get_app_config("registry").get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                names = [getattr(on, "name", "") for on in constraint.expressions]
                on = {_column(model, name) for name in (*constraint.fields, *names)}
                if on == set(columns):
                    return constraint.name
    return ""


def _column(model: type[models.Model], field: str) -> str:
    return f"{model._meta.db_table}.{getattr(model._meta.get_field(field), 'column', '')}"
