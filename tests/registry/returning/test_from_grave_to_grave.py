"""One man’s way through every room, from an open grave to his own, by the services alone."""

from __future__ import annotations

from typing import Any

from imena.registry.models import CustodyEvent, LabRequest, Sample
from imena.registry.queries.dossier.signed import dossier
from imena.registry.queries.identification import exclusions
from imena.registry.services import (
    antemortem,
    burials,
    decisions,
    families,
    identification,
    individuals,
    laboratory,
    persons,
    policies,
    returning,
    samples,
)
from tests.registry.believed import A_DAY, fresh
from tests.registry.cast import Cast
from tests.registry.ground import Ground


def profiled(cast: Cast, *taken: Sample) -> None:
    """The laboratory reads every sample, knowing codes only."""
    asked = laboratory.request(
        cast.mortuary, laboratory="вигадана", asked_for="autosomal_str", samples=taken
    )
    codes = [item.code for item in asked.items.all()]
    laboratory.send(cast.mortuary, asked, seen=fresh(asked).version, seal="П-1")
    number = LabRequest.objects.get(pk=asked.pk).number
    laboratory.receive(cast.laboratory, number, codes=codes, seal="П-1")
    for code in codes:
        laboratory.report(
            cast.laboratory, code, outcome="full_profile", method="autosomal_str", markers_read=21
        )


def test_from_an_open_grave_to_his_own(cast: Cast) -> None:
    ground = Ground.opened(cast)
    unit = ground.stored()
    body = individuals.form(
        cast.examiner, unit, evidence="only_unit", grounds="ціле тіло"
    ).individual
    bone = samples.take_sample(cast.examiner, unit, kind="femur", seal="П-0")

    missing = antemortem.report(
        cast.interviewer, names=[{"script": "uk", "family": "Вигаданий", "given": "Сава"}]
    )
    parents = []
    for relationship in ("mother", "father"):
        person = persons.register(cast.interviewer, names=[{"script": "uk", "family": "Вигадані"}])
        for purpose in ("identification", "contact"):
            persons.give_consent(
                cast.interviewer,
                person,
                purpose=purpose,
                form_version="1",
                language="uk",
                given_on=A_DAY,
            )
        kinship = persons.claim_kinship(
            cast.interviewer, person, missing, relationship=relationship
        )
        persons.document_kinship(cast.interviewer, kinship, seen=1, proof="свідоцтво")
        parents.append(person)
    swabs = [samples.take_reference(cast.interviewer, p, kind="buccal") for p in parents]
    profiled(cast, bone, *swabs)

    policy = policies.adopt_shipped(
        cast.board, "UA-2026-02", approvers=[cast.prosecutor, cast.second("prosecutor")]
    ).policy
    identification.suggest(cast.analyst, body, missing)
    comparison = identification.compare(
        cast.analyst,
        fresh(body),
        missing=missing,
        method="dna",
        outcome="established",
        samples=[bone, *swabs],
        donors=parents,
        lab_methods=["autosomal_str"],
        figures={"log10_lr": "9.41"},
    )
    assert exclusions(cast.analyst, [body.id], [missing.id]) == ()
    decision = decisions.propose(
        cast.analyst,
        policy=policy,
        individuals=[body],
        missing=[missing],
        comparisons=[comparison],
        statement="ДНК двох батьків",
    )
    for signer, role in ((cast.board, "board"), (cast.prosecutor, "prosecutor")):
        _, digest = dossier(signer, decision)
        decisions.sign(signer, decision, role=role, digest=digest)
    assert fresh(unit).state == "identified"

    mother = parents[0]
    families.notify(cast.liaison, decision, mother, manner="in_person")
    families.ask_wishes(
        cast.liaison,
        mother,
        missing=missing,
        partial_remains="receive_now",
        later_found="tell_and_return",
        asked_on=A_DAY,
    )
    release = returning.authorise(
        cast.prosecutor,
        decision,
        body,
        recipient=mother,
        recipient_proof="паспорт і свідоцтво",
        authorisation="П-31",
    )
    release = returning.hand_over(
        cast.mortuary,
        release,
        tags=[unit.number],
        witness=cast.liaison,
        witness_tags=[unit.number.lower()],
    )
    grave: dict[str, Any] = {"plot": "12", "marker_text": "Сава", "buried_on": A_DAY}
    burials.bury_named(cast.mortuary, release, place="вигаданий цвинтар", **grave)
    line = CustodyEvent.objects.filter(unit=unit).order_by("step")
    kinds = list(line.values_list("kind", flat=True))
    assert kinds[0] == "found"
    assert kinds[-2:] == ["released", "buried"]
    assert (fresh(unit).place, fresh(unit).state) == ("grave", "buried_named")
