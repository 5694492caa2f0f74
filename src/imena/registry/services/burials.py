"""Into a grave, under a name or until there is one, and out of it again.

What is found after the rest was buried goes into the same grave or into another: each thing lies
in one place (I2), an individual’s remains may lie in several.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import (
    Burial,
    Decision,
    DecisionIndividual,
    FamilyWish,
    Individual,
    RecoveredUnit,
    Release,
    Sample,
)
from imena.registry.permissions import Need
from imena.registry.queries.evidence import naming
from imena.registry.queries.same import same_people
from imena.registry.queries.standing import units
from imena.registry.refusals import Refused, breaks
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.handling import happened
from imena.registry.services.locks import hold, hold_decision
from imena.registry.services.progress import derived_state

BURY_NAMED = declare("burials.bury_named", "release", message("recorded a burial under a name"))
BURY_UNNAMED = declare(
    "burials.bury_unnamed", "release", message("recorded an interim burial without a name")
)
EXHUME_AGAIN = declare(
    "burials.exhume_again",
    "release",
    message("exhumed a burial again"),
    Need.APPROVE,
)


def bury_named(
    actor: Actor, release: Release, *, place: str, plot: str, marker_text: str, buried_on: date
) -> Burial:
    """The family buried their dead under the name.

    What was found later joins the grave where the rest lies, or gets another, as they wish (I21).

    Raises
    ------
    Broken
        I20, where no release of a standing decision went before; I21, where the family wished that
        later finds lie with the rest and this is another grave.
    """
    with act(actor, BURY_NAMED) as doing:
        decision, _ = hold_decision(doing, release.decision_id)
        now = doing.lock(Release, release.id)
        if now.state != "released" or decision.status != "confirmed":
            raise breaks("I20", message("A burial under a name follows a release that stands."))
        body = doing.lock(Individual, now.individual_id)
        doing.change(body, seen=body.version, state="buried_named")
        standing = Burial.objects.filter(individual=body, named=True, ended_on=None)
        grave = standing.filter(place=place, plot=plot).first()
        if grave is None:
            wish = _last_wish(decision)
            if standing.exists() and wish and wish.later_found == "bury_with_the_person":
                raise breaks(
                    "I21", message("The family wished that what is found later lies with the rest.")
                )
            grave = doing.create(
                Burial,
                individual=body,
                named=True,
                place=place,
                plot=plot,
                marker_text=marker_text,
                buried_on=buried_on,
                release=now,
                wish=wish,
            )
        _laid(doing, [doing.lock(RecoveredUnit, pk) for pk in sorted(now.units)], grave)
        return grave


def bury_unnamed(
    actor: Actor,
    individual: Individual,
    *,
    place: str,
    plot: str,
    marker_text: str,
    buried_on: date,
    retained_sample: Sample,
    reexhumation_path: str,
) -> Burial:
    """Interim burial before there is a name (I23): so that the way back stays open.

    What was found since an earlier one is buried with a retained sample of its own.

    Raises
    ------
    Broken
        I23, where the retained sample is not of these remains or is not kept, or something is left
        blank; I20, where a decision already says who this is; I2, where all of it is buried.
    """
    with act(actor, BURY_UNNAMED) as doing:
        body = hold(doing, individuals=[individual.id]).individuals[0]
        going = [unit for unit in units(body.id) if unit.place != "grave"]
        if DecisionIndividual.objects.filter(individual=body, standing=True).exists():
            raise breaks("I20", message("This individual has a name: release them to the family."))
        if not going:
            raise breaks("I2", message("They are buried."))
        kept = doing.lock(Sample, retained_sample.id)
        if kept.unit_id not in {u.id for u in going} or kept.state not in {"retained", "stored"}:
            raise breaks("I23", message("Keep a sample of these remains before they are buried."))
        if not marker_text.strip() or not reexhumation_path.strip() or not plot.strip():
            raise breaks(
                "I23",
                message(
                    "Burial without a name needs a retained sample, a plot, the marker’s text and "
                    "the way to exhume again."
                ),
            )
        doing.change(body, seen=body.version, state="buried_unnamed")
        grave = doing.create(
            Burial,
            individual=body,
            named=False,
            place=place,
            plot=plot,
            marker_text=marker_text,
            buried_on=buried_on,
            retained_sample=kept,
            reexhumation_path=reexhumation_path,
        )
        _laid(doing, [doing.lock(RecoveredUnit, unit.id) for unit in going], grave)
        return grave


def exhume_again(actor: Actor, burial: Burial, *, seen: int, ended_on: date, reason: str) -> Burial:
    """A grave of ours is opened again, by order: to be named, or because the name was wrong.

    All that lies in it comes out, whoever it is thought to be by now; what the individual has in
    other graves stays there.
    """
    if not reason.strip():
        raise Refused(message("Say by which order the grave is opened again."))
    with act(actor, EXHUME_AGAIN, reason=reason) as doing:
        body = hold(doing, individuals=[burial.individual_id]).individuals[0]
        now = doing.lock(Burial, burial.id)
        if now.ended_on is not None:
            raise Refused(message("This grave was opened again before."))
        named = DecisionIndividual.objects.filter(individual=body, standing=True).exists()
        state = "identified" if named else "under_comparison"
        doing.change(body, seen=body.version, state=state)
        lying = list(RecoveredUnit.objects.filter(burial=now).order_by("id"))
        releases = Release.objects.filter(individual=body, state="released").order_by("id")
        for release in releases:
            if not {str(unit.id) for unit in lying}.isdisjoint(release.units):
                held = doing.lock(Release, release.id)
                doing.change(held, seen=held.version, state="reversed", blocked_reason=reason)
        his = {unit.id for unit in units(body.id)}
        for unit in lying:
            held_unit = doing.lock(RecoveredUnit, unit.id)
            after = state if unit.id in his else derived_state(held_unit)
            happened(doing, held_unit, "reexhumed", taken_by=actor.name, state=after)
        return doing.change(now, seen=seen, ended_on=ended_on)


def _laid(doing: Doing, going: list[RecoveredUnit], grave: Burial) -> None:
    for unit in going:
        happened(
            doing,
            unit,
            "buried",
            handed_by=unit.custodian,
            taken_by=grave.place,
            state="buried_named" if grave.named else "buried_unnamed",
            burial_id=grave.id,
        )


def _last_wish(decision: Decision) -> FamilyWish | None:
    """What the family said last; a release asks for it, so there is one."""
    named = naming(decision)
    wishes = FamilyWish.objects.filter(
        Q(missing__in=same_people(named.missing)) | Q(unlisted__in=named.unlisted)
    )
    return wishes.exclude(later_found="not_asked").order_by("-recorded_at").first()
