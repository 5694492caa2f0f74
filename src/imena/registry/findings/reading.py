"""From what somebody stated to a form, and back to what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from imena.language import message
from imena.registry.findings.forms import FORMS, Form, Seen
from imena.registry.findings.values import ALWAYS, POSTMORTEM, Reading
from imena.registry.refusals import Refused, breaks

#: Statuses of which nothing can be described: of what, is all there is to say.
_NOTHING_SEEN = ("absent", "not_examined")


def checked(
    kind: str, status: str, data: Mapping[str, Any], *, region: str = "", postmortem: bool = True
) -> Form:
    """The form of ``kind`` with what ``data`` says, under a finding's ``status``.

    ``postmortem`` asks for what an examiner must say, which a family's memory need not.

    Raises
    ------
    Refused
        For a value that is missing, unknown or impossible; with I8 where something that was not
        seen is described.
    """
    form = FORMS[kind]
    readings: dict[str, Reading] = {f.name: f.metadata["reading"] for f in fields(form)}
    for name in data:
        if name not in readings:
            raise Refused(
                message("A finding of kind “{kind}” has no “{field}”."), kind=kind, field=name
            )
        if status in _NOTHING_SEEN and not readings[name].key:
            raise breaks("I8", message("What was not there or not examined cannot be described."))
    _check_needed(kind, status, data, readings, postmortem)
    if status == "present" and postmortem and form.NEEDS_REGION and not region:
        raise Refused(message("Say where on the body it is."))
    given = {name: readings[name].read(name, value) for name, value in data.items()}
    made = form(**given)
    made.check(Seen(status, postmortem))
    return made


def stated(form: Form) -> dict[str, Any]:
    """What is stored of a form: what was said, and nothing of what was not."""
    said: dict[str, Any] = {}
    for f in fields(form):
        value = getattr(form, f.name)
        if value not in ("", None, (), False):
            said[f.name] = list(value) if isinstance(value, tuple) else value
    return said


def _check_needed(
    kind: str,
    status: str,
    data: Mapping[str, Any],
    readings: Mapping[str, Reading],
    postmortem: bool,
) -> None:
    for name, reading in readings.items():
        asked = reading.needed == ALWAYS or (reading.needed == POSTMORTEM and postmortem)
        if asked and name not in data and (status == "present" or reading.key):
            raise Refused(
                message("A finding of kind “{kind}” says its “{field}”."), kind=kind, field=name
            )
