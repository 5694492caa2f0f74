"""The laboratory reads codes, materials and its own results, and nothing else (I31)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    Coded,
    Entry,
    Event,
    Incident,
    LabItem,
    LabRequest,
    MissingPerson,
    RecoveredUnit,
    Sample,
)
from imena.registry.queries import laboratory as coded
from imena.registry.queries.visible import visible
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused
from imena.registry.services import individuals, laboratory, samples, scene
from tests.registry.cast import Cast
from tests.registry.ground import Ground
from tests.registry.samples.donors import donor

#: What a laboratory may know: what it wrote itself, and what the same is for everybody.
_ITS_OWN = {
    "LabRequest": {"number", "laboratory"},
    "LabItem": {"code"},
    "Operation": {"code", "name_uk", "name_en"},
    "User": {"display_name", "username", "password", "language"},
    "LabResult": {"note"},
}


def asked(cast: Cast, *wanted: Sample, sent: bool = True) -> LabRequest:
    made = laboratory.request(
        cast.mortuary, laboratory="Лабораторія", asked_for="autosomal_str", samples=wanted
    )
    return laboratory.send(cast.mortuary, made, seen=1, seal="П-70") if sent else made


def code_of(sample: Sample) -> str:
    return LabItem.objects.filter(sample=sample).latest("recorded_at").code


def state_of(sample: Sample) -> str:
    return RecoveredUnit.objects.get(samples=sample).state


def received(cast: Cast, *wanted: Sample) -> list[str]:
    made = asked(cast, *wanted)
    codes = [item.code for item in coded.request_of(cast.laboratory, made.number).items]
    laboratory.receive(cast.laboratory, made.number, codes=codes, seal="П-70")
    return [code_of(sample) for sample in wanted]


def of_remains(ground: Ground, kind: str = "femur") -> Sample:
    return samples.take_sample(ground.cast.examiner, ground.on_the_table(), kind=kind)


def readable(lab: Actor) -> Iterator[str]:
    """Everything the role can be shown: each row within its reach, and each coded view."""
    for model in apps.get_app_config("registry").get_models():
        if issubclass(model, Entry):
            for row in visible(lab, model).values():
                yield json.dumps(row, default=str, ensure_ascii=False)
    for line in coded.requests(lab).rows:
        yield str(line)
        request = coded.request_of(lab, line.number)
        yield str(request)
        for item in request.items:
            yield str(coded.item_of(lab, item.code))


def secrets() -> set[str]:
    """Every word in the tables that is no term, no code of the laboratory and nothing public."""
    found = set()
    for model in apps.get_app_config("registry").get_models():
        if not issubclass(model, Entry):
            continue
        own = _ITS_OWN.get(model.__name__, set())
        fields = [
            f.name
            for f in model._meta.concrete_fields
            if isinstance(f, models.CharField | models.TextField | models.JSONField)
            and not isinstance(f, Coded)
            and f.name not in own
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            for value in row:
                found |= set(_words(value))
    # A laboratory knows its own name, wherever it is written.
    found -= set(LabRequest.objects.values_list("laboratory", flat=True))
    return {word for word in found if len(word) >= 4}


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _words(one)


@pytest.mark.invariant("I31")
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.text("абвгґдеєжзиіїйклмнопрст", min_size=6, max_size=12),
    note=st.text("qwertyuiop-", min_size=6, max_size=20),
    mark=st.text("ЙЦУКЕН0123456789", min_size=6, max_size=12),
)
def test_no_name_number_grave_or_site_reaches_the_laboratory(
    ground: Ground, name: str, note: str, mark: str
) -> None:
    cast = ground.cast
    scene.record_marker(cast.prosecutor, ground.site, text_verbatim=f"{mark} {name}")
    unit = ground.on_the_table(note=note)
    individuals.form(cast.examiner, unit, evidence="only_unit", grounds=f"{note} {name}")
    MissingPerson(
        operation=cast.operation,
        number=f"MP-{MissingPerson.objects.count():04d}",
        names=[{"script": "uk", "family": name, "given": name[::-1]}],
        birth_place=mark,
        recorded_at=clock.now(),
    ).save(force_insert=True)
    bone = samples.take_sample(cast.examiner, unit, kind="femur", note=note)
    swab = samples.take_reference(cast.interviewer, donor(cast, name), kind="buccal", note=mark)
    codes = received(cast, bone, swab)
    laboratory.report(
        cast.laboratory,
        codes[0],
        outcome="full_profile",
        method="autosomal_str",
        profile={"TH01": ["9.3", "6"]},
    )
    asked(cast, of_remains(ground), sent=False)
    hidden = secrets()
    assert {name, note, mark} <= hidden
    assert {unit.number, ground.site.name_uk, ground.grave.number, bone.number} <= hidden
    said = list(readable(cast.laboratory))
    assert any(codes[0] in line for line in said)
    leaked = {word for word in hidden for line in said if word in line}
    assert leaked == set()


@pytest.mark.invariant("I31")
def test_no_row_of_what_a_code_stands_for_is_within_reach(ground: Ground, cast: Cast) -> None:
    received(cast, of_remains(ground))
    for model in (RecoveredUnit, Sample, LabItem, LabRequest, MissingPerson, Incident):
        assert not visible(cast.laboratory, model).exists()
    for model in (MissingPerson, LabItem):
        assert not visible(cast.examiner, model).exists()


@pytest.mark.invariant("I31")
def test_a_request_that_has_not_left_is_not_there_for_the_laboratory(
    ground: Ground, cast: Cast
) -> None:
    drafted = asked(cast, of_remains(ground), sent=False)
    ((code, _),) = coded.packing_list(cast.mortuary, drafted.pk)
    assert coded.requests(cast.laboratory).rows == ()
    for read in (
        lambda: coded.request_of(cast.laboratory, drafted.number),
        lambda: coded.item_of(cast.laboratory, code),
        lambda: laboratory.receive(cast.laboratory, drafted.number, codes=[code], seal="П"),
        lambda: laboratory.report(
            cast.laboratory, code, outcome="no_profile", method="autosomal_str"
        ),
    ):
        with pytest.raises(NotYours):
            read()


@pytest.mark.invariant("I31")
def test_who_packs_reads_the_codes_until_the_parcel_leaves(ground: Ground, cast: Cast) -> None:
    sample = of_remains(ground)
    drafted = asked(cast, sample, sent=False)
    assert coded.packing_list(cast.mortuary, drafted.pk) == ((code_of(sample), sample.number),)
    for role in ("laboratory", "analyst", "board", "liaison"):
        with pytest.raises(NotAllowed):
            coded.packing_list(cast.actors[role], drafted.pk)
    laboratory.send(cast.mortuary, drafted, seen=1, seal="П-70")
    with pytest.raises(NotYours):
        coded.packing_list(cast.mortuary, drafted.pk)
    with pytest.raises(NotAllowed):
        coded.requests(cast.liaison)
    assert not coded.results_of(cast.mortuary, sample.pk).exists()


@pytest.mark.invariant("I31")
def test_two_requests_for_one_person_share_nothing_but_what_is_read(cast: Cast) -> None:
    giver = donor(cast)
    swabs = [samples.take_reference(cast.interviewer, giver, kind="buccal") for _ in range(2)]
    first, second = (asked(cast, swab) for swab in swabs)
    assert first.number != second.number
    assert code_of(swabs[0]) != code_of(swabs[1])
    views = [coded.request_of(cast.laboratory, made.number) for made in (first, second)]
    assert giver.code not in str(views)


@pytest.mark.invariant("I31")
def test_the_order_of_codes_tells_nothing_of_the_order_of_samples(cast: Cast) -> None:
    swabs = [
        samples.take_reference(cast.interviewer, donor(cast), kind="buccal") for _ in range(14)
    ]
    made = asked(cast, *swabs)
    codes = [item.code for item in coded.request_of(cast.laboratory, made.number).items]
    stored = list(made.items.order_by("pk").values_list("code", flat=True))
    assert codes == sorted(codes)
    # 14! to one against either order being that of the samples by chance
    assert [code_of(swab) for swab in swabs] not in (codes, codes[::-1], stored)


@pytest.mark.invariant("I17")
def test_a_result_belongs_to_a_code(ground: Ground, cast: Cast) -> None:
    sample = of_remains(ground)
    (code,) = received(cast, sample)
    with pytest.raises(NotYours):
        laboratory.report(
            cast.laboratory, sample.number, outcome="full_profile", method="autosomal_str"
        )
    with pytest.raises(NotAllowed):
        laboratory.report(cast.mortuary, code, outcome="full_profile", method="autosomal_str")
    item = laboratory.report(
        cast.laboratory,
        code,
        outcome="partial_profile",
        method="autosomal_str",
        markers_read=14,
        profile={"TH01": ["9.3", "6"]},
    )
    assert [result.outcome for result in item.results] == ["partial_profile"]
    (joined,) = coded.results_of(cast.board, sample.pk)
    assert joined.profile == {"TH01": ["9.3", "6"]}
    assert coded.requests(cast.laboratory).rows[0].state == "reported"
    assert state_of(sample) == "profiled"


@pytest.mark.invariant("I17")
def test_a_result_is_replaced_by_name_and_the_first_stays(ground: Ground, cast: Cast) -> None:
    sample = of_remains(ground)
    (code,) = received(cast, sample)
    lab = cast.laboratory
    laboratory.report(lab, code, outcome="full_profile", method="autosomal_str")
    with pytest.raises(Broken, match="reported already"):
        laboratory.report(lab, code, outcome="no_profile", method="autosomal_str")
    with pytest.raises(Broken, match="no earlier result"):
        laboratory.report(lab, code, outcome="no_profile", method="mtdna", replaces_earlier=True)
    item = laboratory.report(
        lab, code, outcome="contaminated", method="autosomal_str", replaces_earlier=True
    )
    assert [(r.outcome, r.stands) for r in item.results] == [
        ("full_profile", False),
        ("contaminated", True),
    ]
    assert state_of(sample) == "not_profilable"
    with pytest.raises(Broken, match="as a list"):
        laboratory.report(lab, code, outcome="full_profile", method="snp", profile={"rs1": 9.3})


@pytest.mark.invariant("I17")
def test_what_was_not_received_has_no_result(ground: Ground, cast: Cast) -> None:
    here, missing = of_remains(ground), of_remains(ground)
    made = asked(cast, here, missing)
    with pytest.raises(Broken, match="not in work"):
        laboratory.report(
            cast.laboratory, code_of(here), outcome="no_profile", method="autosomal_str"
        )
    with pytest.raises(Broken, match="not of this request"):
        laboratory.receive(cast.laboratory, made.number, codes=["0000-0000-A"], seal="П-70")
    laboratory.receive(cast.laboratory, made.number, codes=[code_of(here)], seal="П-71")
    kinds = sorted(Incident.objects.values_list("kind", flat=True))
    assert kinds == ["count_differs", "seal_mismatch"]
    assert not any(
        code_of(missing) in text for text in Incident.objects.values_list("description", flat=True)
    )
    with pytest.raises(Broken, match="not in work"):
        laboratory.report(
            cast.laboratory, code_of(missing), outcome="no_profile", method="autosomal_str"
        )
    laboratory.receive(cast.laboratory, made.number, codes=[code_of(missing)], seal="П-70")
    with pytest.raises(Broken, match="Received before"):
        laboratory.receive(cast.laboratory, made.number, codes=[code_of(missing)], seal="П-70")


def test_a_sample_comes_back_or_is_used_up(ground: Ground, cast: Cast) -> None:
    back, gone = of_remains(ground), of_remains(ground, "tooth")
    codes = received(cast, back, gone)
    with pytest.raises(Broken, match="Report or refuse"):
        laboratory.give_back(cast.laboratory, codes[0])
    laboratory.refuse(cast.laboratory, codes[0], reason="пробірку пошкоджено")
    laboratory.give_back(cast.laboratory, codes[0])
    now = Sample.objects.get(pk=back.pk)
    stored = laboratory.take_back(cast.mortuary, now, seen=now.version)
    assert stored.state == "stored"
    laboratory.report(cast.laboratory, codes[1], outcome="no_profile", method="autosomal_str")
    laboratory.consume(cast.laboratory, codes[1])
    used = Sample.objects.get(pk=gone.pk)
    assert used.state == "consumed"
    with pytest.raises(Broken, match="does not have this sample"):
        asked(cast, used)
    again = asked(cast, stored)
    assert again.number != coded.requests(cast.laboratory).rows[-1].number


def test_what_the_laboratory_does_says_no_code_of_the_office_in_the_ledger_s_clear_text(
    ground: Ground, cast: Cast
) -> None:
    sample = of_remains(ground)
    (code,) = received(cast, sample)
    with pytest.raises(Refused) as refused:
        laboratory.report(cast.laboratory, code, outcome="щось", method="autosomal_str")
    assert sample.number not in str(refused.value)
    for event in Event.objects.filter(type__startswith="laboratory."):
        assert code not in event.body
        assert sample.number not in event.body
