"""What may be said of a finding, and that nothing unseen is described (I8)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imena.registry.findings import FORMS, checked, stated
from imena.registry.findings.notation import fdi
from imena.registry.refusals import Refused
from imena.registry.vocabulary import vocabulary

pytestmark = pytest.mark.django_db

ONE_OF_EACH: list[tuple[str, str, dict[str, Any]]] = [
    ("injury", "thorax", {"timing": "perimortem", "mechanism": "gunshot", "number": 2}),
    ("sign", "", {"sign": "hands_bound"}),
    (
        "tooth",
        "",
        {"tooth": "16", "state": "filled", "surfaces": ["M", "O"], "material": "amalgam"},
    ),
    ("element", "", {"element": "femur", "side": "left", "completeness": "complete"}),
    ("mark", "upper_limb_left", {"mark": "implant", "description": "пластина", "serial": "AB-12"}),
    ("belonging", "", {"category": "watch", "description": "годинник без ремінця"}),
    ("sex", "", {"estimate": "probable_female", "basis": "skeletal"}),
    ("age", "", {"least_years": 35, "most_years": 50, "method": "pubic_symphysis"}),
    ("stature", "", {"least_cm": "164.5", "most_cm": "171", "method": "long_bone_regression"}),
    ("ancestry", "", {"estimate": "не визначено", "method": "метричний"}),
    ("hair", "", {"colour": "grey"}),
    ("eyes", "", {"colour": "blue"}),
    ("handedness", "", {"hand": "left"}),
    ("condition", "", {"stage": "skeletonised", "modifiers": ["burned_charred"]}),
    ("fingerprint", "", {"finger": 1}),
    ("radiograph", "", {"view": "череп, спереду"}),
]


def test_every_kind_of_finding_has_a_form() -> None:
    assert set(FORMS) == {term.code for term in vocabulary("finding_kind").terms}
    assert {kind for kind, _, _ in ONE_OF_EACH} == set(FORMS)


@pytest.mark.parametrize(("kind", "region", "data"), ONE_OF_EACH)
def test_what_was_said_is_what_is_stored(kind: str, region: str, data: dict[str, Any]) -> None:
    assert stated(checked(kind, "present", data, region=region)) == data


@pytest.mark.parametrize(("kind", "region", "data"), ONE_OF_EACH)
def test_a_form_refuses_what_it_does_not_know(kind: str, region: str, data: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="has no"):
        checked(kind, "present", {**data, "race": "x"}, region=region)


@pytest.mark.invariant("I8")
@pytest.mark.parametrize("status", ["absent", "not_examined"])
@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("injury", {"timing": "perimortem", "mechanism": "gunshot"}),
        ("tooth", {"tooth": "16", "state": "filled"}),
        ("element", {"element": "femur", "side": "left", "completeness": "complete"}),
        ("age", {"least_years": 35, "most_years": 50}),
        ("sign", {"sign": "hands_bound", "description": "дріт"}),
    ],
)
def test_what_was_not_seen_is_not_described(kind: str, data: dict[str, Any], status: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(kind, status, data)
    assert refused.value.invariant == "I8"


@pytest.mark.invariant("I8")
@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("jaw_missing", "absent"),
        ("not_examined", "absent"),
        ("not_examined", "present"),
        ("missing_antemortem", "not_examined"),
        ("missing_postmortem", "present"),
        ("present_sound", "absent"),
        ("", "absent"),
    ],
)
def test_a_tooth_nobody_saw_is_not_a_tooth_that_is_missing(state: str, status: str) -> None:
    data = {"tooth": "16"} | ({"state": state} if state else {})
    with pytest.raises(Refused) as refused:
        checked("tooth", status, data)
    assert refused.value.invariant == "I8"


@pytest.mark.parametrize(
    ("kind", "data", "why"),
    [
        ("age", {"least_years": 50, "most_years": 35, "method": "dental_wear"}, "ends before"),
        ("age", {"least_years": 35, "most_years": 50}, "says its “method”"),
        ("age", {"least_years": 35.5, "most_years": 50, "method": "dental_wear"}, "cannot be"),
        ("stature", {"least_cm": 164.5, "most_cm": "171", "method": "anatomical"}, "cannot be"),
        ("ancestry", {"estimate": "x"}, "says its “method”"),
        ("element", {"element": "femur", "side": "midline", "completeness": "complete"}, "side"),
        ("element", {"element": "mandible", "side": "left", "completeness": "complete"}, "side"),
        ("tooth", {"tooth": "19", "state": "crown"}, "not a term"),
        ("tooth", {"tooth": "16", "state": "present_sound", "material": "gold"}, "treated"),
        ("mark", {"mark": "implant", "description": "штифт"}, "serial"),
        ("mark", {"mark": "scar", "description": " "}, "cannot be"),
        ("condition", {"modifiers": ["bloat", "bloat"]}, "cannot be"),
        ("belonging", {"category": "watch", "description": "x", "unit": "PTX-1"}, "cannot be"),
    ],
)
def test_what_cannot_be_so_is_refused(kind: str, data: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        checked(kind, "present", data, region="thorax")


def test_an_injury_is_somewhere() -> None:
    with pytest.raises(Refused, match="Say where"):
        checked("injury", "present", {"timing": "perimortem", "mechanism": "blast"})


def test_a_family_s_memory_need_not_know_what_an_examiner_must() -> None:
    said = checked("age", "present", {"least_years": 35, "most_years": 36}, postmortem=False)
    assert stated(said) == {"least_years": 35, "most_years": 36}
    checked("mark", "present", {"mark": "implant"}, postmortem=False)
    with pytest.raises(Refused, match="after death"):
        checked("tooth", "absent", {"tooth": "16", "state": "missing_postmortem"}, postmortem=False)


@pytest.mark.parametrize(
    ("written", "notation", "code"),
    [
        ("1", "universal", "18"),
        ("8", "universal", "11"),
        ("9", "universal", "21"),
        ("16", "universal", "28"),
        ("17", "universal", "38"),
        ("24", "universal", "31"),
        ("25", "universal", "41"),
        ("32", "universal", "48"),
        ("A", "universal", "55"),
        ("E", "universal", "51"),
        ("F", "universal", "61"),
        ("T", "universal", "85"),
        ("ur1", "palmer", "11"),
        ("LL8", "palmer", "38"),
        ("LRE", "palmer", "85"),
        ("47", "fdi", "47"),
    ],
)
def test_teeth_are_read_from_the_notations_in_use(written: str, notation: str, code: str) -> None:
    assert fdi(written, notation) == code


@pytest.mark.parametrize(
    ("written", "notation"),
    [("0", "universal"), ("33", "universal"), ("U", "universal"), ("UR9", "palmer"),
     ("6", "palmer"), ("19", "fdi"), ("", "fdi")],
)  # fmt: skip
def test_what_is_no_tooth_is_refused(written: str, notation: str) -> None:
    with pytest.raises(Refused, match="no tooth"):
        fdi(written, notation)


def test_universal_numbers_and_fdi_name_the_same_thirty_two_teeth() -> None:
    permanent = {t.code for t in vocabulary("tooth").terms if t.group == "permanent"}
    assert {fdi(str(n), "universal") for n in range(1, 33)} == permanent
    deciduous = {t.code for t in vocabulary("tooth").terms if t.group == "deciduous"}
    assert {fdi(chr(ord("A") + n), "universal") for n in range(20)} == deciduous


_VALUES = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5), st.lists(st.text())
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(kind=st.sampled_from(sorted(FORMS)), data=st.data())
def test_nothing_stated_gets_past_the_forms_but_as_a_refusal(kind: str, data: Any) -> None:
    names = sorted(FORMS[kind].__dataclass_fields__)
    said = data.draw(st.dictionaries(st.sampled_from(names), _VALUES, max_size=4))
    status = data.draw(st.sampled_from(["present", "absent", "undetermined", "not_examined"]))
    try:
        form = checked(kind, status, said, region="head")
    except Refused:
        return
    assert stated(form).keys() <= said.keys()
    assert not any(isinstance(value, float) for value in stated(form).values())
