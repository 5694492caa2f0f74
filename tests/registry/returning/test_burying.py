"""Into a grave and out again: a name or a way back (I20, I23), and each thing in one grave (I2)."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from imena.registry.models import (
    Burial,
    CustodyEvent,
    Individual,
    RecoveredUnit,
    Release,
    Sample,
)
from imena.registry.refusals import Broken, NotAllowed
from imena.registry.services import burials, individuals, returning
from imena.registry.services.constraints import name_of
from tests.registry.believed import A_DAY, Believed, fresh
from tests.registry.cast import Cast
from tests.registry.together import done_by, refused, together

A_GRAVE: dict[str, Any] = {
    "place": "цвинтар",
    "plot": "7",
    "marker_text": "Сава",
    "buried_on": A_DAY,
}


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


class Home:
    """A body returned to the family: ``home.bury()``, and ``home.found_later()`` a bone of it."""

    def __init__(self, believed: Believed) -> None:
        self.believed = believed
        self.body: Individual = believed.remains()
        self.missing = believed.missing()
        self.mother = believed.relative(self.missing)
        self.decision = believed.confirmed(self.body, self.missing)
        believed.asked(self.missing, self.mother)
        self.release = believed.handed_over(
            believed.authorised(self.decision, self.body, self.mother)
        )
        self.unit = RecoveredUnit.objects.get(associations__individual=self.body)

    def bury(self, release: Release | None = None, **where: str) -> Burial:
        mortuary = self.believed.cast.mortuary
        return burials.bury_named(mortuary, fresh(release or self.release), **(A_GRAVE | where))

    def found_later(self, **wishes: str) -> tuple[RecoveredUnit, Release]:
        """One more bone, named with the rest, the family asked, returned to them."""
        believed = self.believed
        bone = believed.unit("single_bone")
        believed.associate(self.body, bone)
        believed.asked(self.missing, self.mother, **wishes)
        ground = believed.compared(self.body, self.missing)
        self.decision = believed.signed(
            believed.proposed(self.body, self.missing, ground, supersedes=fresh(self.decision))
        )
        release = believed.authorised(self.decision, self.body, self.mother)
        returning.hand_over(
            believed.cast.mortuary,
            release,
            tags=[bone.number],
            witness=believed.cast.liaison,
            witness_tags=[bone.number],
        )
        return bone, release


@pytest.fixture
def home(believed: Believed) -> Home:
    return Home(believed)


def exhumed(believed: Believed, grave: Burial) -> Burial:
    return burials.exhume_again(
        believed.cast.prosecutor,
        grave,
        seen=grave.version,
        ended_on=A_DAY,
        reason="постанова",
    )


class TestUnderAName:
    @pytest.mark.invariant("I20")
    def test_it_follows_a_release(self, believed: Believed) -> None:
        body, missing = believed.remains(), believed.missing()
        mother = believed.relative(missing)
        decision = believed.confirmed(body, missing)
        believed.asked(missing, mother)
        release = believed.authorised(decision, body, mother)
        with pytest.raises(Broken, match="follows a release"):
            burials.bury_named(believed.cast.mortuary, release, **A_GRAVE)
        believed.handed_over(release)
        grave = burials.bury_named(believed.cast.mortuary, release, **A_GRAVE)
        unit = RecoveredUnit.objects.get(associations__individual=body)
        assert grave.named
        assert (unit.place, unit.state, unit.burial_id) == ("grave", "buried_named", grave.id)

    @pytest.mark.invariant("I2")
    def test_a_body_is_not_buried_twice(self, home: Home) -> None:
        home.bury()
        with pytest.raises(Broken, match="They are buried"):
            home.bury(plot="8")
        assert Burial.objects.get().plot == "7"

    @pytest.mark.invariant("I21")
    def test_it_keeps_what_the_family_had_said(self, home: Home) -> None:
        wish = home.bury().wish
        assert wish is not None
        assert (wish.person_id, wish.later_found) == (home.mother.id, "tell_and_return")


class TestFoundLater:
    def test_it_joins_the_same_grave(self, home: Home) -> None:
        grave = home.bury()
        bone, release = home.found_later()
        assert home.bury(release).id == grave.id
        assert (fresh(bone).burial_id, fresh(home.unit).burial_id) == (grave.id, grave.id)
        assert fresh(home.body).state == "buried_named"

    @pytest.mark.invariant("I2")
    def test_or_lies_in_another_and_each_thing_in_one(self, home: Home) -> None:
        first = home.bury()
        bone, release = home.found_later()
        second = home.bury(release, place="другий цвинтар", plot="3")
        assert second.id != first.id
        assert (fresh(home.unit).burial_id, fresh(bone).burial_id) == (first.id, second.id)
        assert second.wish is not None

    @pytest.mark.invariant("I21")
    def test_but_with_the_rest_where_the_family_wished_so(self, home: Home) -> None:
        grave = home.bury()
        bone, release = home.found_later(later="bury_with_the_person")
        with pytest.raises(Broken, match="lies with the rest") as refused:
            home.bury(release, plot="3")
        assert refused.value.invariant == "I21"
        assert fresh(bone).place == "family"
        assert home.bury(release).id == grave.id

    def test_one_grave_is_opened_and_the_other_stays(self, home: Home) -> None:
        first = home.bury()
        bone, release = home.found_later()
        second = home.bury(release, plot="3")
        exhumed(home.believed, second)
        assert (fresh(bone).place, fresh(bone).burial_id) == ("site", None)
        assert (fresh(home.unit).place, fresh(home.unit).burial_id) == ("grave", first.id)
        assert (fresh(release).state, fresh(home.release).state) == ("reversed", "released")

    def test_a_grave_gives_back_all_that_joined_it(self, home: Home) -> None:
        grave = home.bury()
        bone, release = home.found_later()
        home.bury(release)
        exhumed(home.believed, fresh(grave))
        assert {fresh(bone).place, fresh(home.unit).place} == {"site"}
        assert {fresh(release).state, fresh(home.release).state} == {"reversed"}

    def test_a_grave_gives_back_what_is_somebody_else_s_by_now(self, home: Home) -> None:
        grave = home.bury()
        bone, release = home.found_later()
        home.bury(release)
        individuals.withdraw(
            home.believed.cast.examiner,
            home.body.associations.get(unit=bone),
            seen=1,
            reason="інша людина",
        )
        exhumed(home.believed, fresh(grave))
        assert (fresh(bone).place, fresh(bone).burial_id) == ("site", None)
        assert (fresh(bone).state, fresh(home.unit).state) == ("profiled", "identified")


class TestInTheTables:
    """What the database holds by itself, whoever writes."""

    @pytest.mark.invariant("I2")
    @pytest.mark.parametrize("place", ["store", "family"])
    def test_what_lies_in_a_grave_is_nowhere_else(self, home: Home, place: str) -> None:
        home.bury()
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            RecoveredUnit.objects.filter(pk=home.unit.pk).update(place=place)
        assert name_of(refused.value) == "i2_buried_in_one_grave"

    @pytest.mark.invariant("I2")
    def test_what_is_buried_lies_in_a_grave_that_is_recorded(self, home: Home) -> None:
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            RecoveredUnit.objects.filter(pk=home.unit.pk).update(place="grave")
        assert name_of(refused.value) == "i2_buried_in_one_grave"

    def test_one_grave_is_recorded_once(self, home: Home) -> None:
        home.bury()
        again = Burial.objects.values("individual_id", "named", "release_id", "operation_id").get()
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            home.believed.row(Burial, **again, **A_GRAVE)
        assert name_of(refused.value) == "buried_once_in_a_plot"


class TestInterimBurial:
    """Burial without a name leaves the way back open (I23)."""

    def buried(self, believed: Believed, body: Any, sample: Sample, **more: Any) -> Any:
        where: dict[str, Any] = {
            "place": "вигаданий цвинтар",
            "plot": "118",
            "marker_text": "Невідома людина, № 118",
            "buried_on": A_DAY,
            "reexhumation_path": "дозвіл прокуратури, 5 днів",
        }
        return burials.bury_unnamed(
            believed.cast.mortuary, body, retained_sample=sample, **(where | more)
        )

    @pytest.mark.invariant("I23")
    @pytest.mark.parametrize("blank", ["plot", "marker_text", "reexhumation_path"])
    def test_nothing_is_left_blank(self, believed: Believed, blank: str) -> None:
        body = believed.remains()
        sample = Sample.objects.get(unit__associations__individual=body)
        with pytest.raises(Broken) as refused:
            self.buried(believed, body, sample, **{blank: "  "})
        assert refused.value.invariant == "I23"
        assert fresh(body).state == "associated"

    @pytest.mark.invariant("I23")
    def test_the_sample_is_of_these_remains_and_kept(self, believed: Believed) -> None:
        body, other = believed.remains(), believed.remains()
        mine = Sample.objects.get(unit__associations__individual=body)
        theirs = Sample.objects.get(unit__associations__individual=other)
        with pytest.raises(Broken, match="Keep a sample"):
            self.buried(believed, body, theirs)
        Sample.objects.filter(pk=mine.pk).update(state="consumed")
        with pytest.raises(Broken, match="Keep a sample"):
            self.buried(believed, body, mine)
        Sample.objects.filter(pk=mine.pk).update(state="retained")
        assert self.buried(believed, body, mine).named is False
        assert fresh(body).state == "buried_unnamed"

    def test_the_way_back_begins_with_the_same_remains(self, believed: Believed) -> None:
        body = believed.remains()
        burial = self.buried(
            believed, body, Sample.objects.get(unit__associations__individual=body)
        )
        burials.exhume_again(
            believed.cast.prosecutor, burial, seen=1, ended_on=A_DAY, reason="постанова"
        )
        unit = body.associations.get().unit
        assert (fresh(body).state, unit.state) == ("under_comparison", "under_comparison")

    def test_who_has_a_name_goes_to_their_family(self, believed: Believed) -> None:
        body = believed.remains()
        sample = Sample.objects.get(unit__associations__individual=body)
        believed.confirmed(body, believed.missing())
        with pytest.raises(Broken, match="has a name"):
            self.buried(believed, body, sample)

    def test_a_name_found_later_brings_them_home(self, believed: Believed) -> None:
        cast, body, missing = believed.cast, believed.remains(), believed.missing()
        sample = Sample.objects.get(unit__associations__individual=body)
        burial = self.buried(believed, body, sample)
        decision = believed.confirmed(body, missing)
        mother = believed.relative(missing)
        believed.asked(missing, mother)
        with pytest.raises(Broken, match="not in store"):
            believed.authorised(decision, body, mother)
        with pytest.raises(NotAllowed):
            burials.exhume_again(cast.mortuary, burial, seen=1, ended_on=A_DAY, reason="постанова")
        burials.exhume_again(cast.prosecutor, burial, seen=1, ended_on=A_DAY, reason="постанова")
        assert {a.unit.place for a in body.associations.all()} == {"site"}

    @pytest.mark.invariant("I2")
    def test_all_of_it_is_buried_already(self, believed: Believed) -> None:
        body = believed.remains()
        sample = Sample.objects.get(unit__associations__individual=body)
        self.buried(believed, body, sample)
        with pytest.raises(Broken, match="They are buried"):
            self.buried(believed, body, sample, plot="119")

    @pytest.mark.invariant("I23")
    def test_what_is_found_later_keeps_a_sample_of_its_own(self, believed: Believed) -> None:
        body = believed.remains()
        first = Sample.objects.get(unit__associations__individual=body)
        grave = self.buried(believed, body, first)
        bone = believed.unit("single_bone")
        believed.associate(body, bone)
        with pytest.raises(Broken, match="Keep a sample"):
            self.buried(believed, body, first)
        later = self.buried(believed, body, Sample.objects.get(unit=bone))
        assert (later.plot, later.id == grave.id) == (grave.plot, False)
        assert fresh(bone).burial_id == later.id

    def test_named_by_parts_they_go_home_from_both_graves(self, believed: Believed) -> None:
        body, missing = believed.remains(), believed.missing()
        sample = Sample.objects.get(unit__associations__individual=body)
        grave = self.buried(believed, body, sample)
        bone = believed.unit("single_bone")
        believed.associate(body, bone)
        decision = believed.confirmed(body, missing)
        assert fresh(bone).state == fresh(body).state == "identified"
        mother = believed.relative(missing)
        believed.asked(missing, mother)
        release = believed.authorised(decision, body, mother)
        assert release.units == [str(bone.id)]
        exhumed(believed, grave)
        with pytest.raises(Broken, match="not in store"):
            believed.handed_over(release)


@pytest.fixture
def committed(transactional_db: None) -> Believed:
    return Believed(Cast.assembled())


@pytest.mark.invariant("I2")
def test_of_two_who_bury_the_same_body_one_is_told(committed: Believed) -> None:
    home = Home(committed)
    results = together([partial(home.bury, plot=f"{n}") for n in range(3)])
    (grave,) = done_by(results)
    assert all(isinstance(told, Broken) for told in refused(results))
    assert fresh(home.unit).burial_id == grave.id
    assert Burial.objects.count() == 1
    assert CustodyEvent.objects.filter(unit=home.unit, kind="buried").count() == 1
