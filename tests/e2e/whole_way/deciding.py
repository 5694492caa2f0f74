"""From profiles to a name: compared by a run, proposed by one, signed by two who have read it."""

from __future__ import annotations

from typing import Any

from imena.reconciliation.run import reconcile
from imena.registry.models import Association, Hypothesis, Marker, Sample
from imena.registry.queries.deciding import reading_of
from imena.registry.queries.dna_basis import dna_basis
from imena.registry.queries.dossier.gathered import gathered
from imena.registry.queries.dossier.signed import dossier
from imena.registry.queries.identification import exclusions
from imena.registry.services import (
    decisions,
    families,
    identification,
    individuals,
    policies,
    returning,
    samples,
    units,
)
from imena.registry.services.trying import tried
from imena.reports.dossier.html import render
from tests.e2e.whole_way.families import agrees_again, changes_mind
from tests.e2e.whole_way.way import Way, refused
from tests.registry.believed import fresh


def from_a_profile_to_a_name(way: Way) -> None:
    """Nothing becomes a name by itself, and nothing by one person."""
    _matched(way)
    _compared(way)
    _adopted(way)
    _proposed(way)
    _signed(way)
    _on_paper(way)


def _matched(way: Way) -> None:
    analyst = way.by("zbih")
    with refused("", "not for your role"):
        reconcile(way.by("slukhai"), way.markers)
    with refused("I32", "what you read"):
        reconcile(analyst.reading_for(""), way.markers)
    changes_mind(way, "батько")
    without = reconcile(analyst, way.markers)
    assert ("no_consent", way.missing.number) in {
        (one.why, one.number) for one in without.frozen.left_out
    }
    agrees_again(way, "батько")
    found = reconcile(analyst, way.markers)
    name = Hypothesis.objects.get(individual=way.body, missing=way.missing)
    assert (name.state, name.run, name.figures["reached"]) == ("candidate", "2", True)
    assert float(name.figures["log10_lr"]) > 6
    assert way.body.number in {one.body for one in found.answer.reached}
    assert fresh(way.missing).state != "identified_dead"


def _compared(way: Way) -> None:
    """I17: by DNA, the chain holds from each sample to its result, with consent and kinship."""
    analyst = way.by("zbih")
    basis = dna_basis(analyst, way.body.pk, way.missing.pk)
    assert {donor.pk for donor in basis.donors} == {
        way.relatives["мати"].pk, way.relatives["батько"].pk
    }  # fmt: skip
    how: dict[str, Any] = {"missing": way.missing, "method": "dna", "outcome": "established"}
    rests: dict[str, Any] = {
        "samples": basis.samples, "donors": basis.donors, "lab_methods": basis.lab_methods,
    }  # fmt: skip
    with refused("I17", "Name the samples"):
        identification.compare(analyst, way.body, **how)
    with refused("I17", "not related"):
        stranger = {**rests, "donors": [way.relatives["інша мати"]]}
        identification.compare(
            analyst, way.body, **how, **stranger | {"samples": list(way.samples.values())[:1]}
        )
    with refused("I17", "no usable result by this method"):
        identification.compare(analyst, way.body, **how, **rests | {"lab_methods": ["snp"]})
    with refused("I17", "is of other remains"):
        identification.compare(
            analyst, way.body, **how, **rests | {"samples": [*basis.samples, _of_a_bone(way)]}
        )
    changes_mind(way, "мати")
    with refused("I17", "has not agreed"):
        identification.compare(analyst, way.body, **how, **rests)
    agrees_again(way, "мати")
    way.comparison = identification.compare(
        analyst, way.body, **how, **rests, figures=basis.figures
    )
    assert way.comparison.figures["run"] == "2"
    assert Hypothesis.objects.get(individual=way.body, missing=way.missing).state == (
        "under_comparison"
    )


def _adopted(way: Way) -> None:
    with refused("", "more people"):
        policies.adopt_shipped(way.by("zakon"), "UA-2026-02", approvers=[])
    policies.adopt_shipped(
        way.by("rada"), "UA-2026-02", approvers=[way.by("zakon"), way.by("dozvil")]
    )


def _proposal(way: Way, **other: Any) -> dict[str, Any]:
    from imena.registry.queries.policies import in_force

    return {
        "policy": in_force(way.by("zbih")).get(),
        "individuals": [way.body],
        "missing": [way.missing],
        "comparisons": [way.comparison],
    } | other


def _proposed(way: Way) -> None:
    """I5, I12, I18: on comparisons alone, enough of them, exclusions read first."""
    analyst = way.by("zbih")
    marker = Marker.objects.get()
    with refused("I5", "no grounds"):
        decisions.propose(analyst, **_proposal(way, comparisons=[marker]))
    basis = dna_basis(analyst, way.body.pk, way.missing.pk, only=[way.relatives["мати"].code])
    weaker = identification.compare(
        analyst, way.body, missing=way.missing, method="dna", outcome="established",
        samples=basis.samples, donors=basis.donors, lab_methods=basis.lab_methods,
    )  # fmt: skip
    outlook = tried(analyst, **_proposal(way, comparisons=[weaker]))
    assert outlook.lacking is not None
    assert [line.met for line in outlook.lines] == [False, False]
    against = identification.compare(
        way.by("zubenko"), way.body, missing=way.missing, method="dental", outcome="excluded"
    )
    with refused("I18", "read them before proposing"):
        decisions.propose(analyst, **_proposal(way))
    with refused("I18", "by two people"):
        identification.withdraw_comparison(way.by("zubenko"), against, reason="чужа картка")
    (read,) = exclusions(analyst, [way.body.pk], [way.missing.pk])
    stopped = decisions.propose(analyst, **_proposal(way, exclusions_seen=[read.comparison]))
    _sign(way, stopped, "rada")
    with refused("I18", f"An exclusion stands: {against.number}"):
        _sign(way, stopped, "zakon")
    decisions.reject(way.by("vaha"), stopped, reason="спершу зуби")
    identification.withdraw_exclusion(
        way.by("rada"), against, reason="картка іншої людини", approvers=[way.by("zakon")]
    )
    with refused("", "not for your role"):
        decisions.propose(way.by("ridna"), **_proposal(way))
    way.decision = decisions.propose(analyst, **_proposal(way))
    assert reading_of(way.by("rada"), way.decision).lacking is None


def _signed(way: Way) -> None:
    """I12, I22: two who may, of the roles asked for, each having read what is signed."""
    with refused("", "not for your role"):
        _sign(way, way.decision, "zbih")
    with refused("I12", "What you read"):
        decisions.sign(way.by("rada"), way.decision, role="board", digest="0" * 64)
    _sign(way, way.decision, "rada")
    with refused("I12", "signs once"):
        _sign(way, way.decision, "rada")
    assert fresh(way.decision).status == "proposed"
    with refused("I22", "once the decision is confirmed"):
        families.notify(way.by("ridna"), way.decision, way.relatives["мати"], manner="in_person")
    with refused("I20", "No confirmed decision"):
        returning.authorise(
            way.by("zakon"), way.decision, way.body, recipient=way.relatives["мати"],
            recipient_proof="паспорт", authorisation="П-1",
        )  # fmt: skip
    _sign(way, way.decision, "vaha")  # a second of the board: the policy asks for a prosecutor
    assert fresh(way.decision).status == "proposed"
    found_since = _another_bone(way)
    with refused("I12", "Other remains belong"):
        _sign(way, way.decision, "zakon")
    individuals.withdraw(
        way.by("kistka"), found_since, seen=fresh(found_since).version, reason="не та людина"
    )
    _sign(way, way.decision, "zakon")
    assert fresh(way.decision).status == "confirmed"
    assert (fresh(way.body).state, fresh(way.missing).state) == ("identified", "identified_dead")
    assert Hypothesis.objects.get(individual=way.body, missing=way.missing).state == "confirmed"


def _on_paper(way: Way) -> None:
    """The dossier has the digest that was signed; each reader gets what they may see."""
    number, unseen = way.decision.number, way.comparison.number
    with refused("", "no such record"):
        gathered(way.by("probirna"), number, "board")
    _, digest = dossier(way.by("rada"), way.decision)
    board = render(gathered(way.by("rada"), number, "board"), "uk")
    assert digest in board
    assert unseen in board
    family = render(gathered(way.by("ridna"), number, "family"), "uk")
    assert unseen not in family
    assert way.relatives["батько"].code not in family


def _sign(way: Way, decision: Any, who: str) -> None:
    signer = way.by(who)
    _, digest = dossier(signer, decision)
    decisions.sign(signer, decision, role=min(signer.roles), digest=digest)


def _of_a_bone(way: Way) -> Sample:
    """A sample of a bone that nobody has associated with the man."""
    way.bone = units.recover(way.by("lopata"), way.site, kind="single_bone", human="yes")
    return samples.take_sample(way.by("kistka"), way.bone, kind="femur")


def _another_bone(way: Way) -> Association:
    """That bone is thought to be the same man’s while signatures are under way."""
    return individuals.associate(
        way.by("kistka"), way.body, way.bone, evidence="dna", grounds="поруч лежала"
    )
