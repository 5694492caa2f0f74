"""A dossier gathered: what its reader may see, of what whoever makes it may see."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Set
from dataclasses import replace

from imena import __version__
from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.ledger.rows import last
from imena.registry.models import (
    Comparison,
    Decision,
    DecisionIndividual,
    Individual,
    MissingPerson,
    Operation,
    RecoveredUnit,
    Signature,
)
from imena.registry.permissions import Need, Reach, may, reach
from imena.registry.policies import read
from imena.registry.queries.dossier import evidence as evidence
from imena.registry.queries.dossier import remains as of_remains
from imena.registry.queries.dossier.content import (
    Dossier,
    Made,
    Policy,
    Remains,
    Signed,
    blank,
)
from imena.registry.queries.dossier.people import name_alone, named_people, told
from imena.registry.queries.dossier.remains import moment
from imena.registry.queries.dossier.rules import lines
from imena.registry.queries.dossier.signed import digest_of
from imena.registry.queries.evidence import (
    Naming,
    basis,
    naming,
    open_conflicts,
    signs_of_life,
    standing_exclusions,
)
from imena.registry.queries.finding import by_number
from imena.registry.queries.persons import check_compares
from imena.registry.queries.reading import as_one, named
from imena.registry.queries.same import same_each
from imena.registry.queries.standing import units_of_each
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import NotAllowed, NotYours, Refused

#: What a reader is not shown, whoever makes the dossier.
_WITHHELD = {
    "board": ("restricted",),
    "prosecutor": ("restricted", "genetics"),
    "family": ("restricted", "genetics", "others", "findings", "cause", "custody"),
}
#: Who may make a dossier for which reader: who has to do with what that reader does with it.
_MAKERS = {
    "board": ("identification", Need.PROPOSE),
    "prosecutor": ("identification", Need.APPROVE),
    "family": ("families", Need.READ),
}
_MAKING = {
    "board": message("make the dossier of the board"),
    "prosecutor": message("make the prosecutor’s dossier"),
    "family": message("make the dossier of a family"),
}
#: Areas without which parts stay empty, and which parts these are.
_PARTS = (("laboratory", "results"), ("sites", "place"), ("postmortem", "findings"))


def gathered(actor: Actor, text: str, reader: str) -> Dossier:
    """The dossier of a decision, or of an individual with its latest decision if it has one.

    It is logged as a reading about everybody in it (I32).

    For the board it is made by who proposes or signs, for the prosecutor by who signs, for a family
    by who may read what was said with families.

    Raises
    ------
    NotAllowed
        For a role that makes none for this reader.
    NotYours
        Where there is no such decision or individual that the actor may see; for board and
        prosecutor, where the actor does not compare.
    Refused
        For a family, where no decision stands, or something contradicts it: a family is told a
        name when two have signed and nothing waits that may take it back.
    Broken
        I32, without a purpose.
    """
    individual, decision = _subject(actor, text)
    if reader != "family":
        check_compares(actor)
    answer = may(actor, *_MAKERS[reader])
    if not answer.allowed:
        raise NotAllowed(answer, _MAKING[reader])
    with as_one(actor, "read.dossier"):
        if reader == "family":
            return _for_family(actor, decision)
        if decision is None:
            assert individual is not None
            return _undecided(actor, individual, reader)
        return _decided(actor, decision, reader)


def _subject(actor: Actor, text: str) -> tuple[Individual | None, Decision | None]:
    found = by_number(actor, text)
    if isinstance(found, Decision):
        return None, found
    if not isinstance(found, Individual):
        raise NotYours
    rows = visible(actor, Decision).filter(individuals__individual=found)
    return found, rows.order_by("-recorded_at", "-number").first()


def _decided(actor: Actor, decision: Decision, reader: str) -> Dossier:
    on = basis(decision)
    whose = on.named
    people = named_people(actor, whose)
    signed = list(DecisionIndividual.objects.filter(decision=decision))
    individuals = _individuals(actor, whose)
    missing = [row for row in people if isinstance(row, MissingPerson)]
    ids = [ground["comparison"] for ground in decision.grounds]
    compared = list(
        visible(actor, Comparison)
        .filter(pk__in=ids)
        .select_related("individual", "missing", "examiner")
        .order_by("number")
    )
    bare = _of_individuals(actor, individuals, missing, reader, compared, signed, on.same)
    digest = digest_of(decision)
    return replace(
        _about(bare, decision, digest),
        people=tuple(told(row) for row in people),
        grounds=evidence.grounds(compared),
        policy=_policy(decision),
        lines=lines(decision, on, bare.custody),
        signatures=_signatures(decision, digest),
        exclusions=evidence.exclusions(
            actor, individuals, set[uuid.UUID]().union(*on.same.values())
        ),
    )


def _undecided(actor: Actor, individual: Individual, reader: str) -> Dossier:
    """Nothing is proposed: what speaks for whom, and first what speaks against anybody."""
    rows = visible(actor, MissingPerson).filter(
        hypotheses__individual=individual, hypotheses__operation=actor.operation
    )
    rows = rows.exclude(hypotheses__state__in=("dropped", "excluded"))
    missing = list(rows.distinct().order_by("number"))
    same = same_each(row.id for row in missing)
    bare = _of_individuals(actor, [individual], missing, reader, [], [], same)
    first = next((w.person for w in bare.weighed), "")
    shown = [row for row in missing if row.number == first]
    named(actor, [row.id for row in shown])
    return replace(
        bare,
        people=tuple(told(row) for row in shown),
        kin=tuple(one for one in bare.kin if one.missing == first),
        before=tuple(one for one in bare.before if one.of == first),
        exclusions=evidence.exclusions(actor, [individual], frozenset()),
    )


def _of_individuals(
    actor: Actor,
    individuals: list[Individual],
    missing: list[MissingPerson],
    reader: str,
    compared: list[Comparison],
    signed: list[DecisionIndividual],
    same: Mapping[uuid.UUID, Set[uuid.UUID]],
) -> Dossier:
    here = _units(actor, individuals, signed)
    weighed = evidence.weighed(
        actor, individuals, [m.id for m in missing] if signed else [], compared
    )
    samples = of_remains.samples(actor, here, [s for c in compared for s in c.samples])
    kin = evidence.kin(actor, missing, same)
    if reader == "prosecutor":
        numbers = {unit.number for unit in here}
        weighed = tuple(replace(one, per_marker={}) for one in weighed)
        samples = tuple(one for one in samples if one.of in numbers)
        kin = tuple(replace(k, sampled=False) for k in kin if k.standing != "contradicted")
    runs = evidence.runs(actor, weighed)
    bare = _bare(actor, reader)
    return replace(
        bare,
        made=replace(bare.made, since_run=evidence.events_since(actor, runs)),
        remains=of_remains.remains(actor, individuals, signed),
        weighed=weighed,
        kin=kin,
        before=evidence.before(actor, missing, same),
        after=evidence.after(actor, here),
        custody=of_remains.custody(actor, here),
        samples=samples,
        causes=of_remains.causes(actor, here),
        runs=runs,
    )


def _for_family(actor: Actor, decision: Decision | None) -> Dossier:
    """Only what is theirs: the name, that it stands and under which rule, which remains."""
    if decision is None or decision.status != "confirmed":
        raise Refused(
            message("No name stands here. A family is told one when two people have signed it.")
        )
    whose = naming(decision)
    if _contradicted(decision, whose):
        raise Refused(message("Something contradicts this decision: settle that first."))
    if len(whose.persons) > 1:
        raise Refused(message("This decision names several people. Each family is told in person."))
    people = named_people(actor, whose)
    signed = list(DecisionIndividual.objects.filter(decision=decision).select_related("individual"))
    units_ = of_remains.remains(actor, [row.individual for row in signed], signed)
    methods = [
        replace(
            ground,
            number="",
            individual="",
            about=(),
            examiner="",
            at="",
            note="",
            donors=(),
            lab_methods=(),
        )
        for ground in evidence.grounds(
            Comparison.objects.filter(
                pk__in=[g["comparison"] for g in decision.grounds], withdrawn_at=None
            ).select_related("individual", "examiner"),
        )
    ]
    digest = digest_of(decision)
    return replace(
        _about(_bare(actor, "family"), decision, digest),
        proposed_by="",
        proposed_at="",
        statement="",
        supersedes="",
        people=tuple(name_alone(row) for row in people),
        remains=tuple(_kinds_alone(one) for one in units_),
        policy=_policy(decision),
        signatures=tuple(replace(s, name="") for s in _signatures(decision, digest)),
        grounds=tuple(methods),
    )


def _contradicted(decision: Decision, whose: Naming) -> bool:
    """Whether something waits for people that may take the name back."""
    return bool(
        signs_of_life(whose)
        or open_conflicts(decision)
        or standing_exclusions(whose.individuals, whose.persons)
    )


def _kinds_alone(one: Remains) -> Remains:
    units = tuple(
        replace(u, number="", state="", place="", site="", grave="", recovered_at="", evidence="")
        for u in one.units
        if u.signed
    )
    return Remains(one.number, "", one.signed_units, units)


def _bare(actor: Actor, reader: str) -> Dossier:
    """What is so of every dossier that the actor makes; nothing is said yet."""
    operation = one(actor, Operation, pk=actor.operation)
    made = Made(__version__, moment(clock.now()), actor.name, last(), 0)
    withheld = _WITHHELD[reader]
    unseen = tuple(
        part
        for area, part in _PARTS
        if reader != "family" and reach(actor, area) is not Reach.ALL and part not in withheld
    )
    return replace(
        blank(reader, made),
        operation=operation.code,
        operation_uk=operation.name_uk,
        operation_en=operation.name_en,
        withheld=withheld,
        unseen=unseen,
    )


def _about(bare: Dossier, decision: Decision, digest: str) -> Dossier:
    return replace(
        bare,
        decision=decision.number,
        status=decision.status,
        proposed_by=decision.proposed_by.display_name,
        proposed_at=moment(decision.recorded_at),
        confirmed_at=moment(decision.confirmed_at),
        ended_at=moment(decision.ended_at),
        ended_reason=decision.ended_reason,
        statement=decision.statement,
        supersedes=decision.supersedes.number if decision.supersedes else "",
        later_sampling=decision.later_sampling,
        digest=digest,
    )


def _individuals(actor: Actor, whose: Naming) -> list[Individual]:
    return list(visible(actor, Individual).filter(pk__in=whose.individuals).order_by("number"))


def _units(
    actor: Actor, individuals: list[Individual], signed: list[DecisionIndividual]
) -> list[RecoveredUnit]:
    """The units that are theirs now, and those the decision was proposed with."""
    now = units_of_each(individual.id for individual in individuals)
    then = {unit for row in signed for unit in row.units}
    asked = then.union(*now.values())
    return list(visible(actor, RecoveredUnit).filter(pk__in=asked).order_by("number"))


def _policy(decision: Decision) -> Policy:
    policy, rules = decision.policy, read(decision.policy.rules)
    return Policy(
        policy.code,
        policy.edition,
        policy.text_uk,
        policy.text_en,
        policy.retired_on.isoformat() if policy.retired_on else "",
        rules.signatures,
        dict(sorted(rules.of_each.items())),
    )


def _signatures(decision: Decision, now: str) -> tuple[Signed, ...]:
    rows = Signature.objects.filter(decision=decision).select_related("signer")
    return tuple(
        Signed(
            row.signer.display_name, row.role, moment(row.signed_at), row.digest, row.digest == now
        )
        for row in rows.order_by("signed_at", "signer__display_name")
    )
