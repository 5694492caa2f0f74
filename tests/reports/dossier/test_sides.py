"""In life and after death: what agrees, what differs, and what says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from imena.registry.queries.dossier.content import Found
from imena.reports.dossier.page import Listing, Picture, Table, plain
from imena.reports.dossier.sides import sides_sections
from imena.reports.dossier.teeth import teeth_section
from imena.reports.dossier.teller import Teller
from tests.reports.dossier import invented
from tests.reports.dossier.parts import BODY, MISSING, found, tooth


def follows(before: Sequence[Found], after: Sequence[Found], what: str) -> str:
    """What the row of a feature comes to."""
    dossier = invented.board(before=tuple(before), after=tuple(after))
    blocks = [b for s in sides_sections(Teller(dossier, "en")) for b in s.blocks]
    (table,) = (b for b in blocks if isinstance(b, Table))
    return next(plain(row[3]) for row in table.rows if plain(row[0]).startswith(what))


@pytest.mark.parametrize(
    ("estimate", "says"),
    [("female", "agrees"), ("probable_female", "agrees"), ("male", "differs"),
     ("undetermined", "nothing to compare")],
)  # fmt: skip
def test_sex(estimate: str, says: str) -> None:
    assert follows([], [found(BODY, "sex", {"estimate": estimate})], "sex") == says


@pytest.mark.parametrize(("least", "most", "says"), [(50, 65, "agrees"), (20, 30, "differs")])
def test_age_is_that_when_last_seen(least: int, most: int, says: str) -> None:
    after = [found(BODY, "age", {"least_years": least, "most_years": most})]
    assert follows([], after, "age") == says


@pytest.mark.parametrize(("high", "says"), [("166", "agrees"), ("164.5", "differs")])
def test_stature_agrees_where_the_intervals_meet(high: str, says: str) -> None:
    before = [found(MISSING, "stature", {"least_cm": "165", "most_cm": "170"})]
    after = [found(BODY, "stature", {"least_cm": "160", "most_cm": high})]
    assert follows(before, after, "stature") == says


@pytest.mark.parametrize(
    ("status", "says"),
    [("present", "in both: compare the descriptions"), ("absent", "differs"),
     ("not_examined", "nothing to compare"), ("undetermined", "nothing to compare")],
)  # fmt: skip
def test_a_tattoo_that_was_looked_for_and_is_not_there_differs(status: str, says: str) -> None:
    tattoo = {"mark": "tattoo"}
    before = [found(MISSING, "mark", tattoo, "upper_limb_left")]
    after = [found(BODY, "mark", tattoo, "upper_limb_left", status=status)]
    assert follows(before, after, "tattoo") == says


def test_another_colour_differs_and_the_same_is_left_to_the_eye() -> None:
    def jacket(of: str, colour: str) -> Found:
        return found(of, "belonging", {"category": "clothing", "colour": colour})

    assert follows([jacket(MISSING, "Синя")], [jacket(BODY, "синя")], "clothing").startswith(
        "in both"
    )
    assert follows([jacket(MISSING, "синя")], [jacket(BODY, "біла")], "clothing") == "differs"


def test_of_a_set_nothing_follows_feature_by_feature() -> None:
    (one,) = invented.board().people
    two = invented.board(people=(one, replace(one, number=invented.OTHER, sex="male")))
    blocks = [b for s in sides_sections(Teller(two, "en")) for b in s.blocks]
    (table,) = (b for b in blocks if isinstance(b, Table))
    assert {plain(row[3]) for row in table.rows} == {"who is who is open"}
    assert plain(table.rows[0][1]) == f"{MISSING}: female; {invented.OTHER}: male"
    assert not [b for b in blocks if isinstance(b, Picture)]


def charts(before: Sequence[Found], after: Sequence[Found]) -> tuple[str, str]:
    """The drawing and the sentences."""
    dossier = invented.board(before=tuple(before), after=tuple(after))
    section = teeth_section(Teller(dossier, "en"))
    assert section is not None
    (picture,) = (b for b in section.blocks if isinstance(b, Picture))
    (listing,) = (b for b in section.blocks if isinstance(b, Listing))
    return picture.svg, "\n".join(plain(one) for one in listing.items)


@pytest.mark.parametrize(
    ("then", "now", "says"),
    [
        ("present_sound", "filled", "1 treated after the chart was made"),
        ("present_sound", "missing_antemortem", "1 lost in life"),
        ("filled", "missing_postmortem", "1 fell out after death"),
        ("crown", "crown", "= 1 tooth charted alike"),
        ("missing_antemortem", "present_sound", "≠ cannot be of one person"),
        ("crown", "present_sound", "≠ cannot be of one person"),
    ],
)
def test_what_a_tooth_can_become(then: str, now: str, says: str) -> None:
    _, said = charts([tooth(MISSING, "36", then, as_of="2020")], [tooth(BODY, "36", now)])
    assert says in said
    assert ("No tooth contradicts." in said) == ("≠" not in says)


def test_a_contradiction_is_marked_in_the_drawing() -> None:
    svg, _ = charts(
        [tooth(MISSING, "36", "missing_antemortem", as_of="2020")],
        [tooth(BODY, "36", "present_sound")],
    )
    assert 'class="mid tstop">≠</text>' in svg


def test_of_two_records_of_one_tooth_the_later_counts() -> None:
    before = [
        tooth(MISSING, "36", "crown", as_of="2021-05"),
        tooth(MISSING, "36", "present_sound", as_of="2014"),
    ]
    _, said = charts(before, [tooth(BODY, "36", "crown")])
    assert "= 1 tooth charted alike" in said


def test_the_mesial_surface_lies_towards_the_midline() -> None:
    def dark(code: str) -> str:
        svg, _ = charts(
            [tooth(MISSING, code, "filled", "M", as_of="2020")], [tooth(BODY, code, "crown")]
        )
        return svg.split('class="fink" d="', 1)[1].split('"')[0]

    # right half of the mouth, drawn at the left: mesial is at the right; and the other way round
    assert dark("16").split("l")[0] != dark("26").split("l")[0]
    assert "l-" in dark("16")
    assert "l-" not in dark("26").split("v-")[0]


def test_without_a_chart_the_teeth_prove_nothing() -> None:
    section = teeth_section(Teller(invented.board(before=()), "en"))
    assert section is not None
    assert "prove nothing here" in str(section.blocks)
