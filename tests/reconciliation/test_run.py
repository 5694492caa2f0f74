"""A run over the case file says what the search says of the same site, and says it once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from imena.matching.identify import identify
from imena.reconciliation import run as running
from imena.reconciliation.freeze import freeze
from imena.reconciliation.marker_set import MarkerSet, read_marker_set
from imena.reconciliation.run import NothingToCompareError, reconcile
from imena.registry.ledger import sequencer
from imena.registry.ledger.history import history
from imena.registry.models import Consent, Event, Hypothesis, Kinship, Opening, Run
from imena.registry.refusals import Broken, NotAllowed, Refused
from imena.registry.services import identification, persons, reconciliation
from tests.reconciliation.site import MARKERS, Site, played
from tests.registry.believed import A_DAY
from tests.registry.together import done_by, refused, together


@pytest.fixture(scope="module")
def markers(marker_file: Path) -> MarkerSet:
    return read_marker_set(marker_file)


def test_a_run_equals_the_search_on_the_same_site(site: Site, markers: MarkerSet) -> None:
    made = played(site)
    direct = identify(made.direct)
    found = reconcile(site.analyst, markers)
    assert found.frozen.case.missing == made.direct.missing
    joint = found.identification.joint
    assert joint.marginals == pytest.approx(direct.joint.marginals, abs=1e-9)
    assert joint.nobody == pytest.approx(direct.joint.nobody, abs=1e-9)
    ours = {(p.victim, p.missing): p.log10_lr for p in found.identification.pairs}
    theirs = {(p.victim, p.missing): p.log10_lr for p in direct.pairs}
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_what_it_found_stands_as_possible_names_with_figures_and_the_run_s_number(
    site: Site, markers: MarkerSet
) -> None:
    made = played(site)
    found = reconcile(site.analyst, markers, prior="recovered=0.5", seed=7)
    run = Run.objects.get()
    assert (run.state, run.number, run.by_id) == ("done", 1, site.analyst.user)
    assert (run.snapshot, run.markers) == (found.frozen.digest, markers.sha256)
    assert run.parameters["prior"] == "recovered=0.5"
    assert run.parameters["seed"] == "7"
    assert run.ended_at is not None
    hypotheses = {(h.individual.number, h.missing.number): h for h in Hypothesis.objects.all()}
    marginals = found.identification.joint.marginals
    listed = {pair for pair, posterior in marginals.items() if posterior >= 0.01}
    assert set(hypotheses) == listed
    for pair, hypothesis in hypotheses.items():
        assert (hypothesis.state, hypothesis.run) == ("candidate", "1")
        assert float(hypothesis.figures["posterior"]) == marginals[pair]
    of_father = hypotheses[made.bodies["батько"].number, made.missing["батько"].number]
    assert of_father.figures["reached"] is True


def test_brothers_whom_nothing_tells_apart_are_a_set(site: Site, markers: MarkerSet) -> None:
    made = played(site)
    reconcile(site.analyst, markers)
    brothers = {made.missing["перший"].number, made.missing["другий"].number}
    of_one = Hypothesis.objects.filter(individual=made.bodies["другий"])
    assert {h.missing.number for h in of_one} == brothers
    assert all(float(h.figures["posterior"]) == pytest.approx(0.5, abs=0.01) for h in of_one)
    assert not any(h.figures["reached"] for h in of_one)


def test_a_second_run_changes_figures_and_never_a_state(site: Site, markers: MarkerSet) -> None:
    made = played(site)
    reconcile(site.analyst, markers)
    one = Hypothesis.objects.get(individual=made.bodies["батько"])
    identification.weigh(site.analyst, one, seen=one.version, state="under_comparison")
    before = Hypothesis.objects.count()
    mother = made.relatives["син"], made.relatives["донька"]
    for person in mother:
        consent = Consent.objects.get(person=person)
        persons.withdraw_consent(site.cast.interviewer, consent, withdrawn_on=A_DAY)
    reconcile(site.analyst, markers)
    assert Hypothesis.objects.count() == before
    again = Hypothesis.objects.get(pk=one.pk)
    assert (again.state, again.run) == ("under_comparison", "2")
    assert again.figures == {"log10_lr": "", "posterior": "", "reached": False}


@pytest.mark.invariant("I18")
def test_an_excluded_name_stays_excluded_however_high_the_figure(
    site: Site, markers: MarkerSet
) -> None:
    made = played(site)
    site.believed.compared(
        made.bodies["батько"], made.missing["батько"], method="dental", outcome="excluded"
    )
    reconcile(site.analyst, markers)
    excluded = Hypothesis.objects.get(individual=made.bodies["батько"])
    assert excluded.state == "excluded"
    assert float(excluded.figures["posterior"]) > 0.9
    reconcile(site.analyst, markers)
    assert Hypothesis.objects.get(pk=excluded.pk).state == "excluded"


@pytest.mark.invariant("I17")
@pytest.mark.parametrize("what", ["consent", "kinship"])
def test_what_falls_while_it_runs_leaves_no_result(
    site: Site, markers: MarkerSet, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    made = played(site)
    son = made.relatives["син"]

    def meanwhile(*given: object, **more: object) -> object:
        if what == "consent":
            consent = Consent.objects.get(person=son)
            persons.withdraw_consent(site.cast.interviewer, consent, withdrawn_on=A_DAY)
        else:
            kinship = Kinship.objects.get(person=son)
            persons.contradict_kinship(site.analyst, kinship, seen=1, note="не син")
        return identify(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "identify", meanwhile)
    with pytest.raises(Broken, match="run again"):
        reconcile(site.analyst, markers)
    assert Run.objects.get().state == "failed"
    assert not Hypothesis.objects.exists()
    monkeypatch.undo()
    assert reconcile(site.analyst, markers).run.number == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError("неможливо")])
def test_a_run_that_stops_is_recorded_as_not_finished(
    site: Site,
    markers: MarkerSet,
    monkeypatch: pytest.MonkeyPatch,
    error: type[BaseException] | BaseException,
) -> None:
    played(site)

    def stopped(*given: object, **more: object) -> object:
        raise error

    monkeypatch.setattr(running, "identify", stopped)
    with pytest.raises(BaseException, match=r".*"):
        reconcile(site.analyst, markers)
    run = Run.objects.get()
    assert run.state == "failed"
    assert run.fault.startswith(("KeyboardInterrupt", "ValueError"))
    assert not Hypothesis.objects.exists()


def test_a_run_cut_off_is_given_up_and_what_it_brings_later_is_refused(
    site: Site, markers: MarkerSet
) -> None:
    played(site)
    cut_off = reconciliation.begin(
        site.analyst, snapshot="0" * 64, markers="0" * 64, known_at=1, parameters={}, left_out=()
    )
    with pytest.raises(Refused, match="not finished"):
        reconcile(site.analyst, markers)
    reconciliation.fail(site.analyst, cut_off, why="вимкнули світло")
    assert reconcile(site.analyst, markers).run.number == 2
    with pytest.raises(Refused, match="given up"):
        reconciliation.finish(site.analyst, cut_off, found=(), compared={}, rests_on=())
    with pytest.raises(Refused, match="given up"):
        reconciliation.fail(site.analyst, cut_off, why="ще раз")
    assert set(Hypothesis.objects.values_list("run", flat=True)) == {"2"}


@pytest.mark.django_db(transaction=True)
def test_of_many_who_begin_at_once_one_does(site: Site) -> None:
    many = 8 if connection.vendor == "postgresql" else 4
    begun = together(
        [
            lambda: reconciliation.begin(
                site.analyst,
                snapshot="0" * 64,
                markers="0" * 64,
                known_at=1,
                parameters={},
                left_out=(),
            )
        ]
        * many
    )
    assert len(done_by(begun)) == 1
    assert all(isinstance(error, Refused) for error in refused(begun))


@pytest.mark.django_db(transaction=True)
def test_of_many_who_finish_a_run_at_once_one_does(site: Site, markers: MarkerSet) -> None:
    made = played(site)
    run = reconciliation.begin(
        site.analyst, snapshot="0" * 64, markers="0" * 64, known_at=1, parameters={}, left_out=()
    )
    possible = reconciliation.Possible(
        made.bodies["батько"].id, made.missing["батько"].id, "5.0", "0.99"
    )
    ended = together(
        [
            lambda: reconciliation.finish(
                site.analyst, run, found=(possible,), compared={}, rests_on=()
            )
        ]
        * 4
    )
    assert len(done_by(ended)) == 1
    assert all(isinstance(error, Refused) for error in refused(ended))
    assert Hypothesis.objects.count() == 1


@pytest.mark.invariant("I31")
@pytest.mark.parametrize("role", ["laboratory", "examiner", "interviewer", "liaison", "board"])
def test_who_does_not_compare_everybody_freezes_nothing(
    site: Site, markers: MarkerSet, role: str
) -> None:
    played(site)
    with pytest.raises(NotAllowed):
        freeze(site.cast.actors[role].reading_for("цікаво"), markers)
    with pytest.raises(NotAllowed):
        reconciliation.begin(
            site.cast.actors[role], snapshot="", markers="", known_at=0, parameters={}, left_out=()
        )


@pytest.mark.invariant("I32")
def test_freezing_is_a_reading_about_everybody_and_says_what_for(
    site: Site, markers: MarkerSet
) -> None:
    made = played(site)
    with pytest.raises(Broken, match="for"):
        freeze(site.cast.analyst, markers)
    freeze(site.analyst, markers)
    body = Event.objects.get(type="read.snapshot").body
    assert all(str(one.id) in body for one in (*made.missing.values(), *made.relatives.values()))
    assert "Вигадан" not in body


@pytest.mark.invariant("I31")
def test_no_name_goes_into_a_run(site: Site, markers: MarkerSet) -> None:
    played(site)
    found = reconcile(site.analyst, markers)
    said = f"{found.frozen.case} {found.identification} {found.run.__dict__}"
    assert not any(name in said for name in ("Вигадан", "Мотря", "Сава"))


def test_the_digest_says_whether_anything_that_counts_has_changed(
    site: Site, markers: MarkerSet
) -> None:
    made = played(site)
    first, again = freeze(site.analyst, markers), freeze(site.analyst, markers)
    assert first.digest == again.digest
    assert again.known_at == first.known_at + 1  # the reading itself
    site.body({MARKERS[0].name: [MARKERS[0].alleles[0]] * 2})
    assert freeze(site.analyst, markers).digest != first.digest
    assert made.direct.bodies


def test_nothing_to_compare_begins_no_run(site: Site, markers: MarkerSet) -> None:
    site.body({})
    site.missing()
    with pytest.raises(NothingToCompareError) as error:
        reconcile(site.analyst, markers)
    assert {one.why for one in error.value.frozen.left_out} == {"no_profile", "nobody_typed"}
    assert not Run.objects.exists()


def test_the_ledger_holds_what_a_run_did_and_nothing_else(site: Site, markers: MarkerSet) -> None:
    played(site)
    reconcile(site.analyst, markers)
    done = reconcile(site.analyst, markers).run
    sequencer.link_waiting()
    assert history(done.id)[-1].fields["pairs"] == done.pairs
    acts = Event.objects.filter(type__startswith="reconciliation.").order_by("link__index")
    assert (
        list(acts.values_list("type", flat=True))
        == [
            "reconciliation.begin",
            "reconciliation.finish",
        ]
        * 2
    )
    changed = set(Opening.objects.filter(event__in=acts).values_list("kind", flat=True))
    assert changed == {"Run", "Hypothesis"}
