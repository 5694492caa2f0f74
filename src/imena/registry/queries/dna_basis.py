"""What a comparison by DNA can rest on today: samples, donors and methods that hold (I17)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from imena.registry.actor import Actor
from imena.registry.models import Hypothesis, Kinship, LabResult, Person, Sample
from imena.registry.queries import reading
from imena.registry.queries.persons import check_compares
from imena.registry.queries.same import same_people
from imena.registry.queries.snapshot import USABLE, agreeing
from imena.registry.queries.standing import units_of
from imena.registry.queries.visible import sealed, visible

#: What a run says of a pair and a comparison cites.
_CITED = ("log10_lr", "posterior", "posterior_dna", "reached", "among", "set_posterior")


@dataclass(frozen=True, slots=True)
class Basis:
    """Samples of the remains and of the donors with usable results by each of the methods, and what
    the last run says of the pair: ``figures`` with the run's number, empty where there was none."""

    samples: tuple[Sample, ...]
    donors: tuple[Person, ...]
    lab_methods: tuple[str, ...]
    figures: dict[str, object]


def dna_basis(
    actor: Actor, individual: uuid.UUID, missing: uuid.UUID, *, only: Collection[str] = ()
) -> Basis:
    """Everything that a comparison by DNA of the two may name, of the donors whose codes are in
    ``only`` where there are any. A donor whose kinship does not hold, or who does not agree any
    more, is not among it. Of a donor no more is told than the code.

    Raises
    ------
    NotYours
        For whoever does not compare.
    Broken
        I32, without a purpose.
    """
    check_compares(actor)
    donors = {
        pk: typed
        for pk in _agreed(actor, missing, only)
        if (typed := _typed(actor, sample__donor=pk))
    }
    of_remains = _typed(actor, sample__unit__in=units_of(individual))
    methods = {by for _, by in of_remains}
    donors = {pk: typed for pk, typed in donors.items() if methods & {by for _, by in typed}}
    for typed in donors.values():
        methods &= {by for _, by in typed}
    used = {s for typed in (of_remains, *donors.values()) for s, by in typed if by in methods}
    reading.named(actor, {missing, *donors})
    return Basis(
        tuple(visible(actor, Sample).filter(pk__in=used).order_by("number")),
        tuple(sealed(Person.objects.filter(pk__in=donors).only("id", "code")).order_by("code")),
        tuple(sorted(methods)),
        _cited(actor, individual, missing),
    )


def _agreed(actor: Actor, missing: uuid.UUID, only: Collection[str]) -> set[uuid.UUID]:
    """Donors related to the person as far as is known, who agree; a direct sample is their own."""
    kin = Kinship.objects.filter(
        operation=actor.operation, missing__in=same_people([missing]), person__erased_at=None
    ).select_related("person")
    stated = [k for k in kin if not only or k.person.code in only]
    fallen = {k.person_id for k in stated if k.standing == "contradicted"}
    own = {k.person_id for k in stated if k.relationship == "self"}
    return (agreeing({k.person_id for k in stated}) | own) - fallen


def _typed(actor: Actor, **of: object) -> set[tuple[uuid.UUID, str]]:
    """Samples with a standing usable result, and by which method."""
    results = LabResult.objects.filter(
        operation=actor.operation, outcome__in=USABLE, **{f"item__{k}": v for k, v in of.items()}
    )
    replaced = LabResult.objects.filter(replaces__isnull=False).values("replaces")
    return set(results.exclude(pk__in=replaced).values_list("item__sample", "method"))


def _cited(actor: Actor, individual: uuid.UUID, missing: uuid.UUID) -> dict[str, object]:
    rows = visible(actor, Hypothesis).filter(individual=individual, missing=missing)
    found = rows.exclude(run="").first()
    if found is None:
        return {}
    return {name: found.figures[name] for name in _CITED if name in found.figures} | {
        "run": found.run
    }
