"""Who takes which part follows from the site alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imena.invented.markers import invented_markers
from imena.invented.plan import DEMO_SITE
from imena.invented.site import InventedSite, invent_site
from imena.rehearsal.parts import TooFewPartsError, choose, methods_for


@pytest.fixture(scope="module")
def demo_site() -> InventedSite:
    return invent_site(DEMO_SITE, invented_markers(), 1)


def test_every_body_has_one_part_at_most(demo_site: InventedSite) -> None:
    singly = choose(demo_site).dug_singly
    assert len(singly) == len(set(singly))


def test_about_thirty_bodies_of_the_demonstration_are_followed(demo_site: InventedSite) -> None:
    parts = choose(demo_site)
    assert 25 <= len(parts.followed) <= 35


def test_the_bodies_of_one_team_lie_side_by_side(demo_site: InventedSite) -> None:
    order = list(demo_site.truth.identities)
    assert list(choose(demo_site).dug_singly) == order[: len(choose(demo_site).dug_singly)]


def test_who_is_named_by_dna_has_a_family_that_can_name_them(demo_site: InventedSite) -> None:
    families = {m: family for family in demo_site.families for m in family.missing}
    named = [demo_site.truth.identities[body] for body in choose(demo_site).by_dna]
    assert all(person and methods_for(families[person], person) for person in named)
    assert len({families[person].id for person in named if person}) == len(named)


def test_nobody_is_named_whom_the_joint_answer_left_open(demo_site: InventedSite) -> None:
    open_body = choose(demo_site).wrong_marker
    established = set(demo_site.truth.identities) - {open_body}
    parts = choose(demo_site, established)
    assert open_body not in (*parts.by_dna, parts.misnamed, parts.bearer)


def test_the_man_who_lives_is_not_among_the_bodies(demo_site: InventedSite) -> None:
    parts = choose(demo_site)
    assert parts.living in demo_site.truth.not_among
    assert demo_site.truth.identities[parts.stranger] is None


def test_a_site_without_strangers_is_too_small() -> None:
    plan = replace(DEMO_SITE, unlisted=0, related_unlisted=0, graves=None)
    with pytest.raises(TooFewPartsError, match="0 bodies nobody reported"):
        choose(invent_site(plan, invented_markers(), 1))
