"""What was done, by whom and when, as an auditor reads it: of their own operation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from imena.registry import clock
from imena.registry.clock import SetClock
from imena.registry.models import Membership, Site
from imena.registry.queries.audit import Deed, deeds
from imena.registry.queries.finding import by_number
from imena.registry.refusals import NotAllowed
from imena.registry.services import people, scene
from tests.registry.believed import Believed
from tests.registry.cast import Cast

NOON = datetime(2031, 8, 1, 12, tzinfo=UTC)


@pytest.fixture
def ticking() -> Any:
    with clock.use(SetClock(NOON)) as kept:
        yield kept


def acts(found: Any) -> list[str]:
    return [deed.act for deed in found]


def opened(cast: Cast, code: str = "PTX") -> Site:
    return scene.open_site(cast.prosecutor, code=code, name_uk="Вигаданий ліс")


def test_each_deed_says_who_did_what_to_which_record(cast: Cast, ticking: SetClock) -> None:
    site = opened(cast)
    (deed,) = deeds(cast.auditor)
    assert isinstance(deed, Deed)
    assert (deed.who, deed.act, deed.at) == (cast.prosecutor.name, "scene.open_site", NOON)
    assert deed.records == (("Site", site.id),)


def test_only_who_audits_reads_it(cast: Cast) -> None:
    for role in ("analyst", "mortuary", "administrator", "board"):
        with pytest.raises(NotAllowed):
            list(deeds(cast.actors[role]))
    assert acts(deeds(cast.prosecutor)) == []


class TestWhatIsAskedFor:
    """Each filter leaves out exactly what is not asked for."""

    def test_of_one_person(self, cast: Cast) -> None:
        site = opened(cast)
        other = cast.second("prosecutor")
        scene.record_grave(other, site)
        assert acts(deeds(cast.auditor, who=other.user)) == ["scene.record_grave"]
        assert acts(deeds(cast.auditor, who=cast.prosecutor.user)) == ["scene.open_site"]

    def test_to_one_record(self, cast: Cast) -> None:
        opened(cast, "KTX")
        site = opened(cast)
        scene.describe_site(cast.prosecutor, site, seen=1, name_ru="лес")
        found = deeds(cast.auditor, record=site.id)
        assert acts(found) == ["scene.open_site", "scene.describe_site"]

    def test_from_one_time_on_and_before_another(self, cast: Cast, ticking: SetClock) -> None:
        codes = ["PTX", "KTX", "HEX"]
        for code in codes:
            opened(cast, code)
            ticking.advance(timedelta(hours=1))
        one, two, three = (NOON + timedelta(hours=n) for n in range(3))
        assert [d.at for d in deeds(cast.auditor, begin=two)] == [two, three]
        assert [d.at for d in deeds(cast.auditor, end=two)] == [one]
        assert [d.at for d in deeds(cast.auditor, begin=two, end=three)] == [two]

    @pytest.mark.invariant("I32")
    def test_readings_apart_from_what_was_written(self, cast: Cast) -> None:
        missing = Believed(cast).missing()
        by_number(cast.analyst.reading_for("звірка"), missing.number)
        (read,) = deeds(cast.auditor, reads=True)
        assert (read.who, read.act, read.reason) == (cast.analyst.name, "read.named", "звірка")
        assert acts(deeds(cast.auditor)) == ["antemortem.report"]


class TestOfWhichOperation:
    def test_another_s_deeds_and_readings_are_left_out(self, cast: Cast) -> None:
        others = Cast.assembled("INSHA")
        opened(cast)
        missing = Believed(others).missing()
        by_number(others.analyst.reading_for("звірка"), missing.number)
        assert acts(deeds(cast.auditor)) == ["scene.open_site"]
        assert acts(deeds(others.auditor)) == ["antemortem.report"]
        assert acts(deeds(cast.auditor, reads=True)) == []
        assert acts(deeds(others.auditor, reads=True)) == ["read.named"]

    def test_everywhere_is_for_who_audits_everywhere(self, cast: Cast) -> None:
        others = Cast.assembled("INSHA")
        opened(cast)
        Believed(others).missing()
        with pytest.raises(NotAllowed):
            list(deeds(cast.auditor, everywhere=True))
        Membership(
            operation=others.operation,
            user_id=cast.auditor.user,
            role="auditor",
            recorded_at=clock.now(),
        ).save(force_insert=True)
        assert acts(deeds(cast.auditor, everywhere=True)) == [
            "scene.open_site",
            "antemortem.report",
        ]
        mine = replace(cast.auditor, operation=others.operation.id)
        assert acts(deeds(mine)) == ["antemortem.report"]

    def test_what_belongs_to_no_operation_is_told_everywhere(self, cast: Cast) -> None:
        people.enrol_device(cast.administrator, code="laptop", name="ноутбук")
        assert acts(deeds(cast.auditor)) == []
        assert acts(deeds(cast.auditor, everywhere=True)) == ["people.enrol_device"]
