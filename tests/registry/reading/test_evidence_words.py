"""Every code that the models of evidence use has words in both languages."""

from __future__ import annotations

import pytest

from imena.evidence.marks import MARK_KINDS
from imena.evidence.weighing.records import Remains, Told
from imena.evidence.weighing.weigh import weigh
from imena.registry.words.evidence import (
    GROUPS,
    REMARKS,
    finding_said,
    findings_said,
    group_said,
    remark_said,
)


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_group_and_what_was_not_examined_has_words(language: str) -> None:
    nothing = weigh([Remains()], [Told()])
    for one in nothing.contributions(0, 0):
        assert group_said(language, one.name) != one.name or language == "en"
        assert one.name in GROUPS
        for name in one.not_examined:
            assert name.isdecimal() or finding_said(language, name)
            assert "_" not in finding_said(language, name)


@pytest.mark.parametrize("language", ["uk", "en"])
def test_marks_say_where_and_remarks_what(language: str) -> None:
    for kind in MARK_KINDS:
        assert "_" not in finding_said(language, f"{kind}/upper_limb_left")
    for code in REMARKS:
        assert remark_said(language, code) != code
    assert "7" in remark_said(language, "place_model_version_7")


def test_teeth_are_counted_and_what_comes_twice_is_said_once() -> None:
    assert findings_said("uk", ["11", "12", "clothing", "clothing"]) == "одяг × 2, 2 зуби"
    assert findings_said("en", ["11"]) == "1 tooth"
    assert findings_said("en", []) == ""


def test_marks_that_nobody_looked_for_are_counted_without_their_places() -> None:
    marks = ["tattoo/thorax", "tattoo/neck", "large_scar/face"]
    assert findings_said("en", marks, places=False) == "tattoo × 2, scar"
    assert findings_said("en", marks[:1]) == "tattoo (thorax)"


def test_what_has_no_words_is_shown_as_it_is() -> None:
    assert remark_said("uk", "щось_нове") == "щось_нове"
    assert group_said("uk", "щось") == "щось"
    assert finding_said("en", "щось") == "щось"
