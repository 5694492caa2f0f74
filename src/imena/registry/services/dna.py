"""What a comparison by DNA must rest on: samples, results by code, donors who agreed (I17)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from imena.language import message
from imena.registry.models import Consent, Individual, Kinship, LabResult, Person, Sample
from imena.registry.queries.standing import units_of
from imena.registry.refusals import breaks

#: Results from which something can be compared.
USABLE = ("full_profile", "partial_profile")


def check_dna(
    individual: Individual,
    missing: set[uuid.UUID],
    unlisted: Person | None,
    *,
    samples: Sequence[Sample],
    donors: Sequence[Person],
    lab_methods: Sequence[str],
) -> None:
    """Refuse a comparison by DNA whose chain does not hold from the sample to the result.

    Each laboratory method it names has a usable result on a sample of the remains and on one of
    each donor; each donor is related to the person as far as is known, and has agreed.

    Raises
    ------
    Broken
        I17, naming what is missing.
    """
    if not (samples and donors and lab_methods):
        raise breaks("I17", message("Name the samples, the donors and the laboratory’s methods."))
    units, ids = units_of(individual.id), {d.id for d in donors}
    for sample in samples:
        if str(sample.unit_id) not in units and sample.donor_id not in ids:
            raise breaks(
                "I17",
                message("The sample {number} is of other remains or of another donor."),
                number=sample.number,
            )
    for donor in donors:
        _check_donor(donor, missing, unlisted)
    typed = _typed(samples)
    of_remains = {s.id for s in samples if s.unit_id is not None}
    for method in lab_methods:
        if not of_remains & typed.get(method, set()):
            raise breaks("I17", message("The remains have no usable result by this method."))
        for donor in donors:
            if not {s.id for s in samples if s.donor_id == donor.id} & typed[method]:
                raise breaks(
                    "I17",
                    message("The donor {code} has no usable result by this method."),
                    code=donor.code,
                )


def _check_donor(donor: Person, missing: set[uuid.UUID], unlisted: Person | None) -> None:
    if unlisted is not None and donor.id == unlisted.id:
        return
    kin = list(Kinship.objects.filter(person=donor, missing__in=missing))
    if unlisted is None and not kin:
        raise breaks(
            "I17", message("The donor {code} is not related to this person."), code=donor.code
        )
    if any(k.standing == "contradicted" for k in kin):
        raise breaks(
            "I17", message("The donor {code} cannot be used for this person."), code=donor.code
        )
    if any(k.relationship == "self" for k in kin):
        return
    agreed = Consent.objects.filter(person=donor, purpose="identification", withdrawn_on=None)
    if not agreed.exists():
        raise breaks(
            "I17",
            message("The donor {code} has not agreed to identification, or no longer does."),
            code=donor.code,
        )


def _typed(samples: Sequence[Sample]) -> dict[str, set[uuid.UUID]]:
    """Samples with a usable result, by the laboratory's method; replaced results do not count."""
    results = LabResult.objects.filter(item__sample__in=samples, outcome__in=USABLE)
    replaced = LabResult.objects.filter(replaces__isnull=False).values("replaces")
    found: dict[str, set[uuid.UUID]] = {}
    for method, sample in results.exclude(pk__in=replaced).values_list("method", "item__sample"):
        found.setdefault(method, set()).add(sample)
    return found
