"""The played laboratory’s profiles make a run say what the search says of the same people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from imena.invented.site import InventedSite
from imena.kinship.observation import Sample
from imena.matching.case import Case
from imena.matching.identify import identify
from imena.reconciliation.marker_set import MarkerSet

if TYPE_CHECKING:
    from imena.registry.models import Run
    from imena.rehearsal.played import Played

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def runs() -> list[Run]:
    from imena.registry.models import Run

    return list(Run.objects.order_by("number"))


def followed(site: InventedSite, markers: MarkerSet) -> Case:
    """The case with the bodies that have a profile in the case file and the families typed there,
    less the donor whose kinship did not hold."""
    from imena.registry.models import LabResult

    typed = LabResult.objects.filter(outcome__in=("full_profile", "partial_profile"))
    bodies = set(typed.values_list("item__sample__unit__number", flat=True))
    donors = set(typed.values_list("item__sample__donor__label", flat=True))
    donors -= {person for _, person in site.truth.misrecorded}
    families = [
        replace(family, samples={d: s for d, s in family.samples.items() if d in donors})
        for family in site.case.families
    ]
    return replace(
        site.case,
        bodies=tuple(
            replace(body, sample=Sample(body.sample.genotypes, markers.pm))
            for body in site.case.bodies
            if body.id in bodies
        ),
        families=tuple(family for family in families if family.samples),
    )


def test_a_run_finds_what_the_search_finds_on_the_same_people(
    played: Played, small_site: InventedSite, marker_set: MarkerSet
) -> None:
    """Of DNA: what other evidence adds is shown beside it."""
    from imena.registry.models import Hypothesis

    direct = identify(followed(small_site, marker_set))
    log10_lr = {(p.victim, p.missing): p.log10_lr for p in direct.pairs}
    numbers = Hypothesis.objects.filter(
        individual__associations__unit__number__in=small_site.case.body_of
    ).values_list("individual__associations__unit__number", "missing__label", "figures")
    said = {(body, label): figures for body, label, figures in numbers}
    by_dna = {pair: one for pair, one in said.items() if one.get("posterior_dna")}
    likely = {pair for pair, p in direct.joint.marginals.items() if p >= 0.01}
    # What families told and examiners saw makes some of them unlikely, and nobody’s body silent.
    assert {body for body, _ in likely} <= {body for body, _ in by_dna}
    likely &= set(by_dna)
    assert {pair: float(by_dna[pair]["log10_lr"]) for pair in likely} == pytest.approx(
        {pair: log10_lr[pair] for pair in likely}, abs=1e-9
    )
    assert {pair: float(by_dna[pair]["posterior_dna"]) for pair in likely} == pytest.approx(
        {pair: direct.joint.marginals[pair] for pair in likely}, abs=1e-4
    )


def test_every_name_by_dna_cites_the_run_it_rests_on(played: Played) -> None:
    from imena.registry.models import Comparison

    first = runs()[0]
    figures = {(p["individual"], p["missing"]): p for p in first.pairs}
    cited = Comparison.objects.filter(method="dna")
    assert cited
    for comparison in cited:
        found = figures[str(comparison.individual_id), str(comparison.missing_id)]
        assert comparison.figures["run"] == str(first.number)
        assert comparison.figures["log10_lr"] == found["log10_lr"]
        assert comparison.figures["reached"] is True


def test_the_second_run_leaves_out_who_lives_and_moves_no_name(played: Played) -> None:
    second = runs()[-1]
    left_out = {(one["why"], one["number"]) for one in second.left_out}
    assert ("sign_of_life", played.truths["alive"]) in left_out
    assert hypothesis_states() >= {"confirmed", "confirmed_in_set", "reversed", "suspended"}


def hypothesis_states() -> set[str]:
    from imena.registry.models import Hypothesis

    return set(Hypothesis.objects.values_list("state", flat=True))
