"""What the invented families tell and the examiners find stands in the case file as drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imena.invented.findings.invent import invent_findings
from imena.invented.site import InventedSite

if TYPE_CHECKING:
    from imena.rehearsal.played import Played

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_body_has_the_findings_that_were_drawn_for_it(
    played: Played, small_site: InventedSite
) -> None:
    from imena.registry.models import Finding

    drawn = invent_findings(small_site)
    body = next(b for b, found in drawn.remains.items() if any(f.kind == "tooth" for f in found))
    rows = Finding.objects.filter(examination__unit__number=body, kind="tooth")
    kept = {(row.data["tooth"], row.data["state"]) for row in rows}
    wanted = {(f.data["tooth"], f.data["state"]) for f in drawn.remains[body] if f.kind == "tooth"}
    assert wanted <= kept


def test_what_families_tell_stands_with_who_tells_it(
    played: Played, small_site: InventedSite
) -> None:
    from imena.registry.models import AntemortemFinding, MissingPerson

    drawn = invent_findings(small_site)
    told = {row.label: row for row in MissingPerson.objects.exclude(label="")}
    followed = set(AntemortemFinding.objects.values_list("missing__label", flat=True))
    assert len(followed) >= 5
    for label in followed:
        rows = AntemortemFinding.objects.filter(missing=told[label])
        kept = sorted((row.kind, row.status, row.source) for row in rows)
        assert kept == sorted((f.kind, f.status, f.by) for f in drawn.told[label])
        assert told[label].last_seen == drawn.last_seen[label].isoformat()


def test_a_run_in_the_play_weighs_them(played: Played) -> None:
    from imena.registry.models import Hypothesis, Run

    run = Run.objects.order_by("number").first()
    assert run is not None
    counted = dict(part.split(" ") for part in run.parameters["examined"].split(", "))
    assert all(counted[name] != "0/0" for name in ("profile", "marks", "belongings"))
    parts = [
        one
        for figures in Hypothesis.objects.values_list("figures", flat=True)
        for one in figures.get("contributions", ())
    ]
    assert any(one["name"] == "profile" and one["examined"] for one in parts)
