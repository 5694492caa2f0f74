"""What a family tells at once is recorded at once, or not at all."""

from __future__ import annotations

import pytest

from imena.registry.models import AntemortemFinding, Event
from imena.registry.refusals import Broken, Refused
from imena.registry.services.antemortem import Told, record_findings
from tests.registry.believed import Believed
from tests.registry.cast import Cast

pytestmark = pytest.mark.django_db

EYES = Told("eyes", "present", "photograph", {"colour": "grey"})
NO_TATTOO = Told("mark", "absent", "family", {"mark": "tattoo"}, "thorax")
TOOTH = Told(
    "tooth", "present", "dental_record", {"tooth": "36", "state": "crown"}, as_of="2024-05"
)


def test_each_finding_stands_by_itself_and_all_are_one_act(cast: Cast) -> None:
    missing = Believed(cast).missing()
    before = Event.objects.count()
    made = record_findings(cast.interviewer, missing, [EYES, NO_TATTOO, TOOTH])
    assert Event.objects.count() == before + 1
    kept = AntemortemFinding.objects.filter(missing=missing)
    assert {(f.kind, f.status, f.source, f.region, f.as_of) for f in kept} == {
        ("eyes", "present", "photograph", "", ""),
        ("mark", "absent", "family", "thorax", ""),
        ("tooth", "present", "dental_record", "", "2024-05"),
    }
    assert {f.pk for f in made} == {f.pk for f in kept}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (Told("aura", "present", "family"), Refused),
        (Told("eyes", "present", "family", {"colour": "лілові"}), Refused),
        (Told("eyes", "not_examined", "family", {"colour": "grey"}), Broken),
    ],
)
def test_one_that_cannot_be_keeps_all_from_being_recorded(
    cast: Cast, wrong: Told, error: type[Exception]
) -> None:
    missing = Believed(cast).missing()
    with pytest.raises(error):
        record_findings(cast.interviewer, missing, [EYES, wrong])
    assert not AntemortemFinding.objects.filter(missing=missing).exists()


@pytest.mark.invariant("I31")
def test_a_laboratory_records_nothing_of_the_missing(cast: Cast) -> None:
    missing = Believed(cast).missing()
    with pytest.raises(Refused):
        record_findings(cast.laboratory, missing, [EYES])
