"""From what was typed to the data of a finding; what cannot be read is said beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from imena.language import Words, message
from imena.registry.findings import FORMS
from imena.registry.findings.values import Reading
from imena.web.forms.findings.asked import INTERVALS
from imena.web.forms.typed import Typed

#: The four different answers, in the order of their controls.
STATUSES = ("present", "absent", "not_examined", "undetermined")
_NUMBER = message("Write a number, such as 46 or 46,8.")


def data(form: Typed, kind: str) -> dict[str, Any]:
    """What the form says of the finding, field by field; an empty field says nothing."""
    post = form.request.POST
    said: dict[str, Any] = {}
    for one in fields(FORMS[kind]):
        reading: Reading = one.metadata["reading"]
        if reading.kind == "several":
            if chosen := [code for code in post.getlist(one.name) if code]:
                said[one.name] = chosen
        elif text := post.get(one.name, "").strip():
            value = _value(reading, text)
            if value is None:
                form.wrong(_control(one.name), _unread(form))
            else:
                said[one.name] = value
    for ends in INTERVALS.values():
        # One number alone is both ends: it is shown as it was entered.
        given = [said[end] for end in ends if end in said]
        if len(given) == 1:
            said |= dict.fromkeys(ends, given[0])
    return said


def as_shown(post: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """What was typed, for the form to show again; of several the list."""
    many = {f.name for f in fields(FORMS[kind]) if f.metadata["reading"].kind == "several"}
    getlist = getattr(post, "getlist", None)
    return {
        f.name: getlist(f.name) if getlist and f.name in many else post.get(f.name)
        for f in fields(FORMS[kind])
    }


def _value(reading: Reading, text: str) -> Any:
    """The value of its field; nothing where it cannot be read."""
    if reading.kind == "whole":
        return int(text) if text.isdecimal() else None
    if reading.kind == "decimal":
        number = text.replace(",", ".")
        return number if number.replace(".", "", 1).isdecimal() else None
    return True if reading.kind == "truth" else text


def _control(name: str) -> str:
    """The id of the control that a field stands in: an interval’s begins with its first end."""
    return next((first for first, last in INTERVALS.values() if name == last), name)


def _unread(form: Typed) -> str:
    return Words("web_findings", form.request.language)(_NUMBER)
