"""A photograph is kept as it came, shown blurred, and opened by whoever says what for."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from imena.registry import clock
from imena.registry.models import Event, FilePart, Photograph, RecoveredUnit
from imena.registry.pictures.examining import Picture, examined
from imena.registry.queries import photographs as query
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused
from imena.registry.services import photographs as service
from tests.registry.cast import Cast
from tests.registry.ground import Ground
from tests.registry.photographs.brought import SECRET, drawn, from_a_telephone

PURPOSE = "опис речей"


@pytest.fixture(scope="module")
def picture() -> Picture:
    return examined(from_a_telephone())


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return Ground.opened(cast)


def kept(ground: Ground, unit: RecoveredUnit, picture: Picture) -> Photograph:
    return service.keep(ground.team, unit, picture, shows="clothing", said="Синя куртка.")


def test_the_original_is_kept_byte_for_byte_and_the_team_may_keep_one_of_its_own_site(
    ground: Ground, picture: Picture
) -> None:
    unit = ground.recovered()
    photograph = kept(ground, unit, picture)
    parts = FilePart.objects.filter(file=photograph.file, copy="original").order_by("place")
    assert b"".join(bytes(part.data) for part in parts) == from_a_telephone()
    reader = ground.cast.mortuary.reading_for(PURPOSE)
    (told,) = query.photographs_of_unit(reader, unit.pk).rows
    assert (told.said, told.of_remains, told.sha256) == ("Синя куртка.", False, picture.sha256)
    assert SECRET not in query.blurred(reader, photograph.pk)
    elsewhere = ground.cast.team_at()
    with pytest.raises(NotYours):
        query.blurred(elsewhere, photograph.pk)
    for stranger in (ground.cast.laboratory, ground.cast.liaison):
        with pytest.raises(NotYours):
            query.blurred(stranger, photograph.pk)
        with pytest.raises((NotAllowed, NotYours)):
            service.look(stranger.reading_for(PURPOSE), photograph)


def test_the_same_file_is_not_kept_twice_and_never_without_words(
    ground: Ground, picture: Picture
) -> None:
    unit = ground.recovered()
    kept(ground, unit, picture)
    with pytest.raises(Refused, match="here already"):
        kept(ground, unit, picture)
    with pytest.raises(Refused, match="in words"):
        service.keep(ground.team, ground.grave, picture, shows="ground", said=" ")
    grave = service.keep(ground.team, ground.grave, picture, shows="ground", said="Могила.")
    reader = ground.cast.mortuary
    found = query.photographs_of_grave(reader, ground.grave.pk)
    assert ([p.id for p in found.rows], found.total, found.after) == ([grave.pk], 1, "")
    (first,) = query.photographs_of_unit(reader, unit.pk, size=1).rows
    second = service.keep(ground.team, unit, examined(drawn()), shows="remains", said="Рука.")
    page = query.photographs_of_unit(reader, unit.pk, size=1)
    assert (page.rows[0].id, page.total, page.after) == (first.id, 2, "1")
    after = query.photographs_of_unit(reader, unit.pk, size=1, after=page.after)
    assert ([p.id for p in after.rows], after.after) == ([second.pk], "")


@pytest.mark.invariant("I32")
def test_who_opens_one_says_what_for_and_has_a_minute(ground: Ground, picture: Picture) -> None:
    photograph = kept(ground, ground.recovered(), picture)
    reader = ground.cast.mortuary.reading_for(PURPOSE)
    with pytest.raises(NotYours):
        query.clear(reader, photograph.pk)
    with pytest.raises(Broken, match="what you open"):
        service.look(ground.cast.mortuary, photograph)
    time = clock.SetClock(clock.now())
    with clock.use(time):
        service.look(reader, photograph)
        assert query.clear(reader, photograph.pk) == picture.clear
        assert query.original(reader, photograph.pk) == picture.original
        with pytest.raises(NotYours):
            query.clear(ground.cast.second("mortuary").reading_for(PURPOSE), photograph.pk)
        time.advance(timedelta(seconds=61))
        with pytest.raises(NotYours):
            query.clear(reader, photograph.pk)
    event = Event.objects.get(type=query.LOOK_AT)
    assert event.actor == reader.user
    assert json.loads(event.body)["subjects"] == [str(photograph.pk)]
    assert PURPOSE not in event.body


def test_after_many_in_a_day_one_rests_or_says_why(
    ground: Ground, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "USUAL", 2)
    photograph = kept(ground, ground.recovered(), picture)
    reader = ground.cast.mortuary.reading_for(PURPOSE)
    service.look(reader, photograph)
    service.look(reader, photograph)
    with pytest.raises(Refused, match="Rest"):
        service.look(reader, photograph)
    service.look(reader, photograph, why_more="нікого іншого сьогодні немає")
    assert query.looked_at_today(reader) == 3
    with clock.use(clock.SetClock(clock.now() + timedelta(hours=25))):
        service.look(reader, photograph)


def test_a_file_that_was_damaged_is_not_handed_out_as_what_was_kept(
    ground: Ground, picture: Picture
) -> None:
    photograph = kept(ground, ground.recovered(), picture)
    reader = ground.cast.mortuary.reading_for(PURPOSE)
    service.look(reader, photograph)
    part = FilePart.objects.get(file=photograph.file, copy="original", place=0)
    FilePart.objects.filter(pk=part.pk).update(data=bytes(part.data)[:-1] + b"\0")
    with pytest.raises(Refused, match="damaged"):
        query.original(reader, photograph.pk)
