"""The missing: who is looked for, what is known of them, and how far the search has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import findings
from imena.registry.actor import Actor
from imena.registry.models import (
    AntemortemFinding,
    CourtDeclaration,
    Interview,
    MissingPerson,
    Person,
    User,
)
from imena.registry.queries.same import name_keys, sort_key
from imena.registry.refusals import Refused, breaks
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.numbers import issue

REPORT = declare("antemortem.report", "antemortem", message("recorded a missing person"))
DESCRIBE = declare("antemortem.describe", "antemortem", message("described a missing person"))
ENTRUST = declare(
    "antemortem.entrust", "antemortem", message("entrusted a family to one of the liaison")
)
SEARCH = declare("antemortem.search", "antemortem", message("recorded how far a search has come"))
WITHDRAW_REPORT = declare(
    "antemortem.withdraw_report", "antemortem", message("recorded a report as withdrawn")
)
INTERVIEW = declare("antemortem.interview", "antemortem", message("recorded an interview"))
RECORD_FINDING = declare(
    "antemortem.record_finding", "antemortem", message("recorded antemortem data")
)
DECLARE_BY_COURT = declare(
    "antemortem.declare_by_court", "antemortem", message("recorded a court’s declaration")
)

#: How far a search may come by recording it. Death is found by a confirmed decision and life by a
#: proof of it, and no act here ends a search with either (I24).
SEARCH_STEPS: Mapping[str, frozenset[str]] = {
    to: frozenset(
        {
            "reported",
            "open",
            "reference_sufficient",
            "reference_insufficient",
            "reference_none_available",
            "candidate",
            "captive_confirmed",
            "withdrawn",
        }
        - {to}
    )
    for to in (
        "open",
        "reference_sufficient",
        "reference_insufficient",
        "reference_none_available",
        "candidate",
    )
}
_BY_ACTS = {
    "number", "state", "declared_dead_by_court", "duplicate_of", "liaison",
    "name_sort", "name_keys",
}  # fmt: skip
_NAME_PARTS = {"script", "family", "given", "patronymic", "kind"}


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as it was told: its kind and status, in ``data`` what its form asks for, who or
    what tells it, and as of when."""

    kind: str
    status: str
    source: str
    data: Mapping[str, Any] = field(default_factory=dict)
    region: str = ""
    as_of: str = ""


def report(
    actor: Actor, *, names: Sequence[Mapping[str, str]], number: str | None = None, **told: Any
) -> MissingPerson:
    """Somebody is looked for.

    ``names`` are all names the person is known by, each ``{script, family, given, patronymic,
    kind}``; scripts are ``uk``, ``ru`` or ``latin``, kinds ``own`` or ``former``.

    Raises
    ------
    Refused
        For a name in another form.
    """
    _only_told(told)
    with act(actor, REPORT) as doing:
        return doing.create(
            MissingPerson,
            number=issue(doing, Kind.MISSING_PERSON, given=number),
            names=checked_names(names),
            name_sort=sort_key(names),
            name_keys=name_keys(names),
            **told,
        )


def describe(actor: Actor, missing: MissingPerson, *, seen: int, **told: Any) -> MissingPerson:
    """Change what is said of a missing person; states, links and courts have acts of their own."""
    _only_told(told)
    if "names" in told:
        names = checked_names(told["names"])
        told |= {"names": names, "name_sort": sort_key(names), "name_keys": name_keys(names)}
    with act(actor, DESCRIBE) as doing:
        return doing.change(missing, seen=seen, **told)


def entrust(actor: Actor, missing: MissingPerson, *, seen: int, liaison: User) -> MissingPerson:
    """From now on this liaison keeps in touch with the family, and sees their file."""
    with act(actor, ENTRUST) as doing:
        return doing.change(missing, seen=seen, liaison=liaison)


def search(
    actor: Actor, missing: MissingPerson, *, seen: int, state: str, reason: str = ""
) -> MissingPerson:
    """How far the search has come, as one of :data:`SEARCH_STEPS`.

    Raises
    ------
    Broken
        I24, where the state would end the search: only remains or the living person end it.
    """
    with act(actor, SEARCH, reason=reason) as doing:
        now = doing.lock(MissingPerson, missing.id)
        if state not in SEARCH_STEPS or now.state not in SEARCH_STEPS[state]:
            raise breaks(
                "I24",
                message("A search ends with a confirmed decision or with the person alive."),
            )
        return doing.change(missing, seen=seen, state=state)


def withdraw_report(
    actor: Actor, missing: MissingPerson, *, seen: int, reason: str
) -> MissingPerson:
    """Whoever reported takes it back, and why. A court’s word is no reason (I24)."""
    if not reason.strip():
        raise breaks("I24", message("Say why the report is withdrawn."))
    with act(actor, WITHDRAW_REPORT, reason=reason) as doing:
        now = doing.lock(MissingPerson, missing.id)
        if now.declared_dead_by_court:
            raise breaks("I24", message("A court’s declaration does not end a search: it goes on."))
        if now.state not in SEARCH_STEPS["open"] | {"open"} or now.state == "withdrawn":
            raise Refused(message("This search is not open."))
        return doing.change(missing, seen=seen, state="withdrawn")


def record_interview(
    actor: Actor,
    missing: MissingPerson,
    *,
    person: Person,
    language: str,
    held_on: date,
    sections: Mapping[str, Any],
    interpreter: str = "",
) -> Interview:
    """What somebody told about the missing person, section by section, in their words."""
    with act(actor, INTERVIEW) as doing:
        return doing.create(
            Interview,
            missing=missing,
            person=person,
            interviewer_id=actor.user,
            interpreter=interpreter,
            language=language,
            held_on=held_on,
            sections=dict(sections),
        )


def record_finding(
    actor: Actor,
    missing: MissingPerson,
    *,
    kind: str,
    status: str,
    source: str,
    data: Mapping[str, Any],
    replaces: AntemortemFinding | None = None,
    **told: Any,
) -> AntemortemFinding:
    """A tooth, a scar, a coat, as it was in life, in the forms of `imena.registry.findings`; a
    correction names what it replaces.

    Raises
    ------
    Refused
        For data that its kind of finding cannot have.
    """
    form = _form(kind, status, data, str(told.get("region", "")))
    if replaces is not None and replaces.missing_id != missing.id:
        raise Refused(message("A correction replaces data of the same person."))
    with act(actor, RECORD_FINDING) as doing:
        return doing.create(
            AntemortemFinding,
            missing=missing,
            kind=kind,
            status=status,
            source=source,
            data=findings.stated(form),
            replaces=replaces,
            **told,
        )


def record_findings(
    actor: Actor, missing: MissingPerson, told: Sequence[Told]
) -> list[AntemortemFinding]:
    """All that a family or a record tells at once, finding by finding.

    Raises
    ------
    Refused
        For data that their kind of finding cannot have; nothing is recorded then.
    """
    forms = [_form(one.kind, one.status, one.data, one.region) for one in told]
    with act(actor, RECORD_FINDING) as doing:
        now = doing.lock(MissingPerson, missing.id)
        return doing.create_many(
            AntemortemFinding,
            [
                {
                    "missing": now,
                    "kind": one.kind,
                    "status": one.status,
                    "region": one.region,
                    "data": findings.stated(form),
                    "source": one.source,
                    "as_of": one.as_of,
                }
                for one, form in zip(told, forms, strict=True)
            ],
        )


def _form(kind: str, status: str, data: Mapping[str, Any], region: str) -> findings.Form:
    if kind not in findings.FORMS:
        raise Refused(
            message("“{value}” is not a term of the list “{vocabulary}”."),
            value=kind,
            vocabulary="finding_kind",
        )
    return findings.checked(kind, status, data, region=region, postmortem=False)


def declare_by_court(
    actor: Actor,
    missing: MissingPerson,
    *,
    kind: str,
    court: str,
    decided_on: date,
    reference: str = "",
) -> CourtDeclaration:
    """A court declared the person missing or dead, or took that back. The search goes on (I24)."""
    with act(actor, DECLARE_BY_COURT) as doing:
        now = doing.lock(MissingPerson, missing.id)
        dead = {"dead": True, "fact_of_death": True, "revoked": False}.get(
            kind, now.declared_dead_by_court
        )
        doing.change(now, seen=now.version, declared_dead_by_court=dead)
        return doing.create(
            CourtDeclaration,
            missing=missing,
            kind=kind,
            court=court,
            decided_on=decided_on,
            reference=reference,
        )


def found(doing: Doing, missing: Iterable[MissingPerson], state: str) -> None:
    """Inside another act: the search ends, or goes on again, for these people."""
    for person in missing:
        now = doing.lock(MissingPerson, person.id)
        if now.state not in {"duplicate", state}:
            doing.change(now, seen=now.version, state=state)


def checked_names(names: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The names as they are kept.

    Raises
    ------
    Refused
        For a part that is not one of a name, or a name without any.
    """
    kept = [{part: str(value).strip() for part, value in name.items()} for name in names]
    for name in kept:
        if not name.keys() <= _NAME_PARTS or not name.get("script"):
            raise Refused(message("A name has a script and the parts family, given, patronymic."))
        if not name.get("family") and not name.get("given"):
            raise Refused(message("A name has at least a family or a given name."))
    return kept


def _only_told(told: Mapping[str, Any]) -> None:
    """States and links change by acts that check them, never by describing."""
    wrong = sorted(name for name in told if name.removesuffix("_id") in _BY_ACTS)
    if wrong:
        raise ValueError(f"{', '.join(wrong)} cannot be changed by describing")
