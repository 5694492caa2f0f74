"""Quality control beside the answer: does the material itself hold together?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from imena.kinship.pedigree import Pedigree, Person
from imena.matching.case import Case, Family
from imena.matching.identification import Check
from imena.matching.near_bodies import near_pairs
from imena.matching.pairwise import LOG10, Readings
from imena.matching.relatives import SAME, BodyTables, disagreeing, engine_relations

#: A body read at fewer markers than this cannot be compared in earnest.
FEW_MARKERS = 5
#: log10 LR of "is the recorded relative" against "unrelated": below the first a warning (fewer
#: than one true relative in a hundred gets there by chance), up to the second no support.
MISFIT_BELOW_LOG10 = -2.0
FITS_FROM_LOG10 = 1.0
#: A marker is named when it alone speaks at least ten times against the recorded relation.
MARKER_AGAINST_LOG10 = -1.0
#: log10 LR against "unrelated" from which two bodies are reported as one person or close kin. By
#: chance an LR of t or more has probability below 1/t: of the 10^5 pairs among 450 bodies about one
#: looks like kin who is not, and none like one person.
SAME_PERSON_FROM_LOG10 = 6.0
RELATIVES_FROM_LOG10 = 4.0
#: Room left when screening without all markers, or without co-ancestry.
_SCREEN_MARGIN_LOG10 = 2.0
#: Two people who say nothing of each other: what is left is rounding.
_NOTHING_SAID_LOG10 = 1e-9


def check_families(
    readings: Readings, progress: Callable[[str, float], None] | None = None
) -> tuple[Check, ...]:
    """What holds together, and what does not, within each family and each body's profile."""
    checks: list[Check] = []
    families = readings.case.families
    for done, family in enumerate(families):
        if progress:
            progress("checks", done / len(families))
        checks.extend(check_family(readings, family))
    if progress:
        progress("checks", 1.0)
    checks.extend(_few_markers(readings.case))
    return tuple(checks)


def check_family(readings: Readings, family: Family) -> Iterator[Check]:
    """Does each typed relative fit the recorded place, given the others?

    The LR compares the family as recorded with the same family when this relative's readings are
    those of an unrelated person. With one typed relative there is nothing to compare.
    """
    whole = readings.log_by_unit(family.pedigree, family.samples, family.founder_inbreeding)
    impossible = tuple(name for name, value in whole.items() if value == -np.inf)
    if impossible:
        yield Check("family_impossible", "warning", (family.id,), None, impossible)
    if len(family.samples) < 2:
        return
    for member, sample in family.samples.items():
        stranger = Pedigree((Person(f"{member} unrelated", sex=family.pedigree[member].sex),))
        apart = {m: s for m, s in family.samples.items() if m != member}
        apart[f"{member} unrelated"] = sample
        without = readings.log_by_unit(
            family.pedigree.joined(stranger), apart, family.founder_inbreeding
        )
        if -np.inf in without.values():
            continue
        ratios = {name: (whole[name] - value) / LOG10 for name, value in without.items()}
        ratio = sum(ratios.values())
        if abs(ratio) < _NOTHING_SAID_LOG10:
            continue
        level = "ok"
        if ratio < FITS_FROM_LOG10:
            level = "warning" if ratio < MISFIT_BELOW_LOG10 else "note"
        against = tuple(name for name, r in ratios.items() if r <= MARKER_AGAINST_LOG10)
        yield Check("family_relation", level, (family.id, member), ratio, against)


def _few_markers(case: Case) -> Iterator[Check]:
    for body in case.bodies:
        read = case.markers_read(body.sample)
        if too_few(case, read):
            yield Check("few_markers", "note", (body.id,), None, read)


def too_few(case: Case, read: Sequence[str]) -> bool:
    """Whether a body read at these markers is too poor to be compared in earnest."""
    return len(read) < min(FEW_MARKERS, len(case.markers))


def check_bodies(readings: Readings) -> Iterator[Check]:
    """The same person sampled twice, and close relatives among the bodies."""
    case = readings.case
    tables = BodyTables.of(readings)
    margin = 0.0 if tables.complete else _SCREEN_MARGIN_LOG10
    ones, others = near_pairs(
        tables,
        same_from=SAME_PERSON_FROM_LOG10,
        kin_from=RELATIVES_FROM_LOG10 - margin - _NOTHING_SAID_LOG10,
    )
    sames = tables.log_lr(SAME, ones, others) / LOG10
    for i, j, same in zip(ones.tolist(), others.tolist(), sames.tolist(), strict=True):
        first, second = case.bodies[i], case.bodies[j]
        relations = engine_relations(readings, first, second)
        if same >= SAME_PERSON_FROM_LOG10 and same > relations[0].log10_lr:
            yield Check(
                "same_person",
                "warning",
                (first.id, second.id),
                same,
                disagreeing(first.sample, second.sample),
                "same_person",
            )
        elif relations[0].log10_lr >= RELATIVES_FROM_LOG10:
            yield Check(
                "close_relatives",
                "note",
                (first.id, second.id),
                relations[0].log10_lr,
                (),
                relations[0].name,
            )
