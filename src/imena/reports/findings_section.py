"""What the checks found: families that agree, bodies that are one or close, poor profiles."""

from __future__ import annotations

from collections.abc import Iterable

from imena.language import message, numbers
from imena.matching.identification import Check
from imena.reports.markup import Html, element, filled, joined
from imena.reports.subject import Subject

_RELATION = {
    "parent_child": message("parent and child"),
    "full_siblings": message("full siblings"),
    "half_siblings": message("half siblings"),
    "grandparent_grandchild": message("grandparent and grandchild"),
    "avuncular": message("uncle or aunt and nephew or niece"),
    "cousins": message("first cousins"),
    "unrelated": message("unrelated people"),
    "same_person": message("one person"),
}
_ORDER = ("family_impossible", "family_relation", "same_person", "close_relatives", "few_markers")
_FINE = {
    "family_impossible": message("No family contradicts itself"),
    "family_relation": message("Families agree with their profiles"),
    "same_person": message("No two bodies look like one person"),
    "close_relatives": message("No two bodies look like close relatives"),
    "few_markers": message("Every profile could be compared"),
}
#: Kinds of which every case has something to check, so that no finding is a finding.
_ALWAYS = ("family_impossible", "same_person", "close_relatives")
_ICONS = {
    "ok": ("lk", "M3 10l5 5L18 4"),
    "note": ("lk", "M10 2a8 8 0 1 1 0 16 8 8 0 1 1 0-16M10 9v5M10 5.5v1.4"),
    "warning": ("kwarn", "M10 2 19 18H1ZM10 8v5M10 15v1"),
}
_MOST = 40  # findings of one kind shown one by one


def findings_section(subject: Subject) -> Html:
    """All checks, kind by kind, what needs attention first.

    Checks are part of every identification: a kind that is always looked at and has no finding
    is said to have none.
    """
    words, checks = subject.words, subject.identification.checks
    items: list[Html] = []
    for kind in (*_ORDER, *sorted({c.kind for c in checks} - set(_ORDER))):
        items += _kind(subject, kind, [c for c in checks if c.kind == kind])
    return element(
        "section",
        element("h2", words("What the checks found"), id="checks"),
        element("ul", *items, class_="checks"),
        class_="block",
    )


def _kind(subject: Subject, kind: str, checks: list[Check]) -> Iterable[Html]:
    attention = [c for c in checks if c.level != "ok"]
    attention.sort(key=lambda c: (c.level != "warning", -(c.log10_lr or 0.0)))
    for check in attention[:_MOST]:
        what, said = finding_lines(subject, check)
        yield _item(what, said, check.level)
    if len(attention) > _MOST:
        more = subject.words.count(
            "{n} more finding of this kind.",
            "{n} more findings of this kind.",
            len(attention) - _MOST,
        )
        yield _item(joined(more), None, "note")
    fine = [c for c in checks if c.level == "ok"]
    if fine:
        title = subject.words(
            _FINE.get(kind, kind) if not attention else message("The others agree")
        )
        made = subject.words.count("{n} check made.", "{n} checks made.", len(fine))
        yield _item(joined(title), joined(made), "ok")
    elif not attention and kind in _ALWAYS:
        yield _item(joined(subject.words(_FINE[kind])), None, "ok")


def finding_lines(subject: Subject, check: Check) -> tuple[Html, Html | None]:
    """One finding as a heading and a sentence."""
    words = subject.words
    if check.kind == "family_impossible":
        return (
            filled(words("Family {family} contradicts itself"), family=check.subjects[0]),
            joined(
                words(
                    "Its own profiles are impossible in its pedigree, so nobody was compared "
                    "with it. Check the samples and the relations."
                ),
                _markers(subject, check),
                between=" ",
            ),
        )
    if check.kind == "family_relation":
        return _family_relation(subject, check)
    if check.kind == "same_person":
        return (
            filled(words("{bodies} may be one person"), bodies=_codes(subject, check.subjects)),
            joined(
                _more_likely(subject, check, words("one person than two unrelated people")),
                _markers(subject, check),
                between=" ",
            ),
        )
    if check.kind == "close_relatives":
        return (
            filled(
                words("{bodies} look like close relatives"), bodies=_codes(subject, check.subjects)
            ),
            joined(
                _more_likely(
                    subject,
                    check,
                    words("{relation} than unrelated", relation=_relation(subject, check)),
                ),
                words("The joint answer weighs this where both may be of one family."),
                between=" ",
            ),
        )
    if check.kind == "few_markers":
        return (
            filled(
                words("{bodies}: too few markers to compare"),
                bodies=_codes(subject, check.subjects),
            ),
            joined(
                words("Nobody is excluded by this and nobody confirmed; another sample may help.")
            ),
        )
    return joined(check.kind), joined(
        ", ".join(check.subjects), _markers(subject, check), between=" "
    )


def _family_relation(subject: Subject, check: Check) -> tuple[Html, Html | None]:
    words = subject.words
    family, people = check.subjects[0], check.subjects[1:]
    what = filled(
        words("Family {family}: {people}"),
        family=family,
        people=_relatives(subject, family, people),
    )
    recorded = (
        words("Recorded as {relation}", relation=_relation(subject, check))
        if check.relation
        else words("In the recorded place")
    )
    if check.log10_lr is None:
        return what, joined(recorded, ".", _markers(subject, check))
    if check.log10_lr == float("-inf"):
        said = words(
            "{recorded}; the profiles make this impossible under the stated model.",
            recorded=recorded,
        )
    elif numbers.times("en", check.log10_lr) == numbers.times("en", 0.0):
        said = words("{recorded}; profiles as likely so as if unrelated.", recorded=recorded)
    elif check.log10_lr >= 0:
        said = words(
            "{recorded}; profiles {times} more likely so than if unrelated.",
            recorded=recorded,
            times=numbers.times(subject.language, check.log10_lr),
        )
    else:
        said = words(
            "{recorded}; profiles {times} more likely if unrelated.",
            recorded=recorded,
            times=numbers.times(subject.language, -check.log10_lr),
        )
    return what, joined(said, _markers(subject, check), between=" ")


def _relatives(subject: Subject, family: str, people: tuple[str, ...]) -> Html:
    details = {f.id: f.details for f in subject.case.families}.get(family, {})
    named = []
    for person in people:
        name = subject.recorded(details.get(person, {}), "name")
        named.append(
            element("span", name, class_="name") if name else element("span", person, class_="code")
        )
    return joined(*named, between=", ")


def _codes(subject: Subject, bodies: tuple[str, ...]) -> Html:
    known = subject.anchor_of
    return joined(
        *(
            subject.body_link(body) if body in known else element("span", body, class_="code")
            for body in bodies
        ),
        between=", ",
    )


def _relation(subject: Subject, check: Check) -> str:
    known = _RELATION.get(check.relation or "")
    if known is not None:
        return subject.words(known)
    return (check.relation or subject.words("related")).replace("_", " ")


def _more_likely(subject: Subject, check: Check, rather: str) -> Html | None:
    if check.log10_lr is None or abs(check.log10_lr) == float("inf"):
        return None
    times = element("b", numbers.times(subject.language, check.log10_lr))
    return filled(
        subject.words("Profiles {times} more likely if {rather}."), times=times, rather=rather
    )


def _markers(subject: Subject, check: Check) -> Html | None:
    if not check.markers:
        return None
    return joined(
        subject.words("Markers that disagree: {markers}.", markers=", ".join(check.markers))
    )


def _item(what: Html, said: Html | None, level: str) -> Html:
    class_, drawn = _ICONS.get(level, _ICONS["note"])
    path = element("path", class_=class_, d=drawn)
    icon = element("svg", path, viewBox="0 0 20 20", width=20, height=20, aria_hidden="true")
    return element(
        "li", icon, element("div", element("b", what), element("p", said) if said else None)
    )
