"""The waterfall adds up, stops where the cap does, and never moves for what nobody examined."""

from __future__ import annotations

import math

import pytest

from imena.reports.dossier.page import Bars, Ruler, Step, Table, Waterfall, plain
from imena.reports.dossier.teller import Teller
from imena.reports.dossier.weighing import markers_section, ruler_section, waterfall_section
from tests.reports.dossier import invented
from tests.reports.dossier.parts import contribution


def waterfall(**changed: object) -> Waterfall:
    section = waterfall_section(Teller(invented.board(**changed), "en"))
    assert section is not None
    (found,) = (b for b in section.blocks if isinstance(b, Waterfall))
    return found


def log10(drawn: Waterfall, at: float) -> float:
    """The log10 odds of a position, by two marks of the axis."""
    even = next(t for t in drawn.ticks if t.strong)
    hundred = next(t for t in drawn.ticks if t.said == "100 : 1")
    return 2 * (at - even.at) / (hundred.at - even.at)


def step(drawn: Waterfall, begins: str) -> Step:
    return next(s for s in drawn.steps if plain(s.what).startswith(begins))


def test_each_step_begins_where_the_last_one_ended() -> None:
    steps = waterfall().steps
    assert [one.end for one in steps[:-1]] == [one.begin for one in steps[1:]]


def test_the_result_is_the_posterior_and_what_is_left_over_is_the_joint_step() -> None:
    drawn = waterfall()
    assert log10(drawn, drawn.steps[-1].end) == pytest.approx(math.log10(0.99998 / 2e-5), abs=0.01)
    joint = next(s for s in drawn.steps if s.kind == "joint")
    parts = 5.61 + 0.62 + 2.0 - 0.62
    assert log10(drawn, joint.begin) == pytest.approx(parts, abs=0.01)


def test_what_was_not_examined_moves_nothing() -> None:
    marks = step(waterfall(), "Marks")
    assert (marks.kind, marks.begin) == ("unseen", marks.end)
    assert plain(marks.said) == "not examined"


def test_a_cap_is_drawn_and_said() -> None:
    drawn = waterfall()
    teeth = step(drawn, "Teeth")
    assert teeth.capped
    assert "capped" in plain(teeth.said)
    assert log10(drawn, teeth.end) - log10(drawn, teeth.begin) == pytest.approx(2.0, abs=0.01)


def test_what_speaks_against_goes_to_the_left() -> None:
    clothes = step(waterfall(), "Clothes")
    assert clothes.kind == "against"
    assert clothes.end < clothes.begin
    assert clothes.low < clothes.end < clothes.high
    assert "4.1 times less" in plain(clothes.said)


def test_a_run_without_parts_shows_everything_but_dna_as_one_step() -> None:
    pair = invented.weighed(
        invented.MISSING, "0.99", proposed=True, log10_lr="3.0", log10_lr_other="1.5"
    )
    drawn = waterfall(weighed=(pair,))
    assert [s.kind for s in drawn.steps] == ["start", "for", "for", "joint", "result"]


def test_without_a_probability_the_picture_ends_before_the_result() -> None:
    pair = invented.weighed(invented.MISSING, "", proposed=True, log10_lr="-49.8")
    assert [s.kind for s in waterfall(weighed=(pair,)).steps] == ["start", "against", "unseen"]


@pytest.mark.parametrize("other", ["0.5", "-30", "60"])
@pytest.mark.parametrize("log10_lr", ["-inf", "inf", "40", "-40", "90"])
def test_no_figure_leaves_the_picture(log10_lr: str, other: str) -> None:
    pair = invented.weighed(
        invented.MISSING,
        "0.5",
        proposed=True,
        log10_lr=log10_lr,
        log10_lr_other=other,
        per_marker={"FGA": log10_lr},
    )
    drawn = waterfall(weighed=(pair,))
    assert all(0 <= at <= 1 for s in drawn.steps for at in (s.begin, s.end))
    assert len(drawn.ticks) <= 8
    section = markers_section(Teller(invented.board(weighed=(pair,)), "en"))
    assert section is not None


def test_a_marker_that_excludes_says_so() -> None:
    pair = invented.weighed(
        invented.MISSING, "0.001", proposed=True, per_marker={"FGA": "-inf", "TH01": "0.5"}
    )
    section = markers_section(Teller(invented.board(weighed=(pair,)), "en"))
    assert section is not None
    (bars,) = (b for b in section.blocks if isinstance(b, Bars))
    assert [(b.what, b.kind, b.said) for b in bars.rows] == [
        ("FGA", "excludes", "excludes"),
        ("TH01", "for", "3.2"),
    ]


def test_the_ruler_puts_everybody_else_last_and_marks_the_threshold() -> None:
    section = ruler_section(Teller(invented.board(), "en"))
    assert section is not None
    (drawn,) = (b for b in section.blocks if isinstance(b, Ruler))
    assert [plain(row.who) for row in drawn.rows] == [
        invented.NAME,
        invented.OTHER,
        "Anybody else, listed or not",
    ]
    assert drawn.rows[0].at > drawn.threshold > drawn.rows[1].at
    assert [row.beyond for row in drawn.rows] == [0, -1, -1]


def test_the_prosecutor_sees_no_markers() -> None:
    pair = invented.weighed(invented.MISSING, "0.99", proposed=True, log10_lr="3.0")
    assert markers_section(Teller(invented.board(weighed=(pair,)), "en")) is None


def test_a_source_that_is_no_study_is_told_in_the_readers_language() -> None:
    part = contribution("dental", "0.4", "36", source="12 reference charts; rates proposed")
    pair = invented.weighed(
        invented.MISSING, "0.99", proposed=True, log10_lr="3.0", contributions=(part,)
    )
    section = waterfall_section(Teller(invented.board(weighed=(pair,)), "uk"))
    assert section is not None
    (table,) = (b for b in section.blocks if isinstance(b, Table))
    assert plain(table.rows[0][2]) == "12 еталонних карток; частоти запропоновано з програмою"


def test_a_joint_step_of_no_size_is_no_factor() -> None:
    pair = invented.weighed(
        invented.MISSING, "0.99", proposed=True, log10_lr="1.9956351945975498", log10_lr_other="0.0"
    )
    (joint,) = (s for s in waterfall(weighed=(pair,)).steps if s.kind == "joint")
    assert plain(joint.said) == "hardly changes anything the joint solution"
