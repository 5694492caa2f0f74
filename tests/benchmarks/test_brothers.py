"""The invented families of brothers are as entangled as the benchmark says."""

from __future__ import annotations

import pytest

from benchmarks.brothers import brothers_case
from imena import identify
from imena.matching.joint import choice


@pytest.mark.parametrize("typed", ["mother", "sister", "uncle"])
def test_every_family_may_have_every_two_bodies(typed: str) -> None:
    case = brothers_case(3, typed=typed)
    assert (len(case.bodies), len(case.missing)) == (6, 6)
    joint = identify(case).joint
    assert [len(component.victims) for component in joint.components] == [6]
    assert len(joint.marginals) == 36
    assert min(joint.marginals.values()) > 0.0
    # Who of two brothers is who stays open, whatever else is known.
    for family in case.families:
        elder, younger = family.missing
        for body in case.bodies:
            other = joint.marginals[body.id, younger]
            assert joint.marginals[body.id, elder] == pytest.approx(other, rel=1e-9)


def test_sums_over_sets_give_a_whole_case_the_answer_of_the_lattice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = brothers_case(4, typed="uncle")
    expected = identify(case).joint
    monkeypatch.setattr(choice, "_by_lattice", lambda *given: None)
    joint = identify(case).joint
    assert joint.method == expected.method == "exact"
    for kind in ("marginals", "nobody", "not_recovered", "log10_glr"):
        assert getattr(joint, kind) == pytest.approx(dict(getattr(expected, kind)), rel=1e-9)
    assert joint.n_assignments == expected.n_assignments
    assert [(s.victims, s.missing) for s in joint.symmetric] == [
        (s.victims, s.missing) for s in expected.symmetric
    ]
    assert [s.posterior for s in joint.assignments] == pytest.approx(
        [s.posterior for s in expected.assignments], rel=1e-9
    )
