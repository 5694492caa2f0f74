"""An examination on its pages: what is recorded, what nobody looked at, what is never filled in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from imena.registry.models import (
    AssociationSuggestion,
    CauseOfDeath,
    Examination,
    Finding,
    Membership,
    MinimumNumber,
    RecoveredUnit,
    Sample,
)
from imena.registry.queries.findings import standing
from imena.registry.queries.reassociation import compared_now
from imena.registry.queries.remains_known import about as digest_of_members
from imena.registry.services import postmortem
from tests.registry.believed import fresh
from tests.web.served import Served


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    cache.clear()


def at(served: Served, name: str, *rest: str) -> str:
    return reverse(name, args=[served.examination.pk, *rest])


def page(served: Served, name: str, *rest: str, query: str = "") -> str:
    client = served.client("examiner", language="en")
    return str(client.get(at(served, name, *rest) + query).content.decode())


def sent(served: Served, name: str, *rest: str, **given: Any) -> int:
    client = served.client("examiner", language="en")
    return client.post(at(served, name, *rest), given).status_code


def found(kind: str) -> list[tuple[str, str, dict[str, Any]]]:
    rows = standing().filter(kind=kind).order_by("recorded_at", "id")
    return [(f.status, f.region, f.data) for f in rows]


def test_an_examination_begins_where_remains_can_be_examined(served: Served) -> None:
    unit = served.believed.unit()
    client = served.client("examiner")
    answer = client.post(reverse("examine", args=[unit.number]), {"discipline": "odontology"})
    begun = Examination.objects.get(unit=unit)
    assert answer.headers["Location"] == reverse("examination", args=[begun.pk])
    RecoveredUnit.objects.filter(pk=served.unit.pk).update(place="ground", custodian="")
    answer = client.post(
        reverse("examine", args=[served.unit.number]), {"discipline": "odontology"}
    )
    assert answer.status_code == 400


@pytest.mark.invariant("I8")
def test_the_four_answers_are_four_and_not_examined_is_what_a_form_begins_with(
    served: Served,
) -> None:
    form = page(served, "record", "eyes")
    assert 'value="not_examined" checked' in form.replace("  ", " ")
    for status in ("absent", "not_examined", "undetermined"):
        assert sent(served, "record", "eyes", status=status) == 302
        assert found("eyes") == [(status, "", {})]
    assert sent(served, "record", "eyes", status="present", colour="grey") == 302
    assert found("eyes") == [("present", "", {"colour": "grey"})]
    described = {"status": "absent", "colour": "brown"}
    assert sent(served, "record", "eyes", **described) == 400
    assert found("eyes") == [("present", "", {"colour": "grey"})]


def test_a_number_is_kept_as_it_was_written_and_one_alone_is_an_interval(served: Served) -> None:
    given = {"status": "present", "method": "long_bone_regression"}
    assert sent(served, "record", "stature", least_cm="172,5", **given) == 302
    assert found("stature")[0][2] == {
        "least_cm": "172.5", "most_cm": "172.5", "method": "long_bone_regression",
    }  # fmt: skip
    page = served.client("examiner").post(
        at(served, "record", "stature"), given | {"least_cm": "багато"}
    )
    assert page.status_code == 400
    assert 'href="#least_cm"' in page.content.decode()
    assert "багато" in page.content.decode()


def test_a_mark_is_corrected_and_both_stay_on_record(served: Served) -> None:
    mark = {"status": "present", "mark": "scar", "description": "3 см", "region": "thorax"}
    assert sent(served, "record", "mark", **mark, again="yes") == 302
    first = Finding.objects.get(kind="mark")
    form = page(served, "record", "mark", query=f"?correct={first.pk}")
    assert "3 см" in form
    assert sent(served, "record", "mark", **mark | {"region": "abdomen"}, replaces=first.pk) == 302
    assert [region for _, region, _ in found("mark")] == ["abdomen"]
    assert Finding.objects.filter(kind="mark").count() == 2
    lacking = {key: value for key, value in mark.items() if key != "region"}
    assert sent(served, "record", "mark", **lacking) == 400


@pytest.mark.invariant("I8")
def test_regions_nobody_looked_at_are_hatched(served: Served) -> None:
    before = page(served, "injuries")
    assert sent(served, "injuries", act="regions", head="absent", face="not_examined") == 302
    after = page(served, "injuries")
    # The head is seen from both sides.
    assert before.count("url(#not-examined)") - after.count("url(#not-examined)") == 2
    assert ("absent", "head", {}) in found("injury")
    assert not Finding.objects.filter(kind="injury", region="face").exists()


def test_an_injury_is_tapped_where_it_is(served: Served) -> None:
    form = page(served, "injuries")
    assert "?region=upper_limb_left&amp;seen_from=back#injury" in form
    tapped = page(served, "injuries", query="?region=abdomen&seen_from=back")
    assert '<option value="abdomen" selected>' in tapped
    assert 'name="seen_from" value="back" checked' in tapped
    given = {
        "region": "abdomen", "seen_from": "back", "timing": "antemortem", "mechanism": "blunt",
        "number": "2",
    }  # fmt: skip
    assert sent(served, "injuries", **given) == 302
    assert found("injury")[-1] == (
        "present", "abdomen",
        {"seen_from": "back", "timing": "antemortem", "mechanism": "blunt", "number": 2},
    )  # fmt: skip
    assert sent(served, "injuries", **given | {"timing": ""}) == 400


def test_teeth_alike_are_said_at_once_and_corrected_one_by_one(served: Served) -> None:
    filled = {"tooth": ["16", "26"], "state": "filled", "surfaces": ["M", "O"]}
    assert sent(served, "teeth", **filled, material="amalgam") == 302
    assert sent(served, "teeth", tooth=["26"], state="missing_antemortem") == 302
    known = {data["tooth"]: (status, data) for status, _, data in found("tooth")}
    assert known["16"][1]["surfaces"] == ["M", "O"]
    assert known["26"] == ("absent", {"tooth": "26", "state": "missing_antemortem"})
    assert sorted(known) == ["16", "26", "36"]
    assert sent(served, "teeth", state="caries") == 400
    assert sent(served, "teeth", tooth=["16"], state="jaw_missing") == 302
    assert next(s for s, _, d in found("tooth") if d["tooth"] == "16") == "not_examined"


@pytest.mark.invariant("I11")
def test_bones_are_counted_and_a_grave_cannot_hold_fewer_people(served: Served) -> None:
    group = {"group": "lower_limb", "femur.left": "complete", "rest": "absent"}
    assert sent(served, "skeleton", **group) == 302
    bones = {(d["element"], d["side"]): d["completeness"] for _, _, d in found("element")}
    assert bones["femur", "left"] == "complete"
    assert bones["femur", "right"] == "absent"
    assert ("femur", "undetermined") not in bones
    assert sent(served, "skeleton", **group | {"femur.right": "fragment", "rest": ""}) == 302
    client = served.client("examiner", language="en")
    minimum = reverse("minimum", args=[served.grave.number])
    assert "at least 1 person" in client.get(minimum).content.decode()
    given = {"method": "repeated_element", "lowest": "0"}
    assert client.post(minimum, given).status_code == 400
    assert client.post(minimum, given | {"lowest": "1", "highest": "3"}).status_code == 302
    assert MinimumNumber.objects.get().highest == 3


def test_phalanges_are_counted(served: Served) -> None:
    given = {
        "group": "hand", "hand_distal_phalanx.left": "complete",
        "hand_distal_phalanx.left.count": "4",
    }  # fmt: skip
    assert sent(served, "skeleton", **given) == 302
    assert found("element")[0][2]["count"] == 4


@pytest.mark.invariant("I9")
def test_signs_are_no_cause_and_a_final_word_waits_for_the_end(served: Served) -> None:
    signs = {"hands_bound": "present", "hands_bound_description": "дріт", "gag": "absent"}
    nothing = dict.fromkeys(
        ("feet_bound", "ligature_present", "blindfold", "genital_injury", "restraint_marks"),
        "not_examined",
    )
    assert sent(served, "signs", **signs, **nothing) == 302
    assert sorted(status for status, _, _ in found("sign")) == ["absent", "present"]
    cause = {"status": "final", "Ia": "поранення грудної клітки", "Ia_icd": "s27.9"}
    assert sent(served, "cause", **cause) == 400
    assert sent(served, "cause", **cause | {"status": "provisional"}, manner="homicide") == 302
    stated = CauseOfDeath.objects.get()
    assert stated.chain["Ia"] == {"words": "поранення грудної клітки", "icd": "S27.9"}


@pytest.mark.invariant("I10")
def test_a_closed_examination_is_amended_with_a_reason_and_changed_no_other_way(
    served: Served,
) -> None:
    seen = fresh(served.examination).version
    assert sent(served, "examination", act="close", seen=seen) == 302
    answer = served.client("examiner").get(at(served, "teeth"))
    assert answer.headers["Location"] == at(served, "examination")
    assert sent(served, "teeth", tooth=["11"], state="crown") == 302
    assert not Finding.objects.filter(data__tooth="11").exists()
    assert sent(served, "examination", act="amend", reason=" ") == 400
    assert sent(served, "examination", act="amend", reason="другий погляд на знімок") == 302
    amendment = Examination.objects.get(amends=served.examination)
    client = served.client("examiner")
    where = reverse("teeth", args=[amendment.pk])
    assert client.post(where, {"tooth": ["36"], "state": "crown"}).status_code == 302
    # Until the amendment is closed, what was said before stands.
    assert found("tooth")[0][2]["state"] == "filled"
    postmortem.close_examination(served.cast.examiner, amendment, seen=fresh(amendment).version)
    assert found("tooth")[0][2]["state"] == "crown"


def test_a_sample_is_taken_during_the_examination(served: Served) -> None:
    before = Sample.objects.count()
    assert sent(served, "examined_sample", kind="tooth", seal="T-77", note="17") == 302
    assert Sample.objects.count() == before + 1
    assert "T-77" not in page(served, "examination")
    assert sent(served, "examined_sample", kind="buccal") == 400


def test_another_examiner_reads_and_does_not_write(served: Served) -> None:
    other = served.cast.second("examiner")
    served.believed.row(Membership, user_id=other.user, role="examiner")
    client = served.signed_in(other)
    assert client.get(at(served, "examination")).status_code == 200
    assert client.get(at(served, "injuries")).status_code == 302
    before = Finding.objects.count()
    client.post(at(served, "teeth"), {"tooth": ["11"], "state": "crown"})
    assert Finding.objects.count() == before


def test_remains_of_somebody_named_are_added_with_a_warning(served: Served) -> None:
    believed = served.believed
    other = believed.unit("body_part")
    RecoveredUnit.objects.filter(pk=other.pk).update(burial_unit=served.grave)
    bones = {"element": "femur", "completeness": "complete"}
    for unit, side in ((served.unit, "left"), (other, "right")):
        examination = postmortem.open_examination(
            served.cast.examiner, unit, discipline="anthropology"
        )
        stated = [postmortem.Stated("element", "present", bones | {"side": side})]
        postmortem.record_findings(served.cast.examiner, examination, stated)
    members = {"units": [str(other.pk)], "individuals": [str(served.body.pk)]}
    about = digest_of_members([other.pk, served.body.pk])
    row = believed.row(
        AssociationSuggestion, site=believed.site, burial_unit=served.grave, members=members,
        about=about, compared=compared_now([other.pk], [served.body.pk]),
        figures={"together": "0.9", "exactly": "0.8", "log10_lrs": {"lengths": "1.2"}},
    )  # fmt: skip
    client = served.client("examiner", language="en")
    where = reverse("together", args=[served.grave.number])
    shown = client.get(where).content.decode()
    assert f"A decision about a name stands for {served.body.number}" in shown
    given = {"about": f"{other.number} {served.body.number}", "seen": str(row.version)}
    given["act"] = "accept"
    assert client.post(where, given | {"grounds": " "}).status_code == 400
    assert client.post(where, given | {"grounds": "пара стегон"}).status_code == 302
    assert served.body.number in str(client.get(reverse("body", args=[other.number])).content)
