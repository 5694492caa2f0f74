"""A plan as the case file keeps it: for each missing person whom to ask, the best first."""

from __future__ import annotations

from collections.abc import Iterator

from imena.reconciliation.sample_plan.plan import FamilyPlan, Offer, Plan
from imena.registry.services.sample_plans import Planned

#: Verdicts after which relatives who are not recorded are looked for.
_LOOK_FURTHER = ("not_enough", "nobody_to_ask")


def kept(plan: Plan) -> Iterator[Planned]:
    """What is kept of each missing person of each family."""
    for family in plan.families:
        offers = _offers(family)
        for missing in family.missing:
            verdict = family.verdict if missing in family.targets else _without(family)
            of_them = offers if missing in family.targets else ()
            yield Planned(
                missing,
                verdict,
                [_ask(one) for one in of_them],
                [_figures(one, missing) for one in of_them],
            )


def _offers(family: FamilyPlan) -> tuple[Offer, ...]:
    further = family.would if family.verdict in _LOOK_FURTHER else ()
    return (*family.offers, *further)


def _without(family: FamilyPlan) -> str:
    """Of whoever needs no sample: nothing but that their family’s profiles do not fit."""
    return family.verdict if family.verdict == "contradicts_itself" else "reached"


def _ask(offer: Offer) -> dict[str, str]:
    return {
        "person": offer.person,
        "what": offer.kind,
        "relation": offer.relation,
        "of": offer.of,
    }


def _figures(offer: Offer, missing: str) -> dict[str, str]:
    told = {"gained": f"{offer.prospect.gained:.4f}"}
    for name, outlooks in (("before", offer.prospect.before), ("named", offer.prospect.after)):
        chance = next((one.named for one in outlooks if one.missing == missing), None)
        if chance is not None:
            told[name] = f"{chance:.4f}"
    return told
