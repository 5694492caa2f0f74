"""How findings in the case file become what the models weigh; nothing is guessed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from imena.evidence.age import DevelopmentFinding, IntervalFinding
from imena.evidence.dental.teeth import STATES, TEETH
from imena.evidence.weighing.records import Remains, Told
from imena.evidence.weighing.weigh import Weighed
from imena.reconciliation.weighing.dates import Span, span
from imena.reconciliation.weighing.read import weighed
from imena.reconciliation.weighing.said import DISAGREE
from imena.registry.queries.frozen import (
    FrozenConclusion,
    FrozenFinding,
    FrozenGround,
    FrozenIndividual,
    FrozenMissing,
    FrozenRemains,
    FrozenTold,
    Typing,
)

TYPED = (Typing("SM-1", "full_profile", "autosomal_str", {"TH01": ("6", "7")}),)


def found(
    kind: str,
    data: Mapping[str, Any] | None = None,
    status: str = "present",
    *,
    by: str = "anthropology",
    region: str = "",
    examiner: int = 0,
    as_of: str = "2031-06-01",
) -> FrozenFinding:
    return FrozenFinding(kind, status, region, data or {}, by, as_of, examiner)


def told(*findings: FrozenFinding, sex: str = "male", **more: Any) -> FrozenMissing:
    return FrozenMissing(uuid.uuid4(), "MP-1", sex, FrozenTold(findings=findings, **more))


def lay(
    *findings: FrozenFinding,
    typings: tuple[Typing, ...] = (),
    ground: FrozenGround | None = None,
    stage: str = "",
) -> FrozenIndividual:
    return FrozenIndividual(uuid.uuid4(), "IND-1", typings, FrozenRemains(findings, ground, stage))


def remains(*findings: FrozenFinding, **more: Any) -> Remains:
    return weighed([lay(*findings, **more)], [told()]).remains[0]


def person(*findings: FrozenFinding, **more: Any) -> Told:
    return weighed([lay()], [told(*findings, **more)]).told[0]


def sex(
    estimate: str, basis: str = "skeletal", method: str = "", examiner: int = 0
) -> FrozenFinding:
    data = {"estimate": estimate, "basis": basis} | ({"method": method} if method else {})
    return found("sex", data, examiner=examiner)


def age(least: int, most: int, method: str = "pubic_symphysis", examiner: int = 0) -> FrozenFinding:
    data = {"least_years": least, "most_years": most, "method": method}
    return found("age", data, examiner=examiner)


def tooth(number: str, state: str, *, by: str = "odontology", examiner: int = 0,
          as_of: str = "2031-06-01", **more: Any) -> FrozenFinding:  # fmt: skip
    status = "absent" if state.startswith("missing") else "present"
    data = {"tooth": number, "state": state, **more}
    return found("tooth", data, status, by=by, examiner=examiner, as_of=as_of)


def states(chart: Any, number: str) -> set[str]:
    row = chart[TEETH.index(number)]
    return {state for state, possible in zip(STATES, row, strict=True) if possible}


class TestSexAgeAndStature:
    def test_the_method_least_often_wrong_speaks(self) -> None:
        one = remains(sex("male", method="skull_morphology"), sex("probable_male", "anatomical"))
        assert one.profile.sex is not None
        assert one.profile.sex.method.name == "external_anatomy"
        assert one.profile.sex.outcome == "probable_M"

    def test_amelogenin_counts_with_the_dna_where_there_is_dna(self) -> None:
        amelogenin = sex("female", "amelogenin")
        typed, untyped = remains(amelogenin, typings=TYPED), remains(amelogenin)
        assert typed.profile.sex is not None
        assert typed.profile.sex.counted_with_dna
        assert untyped.profile.sex is not None
        assert not untyped.profile.sex.counted_with_dna

    def test_two_examiners_who_contradict_each_other_say_nothing_and_it_is_told(self) -> None:
        one = remains(sex("male"), sex("female", examiner=1))
        assert one.profile.sex is None
        assert one.remarks == {"profile": (DISAGREE,)}
        apart = remains(age(20, 30), age(50, 60, examiner=1))
        assert apart.profile.age is None
        assert DISAGREE in apart.remarks["profile"]

    def test_of_intervals_that_overlap_the_narrowest_is_weighed_to_the_end_of_its_last_year(
        self,
    ) -> None:
        one = remains(age(30, 60), age(35, 44, examiner=1))
        assert isinstance(one.profile.age, IntervalFinding)
        assert (one.profile.age.low, one.profile.age.high) == (35, 45)
        assert one.remarks == {}

    def test_a_childs_age_by_the_teeth_has_a_model_of_its_own_and_the_skeleton_no_sex(self) -> None:
        one = remains(age(6, 7, "dental_development"), sex("male"))
        assert isinstance(one.profile.age, DevelopmentFinding)
        assert one.profile.sex is not None
        assert one.profile.sex.method.name == "juvenile_skeleton"

    def test_measured_bones_speak_before_a_stated_stature_and_the_left_before_the_right(
        self,
    ) -> None:
        def bone(side: str, mm: str) -> FrozenFinding:
            data = {"element": "femur", "side": side, "completeness": "complete", "length_mm": mm}
            return found("element", data)

        stated = found("stature", {"least_cm": "170", "most_cm": "180", "method": "anatomical"})
        one = remains(bone("right", "450"), bone("left", "452.5"), stated)
        assert one.profile.stature is not None
        assert one.profile.stature.measured.tolist() == [452.5]
        other = remains(stated)
        assert other.profile.stature is not None
        assert other.profile.stature.measured.tolist() == [175.0]

    def test_undetermined_and_not_examined_are_no_findings(self) -> None:
        one = remains(found("sex", status="undetermined"), found("age", status="not_examined"))
        assert one.profile.sex is None
        assert one.profile.age is None

    def test_the_age_at_death_follows_from_birth_and_when_last_seen(self) -> None:
        known = person(born="1990-06-15", last_seen="2025-04-01").profile.ages
        assert known == pytest.approx((34.8, 35.3), abs=0.01)
        year = person(born="1990", last_seen="2025-04-01").profile.ages
        assert year == pytest.approx((34.25, 35.75), abs=0.01)
        assert person(born="", last_seen="2025").profile.ages is None
        assert person(born="2025-07-01", last_seen="2025-04").profile.ages is None

    def test_a_stature_on_record_is_believed_before_a_relatives(self) -> None:
        family = found("stature", {"least_cm": "180", "most_cm": "184"}, by="family")
        army = found("stature", {"least_cm": "176", "most_cm": "176"}, by="service_record")
        report = person(family, army).profile.stature
        assert report is not None
        assert (report.cm, report.kind) == (176.0, "measured")


class TestTeeth:
    def test_a_chart_has_what_was_charted_and_any_state_elsewhere(self) -> None:
        chart = remains(tooth("36", "filled", surfaces=["O", "M"])).teeth
        assert states(chart, "36") == {"filled_MO"}
        assert states(chart, "11") == set(STATES)

    def test_where_examiners_differ_either_may_be_right(self) -> None:
        one = remains(tooth("36", "filled"), tooth("36", "present_sound", examiner=1))
        assert {"sound", "filled_O"} <= states(one.teeth, "36")
        assert one.remarks == {"dental": (DISAGREE,)}

    def test_memory_is_no_chart(self) -> None:
        one = person(tooth("36", "filled", by="family"))
        assert one.teeth is None
        assert one.remarks == {"dental": ("teeth_from_memory_left_out",)}

    def test_the_latest_record_of_a_tooth_counts_and_the_years_since(self) -> None:
        old = tooth("36", "present_sound", by="dental_record", as_of="2010")
        new = tooth("36", "crown", by="dental_record", as_of="2023-04-01")
        one = person(new, old, last_seen="2025-04-01")
        assert states(one.teeth, "36") == {"crown"}
        assert one.teeth_years == pytest.approx(2.0, abs=0.01)

    def test_a_chart_without_a_date_says_that_one_was_taken(self) -> None:
        one = person(tooth("36", "crown", by="dental_record", as_of=""), last_seen="2025-04-01")
        assert one.teeth_years == 3.0
        assert one.remarks == {"dental": ("date_of_chart_taken",)}

    def test_milk_teeth_are_left_out_and_named(self) -> None:
        assert remains(tooth("55", "present_sound")).remarks == {
            "dental": ("deciduous_teeth_left_out",)
        }


class TestMarksColoursAndThings:
    def test_a_mark_is_there_was_looked_for_or_is_not_spoken_of(self) -> None:
        one = remains(
            found("mark", {"mark": "tattoo"}, region="thorax"),
            found("mark", {"mark": "scar"}, "absent", region="abdomen"),
            found("mark", {"mark": "scar"}, "not_examined", region="face"),
            found("mark", {"mark": "birthmark"}, region="face"),
        )
        assert one.marks == {("tattoo", "thorax"): True, ("large_scar", "abdomen"): False}

    def test_an_operation_on_the_abdomen_is_taken_as_the_one_whose_rates_are_known(self) -> None:
        one = person(found("mark", {"mark": "surgery"}, region="abdomen"),
                     found("mark", {"mark": "surgery"}, region="thorax"))  # fmt: skip
        assert one.marks == {("appendectomy", "abdomen"): True}

    @pytest.mark.parametrize(
        ("stage", "condition"),
        [("fresh", "fresh"), ("skeletonised", "skeleton"), ("", "decomposed")],
    )
    def test_how_far_marks_can_be_seen_follows_from_the_condition(
        self, stage: str, condition: str
    ) -> None:
        assert remains(stage=stage).condition == condition
        assert remains(found("condition", {"stage": "fresh"}), stage=stage).condition == "fresh"

    def test_dyed_hair_and_eyes_that_differ_say_nothing(self) -> None:
        one = person(found("hair", {"colour": "dyed"}), found("eyes", {"colour": "different"}))
        assert (one.hair, one.eyes) == (None, None)
        assert person(found("hair", {"colour": "dark_brown"})).hair == "brown"

    def test_colours_that_two_say_differently_are_not_weighed(self) -> None:
        one = remains(found("hair", {"colour": "red"}), found("hair", {"colour": "black"}))
        assert one.hair is None
        assert one.remarks == {"pigmentation": (DISAGREE,)}

    def test_words_are_compared_without_their_endings(self) -> None:
        worn = {"category": "clothing", "description": "куртка", "colour": "темно-синя"}
        said = {"category": "clothing", "description": "темно-синю куртку"}
        body, missing = lay(found("belonging", worn)), told(found("belonging", said))
        result = weighed([body], [missing])
        assert result.remains[0].things == result.told[0].things

    def test_papers_are_for_a_person_to_compare(self) -> None:
        one = remains(found("belonging", {"category": "document", "description": "паспорт"}))
        assert one.things == ()
        assert one.remarks == {"belongings": ("documents_for_a_person_to_compare",)}

    def test_a_serial_number_is_letters_and_digits(self) -> None:
        one = remains(
            found("mark", {"mark": "implant", "serial": "ab-12 34"}, region="lower_limb_left")
        )
        assert one.implants == {"lower_limb_left": "AB1234"}


class TestTimeAndConclusions:
    GROUND = FrozenGround("X", "X-G1", "2026-03-20", "2025-04-10", (("2025-02", "2025-11"),))

    def both(self, ground: FrozenGround | None, **more: Any) -> Weighed:
        return weighed([lay(ground=ground)], [told(**more)])

    def test_death_is_put_before_the_grave_was_dug(self) -> None:
        result = self.both(self.GROUND, last_seen="2025-04-01")
        (death,) = (one.death for one in result.remains)
        assert death is not None
        assert (death.low, death.high) == (54, 69)
        assert result.told[0].last_seen == 59
        said = {c.name: c for c in result.contributions(0, 0)}["place_time"]
        assert (said.examined, said.not_examined) == (("time",), ("place",))

    def test_without_a_time_in_which_people_died_here_nothing_is_weighed(self) -> None:
        result = self.both(None, last_seen="2025-04-01")
        (said,) = (c for c in result.contributions(0, 0) if c.name == "place_time")
        assert (said.log10_lr, said.examined, said.not_examined) == (0.0, (), ("place", "time"))

    def test_months_in_the_ground_are_from_when_people_were_seen_last(self) -> None:
        result = self.both(self.GROUND, last_seen="2025-03-20")
        assert result.remains[0].months == pytest.approx(12.0, abs=0.1)

    def test_two_examiners_verify_each_other_and_one_who_says_it_twice_does_not(self) -> None:
        body, missing = lay(), told()

        def said(*examiners: int) -> Weighed:
            concluded = [
                FrozenConclusion(body.id, missing.id, "fingerprints", "established", n)
                for n in examiners
            ]
            return weighed([body], [missing], concluded)

        once, twice = said(0, 0).log10_lr[0, 0], said(0, 1).log10_lr[0, 0]
        assert 2.5 < once <= 3
        assert 3 < twice <= 5


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2025", Span(date(2025, 1, 1), date(2025, 12, 31))),
        ("2024-02", Span(date(2024, 2, 1), date(2024, 2, 29))),
        ("2025-11-30", Span(date(2025, 11, 30), date(2025, 11, 30))),
        ("", None),
    ],
)
def test_partial_dates_are_the_days_they_can_be(stated: str, expected: Span | None) -> None:
    assert span(stated) == expected
