"""All pairs at once say what each pair says by itself, and nothing where nothing was examined."""

from __future__ import annotations

import numpy as np
import pytest

from imena.evidence.combination import CombinationError, combined
from imena.evidence.examiner import EXCLUSION, IDENTIFICATION
from imena.evidence.place_time import PlaceModel, TimeModel
from imena.evidence.weighing.records import Conclusion, Remains, Told
from imena.evidence.weighing.weigh import PlaceAndTime, Weighed, weigh
from tests.evidence.weighing.records import DAYS, Drawn

GROUPS = (
    "profile", "dental", "marks", "pigmentation", "belongings", "fingerprint", "implant",
    "place_time",
)  # fmt: skip
WHERE = PlaceAndTime(PlaceModel.of(np.array([[2.0, 30.0], [25.0, 4.0]])), TimeModel(DAYS))


@pytest.fixture(scope="module")
def weighed() -> Weighed:
    drawn = Drawn(5)
    conclusions = {
        (0, 1): Conclusion(IDENTIFICATION, IDENTIFICATION),
        (2, 3): Conclusion(EXCLUSION),
    }
    return weigh(
        [drawn.remains() for _ in range(14)],
        [drawn.told() for _ in range(17)],
        where=WHERE,
        conclusions=conclusions,
    )


@pytest.mark.parametrize("name", GROUPS)
def test_every_pair_at_once_is_every_pair_by_itself(weighed: Weighed, name: str) -> None:
    (group,) = (one for one in weighed.groups if one.name == name)
    every = group.all_pairs()
    for (i, j), value in np.ndenumerate(every.log10_lr):
        one = group.contribution(i, j)
        assert value == pytest.approx(one.log10_lr, abs=1e-9), (i, j, one)
        assert bool(every.examined[i, j]) == bool(one.examined), (i, j, one)
    assert every.examined.any()
    assert not every.examined.all()


def test_what_was_not_examined_on_both_sides_is_exactly_one(weighed: Weighed) -> None:
    for group in weighed.groups:
        every = group.all_pairs()
        assert not np.any(every.log10_lr[~every.examined])
        for i, j in np.argwhere(~every.examined)[:20].tolist():
            said = group.contribution(i, j)
            assert (said.log10_lr, said.band, said.capped) == (0.0, (0.0, 0.0), False)
            assert said.not_examined or group.name in ("marks", "belongings")


def test_the_whole_is_the_sum_of_the_groups_each_within_its_caps(weighed: Weighed) -> None:
    for i, j in [(0, 1), (2, 3), (5, 5)]:
        together = weighed.combined(i, j)
        assert weighed.log10_lr[i, j] == pytest.approx(together.log10_lr, abs=1e-9)
        assert tuple(c.name for c in together.contributions) == GROUPS
    assert weighed.combined(0, 1).primary
    assert weighed.primary["fingerprint"][0, 1]
    assert not weighed.primary["fingerprint"][2, 3]
    with pytest.raises(CombinationError):
        combined([*weighed.contributions(0, 1), weighed.contributions(0, 1)[0]])


def test_what_a_reader_must_know_of_the_findings_stands_with_their_group(
    weighed: Weighed,
) -> None:
    told = next(i for i, one in enumerate(weighed.remains) if one.remarks)
    said = {c.name: c.remarks for c in weighed.contributions(told, 0)}
    assert "examiners_disagree" in said["dental"]
    assert "examiners_disagree" not in said["marks"]


def test_with_nothing_examined_every_lr_is_one_and_nobody_is_primary() -> None:
    nothing = weigh([Remains(), Remains()], [Told()])
    assert not nothing.examined.any()
    assert not nothing.log10_lr.any()
    assert set(nothing.counts.values()) == {(0, 0)}
    assert not nothing.combined(0, 0).primary


def test_with_few_reference_charts_how_rare_a_mouth_is_may_be_overstated(
    weighed: Weighed,
) -> None:
    dental = [weighed.contributions(i, j)[1] for i, j in np.ndindex(14, 17)]
    assert {c.name for c in dental} == {"dental"}
    for said in dental:
        assert ("few_reference_charts" in said.remarks) is bool(said.examined)
    charts = sum(one.teeth is not None for one in weighed.told)
    assert any(said.source.startswith(f"{charts} reference charts") for said in dental)
    many = weigh(weighed.remains, [*weighed.told] * 3)
    assert not any("few_reference_charts" in many.contributions(i, 0)[1].remarks for i in range(14))


@pytest.mark.parametrize(("bodies", "people"), [(0, 0), (0, 2), (2, 0)])
def test_nobody_to_compare_is_no_error(bodies: int, people: int) -> None:
    nothing = weigh([Remains()] * bodies, [Told()] * people)
    assert nothing.log10_lr.shape == (bodies, people)


def test_how_many_were_compared_is_counted_on_both_sides(weighed: Weighed) -> None:
    assert weighed.counts["fingerprint"] == (2, 2)
    assert weighed.counts["dental"][0] == sum(one.teeth is not None for one in weighed.remains)


def test_what_identifies_by_itself_does_so_from_moderate_support_on(weighed: Weighed) -> None:
    (teeth,) = (group for group in weighed.groups if group.name == "dental")
    every = teeth.all_pairs()
    assert np.array_equal(weighed.primary["dental"], every.log10_lr >= 2.0)
    assert (every.examined & ~weighed.primary["dental"]).any()
