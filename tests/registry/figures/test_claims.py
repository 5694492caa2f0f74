"""What others say, as it is recorded and held against each other."""

from __future__ import annotations

from typing import Any

import pytest

from imena.claims.bounds import Bound, Interval
from imena.claims.findings import examined, relayed
from imena.claims.phrase import readings
from imena.registry.models import Claim
from imena.registry.queries.claims import as_said, claim_numbered, passed_on
from imena.registry.refusals import NotYours
from imena.registry.services import figures
from tests.registry.cast import Cast

TEXT = "Майже 50 тіл, не враховуючи масових поховань."


def recorded(cast: Cast, **more: Any) -> Claim:
    said: dict[str, Any] = {
        "text_verbatim": TEXT,
        "language": "uk",
        "unit": "bodies",
        "bound": "almost",
        "value": {"value": 50},
        "scope": {"place": "вигадана область", "excludes": ["mass_burials"]},
        "asserted_by": {"office": "вигадана поліція"},
        "as_of": "2026-03-16",
    }
    return figures.record_claim(cast.figures_officer, **(said | more))


def test_a_claim_is_read_back_as_it_was_said(cast: Cast) -> None:
    recorded(cast)
    (said,) = as_said(cast.figures_officer)
    assert (said.bound, said.value, said.unit) == (Bound.ALMOST, 50, "bodies")
    assert said.quote == TEXT
    assert said.soft == Interval(45, 49)
    assert said.wider == Interval(45, None)


def test_a_relay_stands_beside_its_claim_and_says_what_it_changed(cast: Cast) -> None:
    claim = recorded(cast)
    row, original = claim_numbered(cast.figures_officer, claim.number)
    (taken,) = readings("Знайдено 50 осіб")
    told = passed_on(original, taken, "вигадана газета")
    changed = [finding.kind for finding in relayed(original, told)]
    assert changed == ["unit_changed", "word_dropped", "exclusion_dropped"]
    figures.record_relay(
        cast.figures_officer,
        row,
        outlet="вигадана газета",
        text_verbatim="Знайдено 50 осіб",
        bound=told.bound.value,
        value={"value": told.value, "to": told.to, "unit": told.unit},
        differences=changed,
    )
    own, relay = as_said(cast.figures_officer)
    assert relay.outlet == "вигадана газета"
    assert {f.kind for f in examined([own, relay])} == set(changed)


def test_what_was_taken_back_contradicts_nothing(cast: Cast) -> None:
    first = recorded(cast, bound="exact", value={"value": 440}, scope={"place": "ліс"})
    recorded(cast, bound="exact", value={"value": 443}, scope={"place": "ліс"},
             asserted_by={"office": "вигаданий уповноважений"})  # fmt: skip
    assert [f.kind for f in examined(as_said(cast.figures_officer))] == ["contradiction"]
    figures.judge_claim(cast.figures_officer, first, seen=first.version, status="retracted")
    assert examined(as_said(cast.figures_officer)) == ()


def test_whoever_may_not_see_claims_sees_none(cast: Cast) -> None:
    claim = recorded(cast)
    with pytest.raises(NotYours):
        claim_numbered(cast.laboratory, claim.number)
    assert as_said(cast.laboratory) == ()
