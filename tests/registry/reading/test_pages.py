"""Lists come a page at a time, and of one operation alone."""

from __future__ import annotations

import pytest

from imena.numbering.pattern import Kind, number
from imena.registry.models import RecoveredUnit, Site
from imena.registry.queries.finding import by_number, page
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import NotYours
from tests.registry.believed import Believed
from tests.registry.cast import Cast


def placed(believed: Believed, serial: int) -> RecoveredUnit:
    return believed.row(
        RecoveredUnit,
        number=str(number(Kind.RECOVERED_UNIT, serial, site="PTX")),
        site=believed.site,
        kind="complete_body",
        place="store",
    )


@pytest.mark.parametrize("many", [0, 1, 2, 5, 6])
def test_pages_follow_one_another_without_a_row_twice_or_left_out(cast: Cast, many: int) -> None:
    believed = Believed(cast)
    wanted = [placed(believed, serial).number for serial in range(1, many + 1)]
    read: list[str] = []
    after, pages = "", 0
    while pages == 0 or after:
        found = page(cast.analyst, RecoveredUnit, size=2, after=after)
        read += [unit.number for unit in found.rows]
        after, pages = found.after, pages + 1
    assert read == wanted
    assert pages == max(1, -(-many // 2))


def test_what_comes_between_two_pages_repeats_nothing(cast: Cast) -> None:
    believed = Believed(cast)
    for serial in (2, 4, 6):
        placed(believed, serial)
    first = page(cast.analyst, RecoveredUnit, size=2)
    placed(believed, 1)
    later = placed(believed, 5)
    rest = page(cast.analyst, RecoveredUnit, size=2, after=first.after)
    assert rest.rows[0].number == later.number
    assert not {u.pk for u in first.rows} & {u.pk for u in rest.rows}


def test_nothing_of_another_operation_is_seen(cast: Cast) -> None:
    mine, theirs = Believed(cast), Believed(Cast.assembled("INSHA"))
    unit = placed(mine, 1)
    others = theirs.cast.prosecutor
    assert list(visible(others, Site)) == [theirs.site]
    assert list(visible(cast.prosecutor, Site)) == [mine.site]
    assert page(others, RecoveredUnit).rows == ()
    with pytest.raises(NotYours):
        one(others, RecoveredUnit, pk=unit.pk)
    with pytest.raises(NotYours):
        by_number(others, unit.number)
