"""One record in words: what it is, what belongs to it, and no more than the actor may see."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.apps import apps

from imena.registry import clock
from imena.registry.models import BurialUnit, Event, Record, Sample
from imena.registry.queries.finding import NUMBERED
from imena.registry.queries.showing import UNSAID, Line, Shown, changes, shown
from imena.registry.refusals import Broken, NotYours, Refused
from imena.registry.services import burials, individuals, samples, scene
from imena.registry.words.records import FIELDS, KINDS
from tests.registry.believed import A_DAY, Believed, fresh
from tests.registry.cast import Cast
from tests.registry.ground import Ground


def line(found: Shown, field: str) -> list[str]:
    return [word.said for one in found.lines if one.field == field for word in one.words]


def part(found: Shown, key: str) -> list[list[str]]:
    return [[w.said for w in row] for p in found.parts if p.key == key for row in p.rows]


def test_every_field_of_what_has_a_number_has_words() -> None:
    models = {model for model, _ in NUMBERED.values()}
    fields = {f.name for model in models for f in model._meta.concrete_fields}
    assert fields - UNSAID == FIELDS.keys()


def test_every_kind_of_record_has_words() -> None:
    models = apps.get_app_config("registry").get_models()
    assert {model.__name__ for model in models if issubclass(model, Record)} <= KINDS.keys()


class TestAUnit:
    def test_shows_its_state_its_place_and_its_custody(self, cast: Cast) -> None:
        ground = Ground.opened(cast)
        unit = ground.stored()
        found = shown(cast.mortuary, unit.number.lower())
        assert (found.kind, found.number) == ("recovered_unit", unit.number)
        assert line(found, "place") == ["store"]
        assert line(found, "custodian") == [cast.mortuary.name]
        assert line(found, "burial_unit") == [ground.grave.number]
        kinds = [row[2] for row in part(found, "custody")]
        assert kinds == ["found", "transferred", "received", "stored"]

    def test_shows_whose_it_is_and_its_samples(self, cast: Cast) -> None:
        believed = Believed(cast)
        body = believed.remains()
        unit = body.associations.get().unit
        found = shown(cast.analyst, unit.number)
        assert part(found, "associations")[0][0] == body.number
        assert part(found, "samples")[0][0] == Sample.objects.get(unit=unit).number

    def test_says_what_is_not_for_the_role(self, cast: Cast) -> None:
        ground = Ground.opened(cast)
        unit = ground.recovered()
        found = shown(ground.team, unit.number)
        assert found.withheld == ("samples",)

    def test_is_shown_by_its_own_team_alone(self, cast: Cast) -> None:
        unit = Ground.opened(cast).recovered()
        with pytest.raises(NotYours):
            shown(cast.team_at(), unit.number)
        with pytest.raises(NotYours):
            shown(cast.auditor, unit.number)


def test_a_site_counts_its_graves_and_remains(cast: Cast) -> None:
    ground = Ground.opened(cast)
    ground.recovered()
    ground.another_grave()
    found = shown(cast.analyst, "ptx")
    assert (found.kind, found.number) == ("site", "PTX")
    assert part(found, "graves") == [[ground.grave.state, "2"]]
    assert part(found, "remains_by_state") == [["recovered", "1"]]
    assert part(found, "clearances")[0][0] == "Д-17"


def test_a_grave_lists_what_came_out_of_it(cast: Cast) -> None:
    ground = Ground.opened(cast)
    unit = ground.recovered()
    found = shown(cast.prosecutor, ground.grave.number)
    assert part(found, "remains")[0][0] == unit.number


class TestSomebodyNamed:
    @pytest.mark.invariant("I32")
    def test_is_not_read_about_without_a_purpose(self, cast: Cast) -> None:
        missing = Believed(cast).missing()
        with pytest.raises(Broken) as refused:
            shown(cast.analyst, missing.number)
        assert refused.value.invariant == "I32"

    @pytest.mark.invariant("I32")
    @pytest.mark.parametrize("how", [{}, {"as_of": True}, {"known_at": True}])
    def test_is_read_about_in_the_log(self, cast: Cast, how: dict[str, bool]) -> None:
        missing = Believed(cast).missing("Горобинський")
        when = {name: clock.now() + timedelta(days=1) for name in how}
        found = shown(cast.analyst.reading_for("звірка"), missing.number, **when)
        assert line(found, "names") == ["Горобинський Сава"]
        event = Event.objects.get(type="read.named")
        assert event.actor == cast.analyst.user

    @pytest.mark.invariant("I32")
    def test_whose_history_is_read_in_the_log_too(self, cast: Cast) -> None:
        missing = Believed(cast).missing()
        with pytest.raises(Broken):
            changes(cast.analyst, missing.number)
        (reported,) = changes(cast.analyst.reading_for("звірка"), missing.number)
        assert reported.step.act == "antemortem.report"
        assert Event.objects.filter(type="read.named").count() == 1

    @pytest.mark.invariant("I31")
    def test_is_never_shown_to_an_examiner(self, cast: Cast) -> None:
        missing = Believed(cast).missing()
        with pytest.raises(NotYours):
            shown(cast.examiner.reading_for("цікаво"), missing.number)


class TestADecision:
    def test_names_people_by_numbers_alone(self, cast: Cast) -> None:
        believed = Believed(cast)
        body, missing = believed.remains(), believed.missing("Горобинський")
        decision = believed.confirmed(body, missing)
        found = shown(cast.board.reading_for("перевірка"), decision.number)
        assert part(found, "bodies") == [[body.number]]
        assert part(found, "persons") == [[missing.number]]
        assert [row[1] for row in part(found, "signatures")] == ["board", "prosecutor"]
        assert "Горобинський" not in repr(found)

    def test_is_followed_to_the_release_and_the_grave(self, cast: Cast) -> None:
        believed = Believed(cast)
        body, missing = believed.remains(), believed.missing()
        mother = believed.relative(missing)
        decision = believed.confirmed(body, missing)
        believed.asked(missing, mother)
        release = believed.handed_over(believed.authorised(decision, body, mother))
        where = {"place": "цвинтар", "plot": "7", "marker_text": "Сава", "buried_on": A_DAY}
        burials.bury_named(cast.mortuary, release, **where)  # type: ignore[arg-type]
        prosecutor = cast.prosecutor.reading_for("перевірка")
        assert part(shown(prosecutor, decision.number), "releases")[0][0] == release.number
        found = shown(prosecutor, release.number)
        assert part(found, "burials")[0][0] == "цвинтар, 7"
        assert line(found, "recipient") == [mother.code]
        unit = body.associations.get().unit
        assert line(shown(prosecutor, unit.number), "burial") == ["7"]
        # Who hands over sees the code of nobody's file.
        mortuary = cast.mortuary.reading_for("видача")
        assert line(shown(mortuary, release.number), "recipient") == ["hidden"]

    def test_stands_beside_the_missing_person(self, cast: Cast) -> None:
        believed = Believed(cast)
        body, missing = believed.remains(), believed.missing()
        decision = believed.confirmed(body, missing)
        found = shown(cast.board.reading_for("перевірка"), missing.number)
        assert part(found, "decisions") == [[decision.number, "confirmed", "standing"]]


def test_an_individual_shows_what_belongs_to_it_and_where_it_lies(cast: Cast) -> None:
    ground = Ground.opened(cast)
    unit = ground.stored()
    body = individuals.form(
        cast.examiner, unit, evidence="only_unit", grounds="ціле тіло"
    ).individual
    kept = samples.take_sample(cast.examiner, unit, kind="femur", seal="П-0")
    kept = samples.keep(cast.mortuary, kept, seen=kept.version, retained=True)
    burials.bury_unnamed(
        cast.mortuary,
        body,
        place="цвинтар",
        plot="30",
        marker_text="Невідома людина",
        buried_on=A_DAY,
        retained_sample=kept,
        reexhumation_path="дозвіл",
    )
    found = shown(cast.prosecutor, body.number)
    assert part(found, "belongings")[0][0] == unit.number
    assert part(found, "burials") == [["цвинтар, 30", A_DAY.isoformat(), "interim"]]


class TestAsItWas:
    def changed(self, cast: Cast) -> tuple[BurialUnit, datetime]:
        ground = Ground.opened(cast)
        before = clock.now()
        grave = fresh(ground.grave)
        scene.describe_grave(cast.prosecutor, grave, seen=grave.version, depth_cm=120)
        return grave, before

    def test_it_is_shown_as_it_was_known_then(self, cast: Cast) -> None:
        grave, before = self.changed(cast)
        assert line(shown(cast.analyst, grave.number), "depth_cm") == ["120"]
        found = shown(cast.analyst, grave.number, known_at=before)
        assert (line(found, "depth_cm"), found.number) == ([], grave.number)

    def test_before_it_was_recorded_nothing_was_known(self, cast: Cast) -> None:
        grave, before = self.changed(cast)
        with pytest.raises(Refused, match="Nothing was known"):
            shown(cast.analyst, grave.number, known_at=before - timedelta(days=1))

    def test_every_change_is_told_with_what_it_set(self, cast: Cast) -> None:
        grave, _ = self.changed(cast)
        last = changes(cast.analyst, grave.number)[-1]
        (depth,) = last.lines
        assert isinstance(depth, Line)
        assert (depth.field, depth.words[0].said) == ("depth_cm", "120")
        assert last.step.act == "scene.describe_grave"
