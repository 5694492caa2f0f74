"""Where a marker and its grave do not say the same is shown to those who see the site."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from imena.registry.models import BurialUnit
from imena.registry.queries import disagreements as query
from imena.registry.refusals import NotYours
from imena.registry.services import scene
from tests.registry.cast import Cast
from tests.registry.ground import Ground


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return Ground.opened(cast)


def marked(ground: Ground, grave: BurialUnit | None, number: str) -> str:
    """A marker with a number; what is written on it."""
    text = f"{number} невідомий"
    scene.record_marker(
        ground.team, ground.site, text_verbatim=text, burial_unit=grave, number=number
    )
    return text


def test_each_kind_is_told_in_the_order_of_the_graves(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, empty, first, second, fine = (ground.another_grave() for _ in range(5))
    marker = scene.record_marker(
        ground.team, ground.site, text_verbatim="№ 1", burial_unit=wrong, number="1"
    )
    scene.disprove_marker(ground.team, marker, seen=marker.version, by="DEC-0001")
    marked(ground, empty, "2")
    scene.close_grave(
        ground.team, empty, seen=empty.version, state="empty",
        floor_reached_at=datetime(2031, 6, 2, 12, tzinfo=UTC),
        empty_reason="marker_without_burial",
    )  # fmt: skip
    for grave in (first, second):
        marked(ground, grave, "118")
    marked(ground, fine, "5")
    marked(ground, None, "77")
    found = query.disagreements(ground.cast.prosecutor, ground.site.pk)
    assert [(one.kind, one.grave, one.number) for one in found.rows] == [
        ("otherwise", wrong.number, "1"),
        ("nobody", empty.number, "2"),
        ("twice", first.number, "118"),
        ("twice", second.number, "118"),
        ("no_grave", "", "77"),
    ]
    assert found.rows[0].by == "DEC-0001"
    monkeypatch.setattr(query, "SHOWN", 2)
    short = query.disagreements(ground.cast.prosecutor, ground.site.pk)
    assert (len(short.rows), short.total) == (2, 5)


def test_a_site_where_all_agree_says_so_and_another_team_sees_none_of_it(ground: Ground) -> None:
    marked(ground, ground.grave, "1")
    assert query.disagreements(ground.team, ground.site.pk).total == 0
    with pytest.raises(NotYours):
        query.disagreements(ground.cast.team_at(), ground.site.pk)
