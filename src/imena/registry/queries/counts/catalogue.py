"""The queries of our own figures: each an id and a version that mean the same for ever.

A definition is never changed once a figure was approved by it: what is to be counted otherwise gets
the next version, and the one before stays here, so that what was said by it can still be computed.
The words of every version are in `imena.registry.words.figures`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from imena.language import message
from imena.registry.ledger.past import World
from imena.registry.queries.counts import families, ground, names, remains, unidentified
from imena.registry.queries.counts.members import Members, Within
from imena.registry.refusals import Refused

Count: TypeAlias = Callable[[World, Within], Members]


@dataclass(frozen=True, slots=True)
class Partition:
    """A way to divide what is counted: the lines in their order, the vocabulary that names them
    (none where `imena.registry.words.figures` does), and what they tell of people."""

    lines: tuple[str, ...]
    vocabulary: str = ""
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a figure does not count, by its code, and how many there are of it."""

    code: str
    unit: str
    count: Count


@dataclass(frozen=True, slots=True)
class Figure:
    """A query. ``by_site`` says whether it can be asked of some sites only."""

    code: str
    version: int
    unit: str
    count: Count
    partitions: Mapping[str, Partition] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    by_site: bool = True


_GRAVE_STATES = Partition(
    ("unopened", "being_exhumed", "partially_recovered", "exhumed", "empty"), "burial_state"
)
_GRAVE_KINDS = Partition(
    (
        "single_grave", "pit", "trench", "surface_scatter", "well_or_water", "rubble", "vault",
        "other",
    ),
    "burial_kind",
)  # fmt: skip
_STAGES = Partition(("recovered", "examined", "compared", "identified", "returned", "beside"))
_BODY_KINDS = Partition(("complete_body", "near_complete_body", "partial_body"), "unit_kind")
_UNIT_KINDS = Partition(
    (
        "complete_body", "near_complete_body", "partial_body", "body_part", "single_bone",
        "bone_group", "commingled_lot", "burned_fragments", "ash", "tissue", "unknown",
    ),
    "unit_kind",
)  # fmt: skip
_SEXES = Partition(("female", "male", "unknown"), "sex_reported", ("sex",))
_POPULATIONS = Partition(("civilian", "military", "all", "unknown"), "population", ("population",))
_SEARCH = Partition(
    (
        "no_sample", "few_samples", "enough_samples", "candidate", "identified_dead",
        "captive_confirmed", "found_alive",
    )
)  # fmt: skip
_SENSES = Partition((unidentified.NO_REFERENCE, unidentified.NO_IDEA, unidentified.OPEN))

_OPEN_LEADS = LeftOut("leads_open", "leads", ground.open_leads)
_UNFINISHED = LeftOut("sites_unfinished", "sites", ground.unfinished_sites)
_UNOPENED = LeftOut("graves_unopened", "graves", ground.unopened_graves)
_EARLIER = LeftOut("remains_earlier", "remains_units", remains.earlier)
_LOOSE = LeftOut("remains_loose", "remains_units", remains.loose)
_REPEATED = LeftOut("reports_repeated", "reports", families.repeated)
_ALONE = LeftOut("missing_without_relatives", "persons_missing", families.without_relatives)

#: What is still in the ground is in no count of what came out of it.
_GROUND = (_UNOPENED, _UNFINISHED, _OPEN_LEADS)
_BODIES = (*_GROUND, _LOOSE, _EARLIER)

_ALL = (
    Figure(
        "leads.known", 1, "leads", ground.leads,
        {"state": Partition(("open", "confirmed", "not_confirmed", "not_checkable"), "lead_state")},
    ),
    Figure(
        "sites.known", 1, "sites", ground.sites,
        {
            "work": Partition(
                (
                    "lead", "confirmed", "protected", "authorised", "exhuming", "exhumed",
                    "closed", "reopened",
                ),
                "work_state",
            )
        },
        (_OPEN_LEADS,),
    ),
    Figure(
        "graves.known", 1, "graves", ground.graves,
        {"state": _GRAVE_STATES, "kind": _GRAVE_KINDS}, (_UNFINISHED, _OPEN_LEADS),
    ),
    Figure(
        "graves.opened", 1, "graves", ground.opened_graves,
        {"state": _GRAVE_STATES, "kind": _GRAVE_KINDS}, _GROUND,
    ),
    Figure("bodies.recovered", 1, "bodies", remains.bodies,
           {"kind": _BODY_KINDS, "stage": _STAGES}, _BODIES),
    Figure("remains.recovered", 1, "remains_units", remains.recovered,
           {"stage": _STAGES, "kind": _UNIT_KINDS}, (*_GROUND, _EARLIER)),
    Figure("remains.examined", 1, "remains_units", remains.examined,
           {"kind": _UNIT_KINDS}, (*_GROUND, _EARLIER)),
    Figure("individuals.recognised", 1, "individuals", names.individuals,
           {"named": Partition(("named", "not_named"))}, _GROUND),
    Figure("individuals.returned", 1, "individuals", names.returned,
           {"state": Partition(("released", "buried_named"), "individual_state")}, ()),
    Figure("persons.named", 1, "persons_identified", names.persons_named,
           {"sex": _SEXES, "population": _POPULATIONS}, ()),
    Figure("unidentified.no_decision", 1, "bodies", unidentified.without_decision,
           {"sense": _SENSES}, _BODIES),
    Figure("unidentified.no_reference", 1, "bodies", unidentified.without_reference,
           {}, _BODIES),
    Figure("unidentified.no_idea", 1, "bodies", unidentified.no_idea, {}, _BODIES),
    Figure("missing.reported", 1, "persons_missing", families.reported,
           {"search": _SEARCH, "sex": _SEXES, "population": _POPULATIONS}, (_REPEATED,),
           by_site=False),
    Figure("missing.sought", 1, "persons_missing", families.sought,
           {"search": _SEARCH, "sex": _SEXES, "population": _POPULATIONS}, (_REPEATED,),
           by_site=False),
    Figure("families.known", 1, "families", families.families,
           {"samples": Partition(("sample_given", "no_sample_yet"))}, (_ALONE,), by_site=False),
    Figure("samples.taken", 1, "samples", families.samples,
           {"source": Partition(("of_remains", "of_people"))}, ()),
)  # fmt: skip

#: Every version of every query there ever was.
FIGURES: Mapping[tuple[str, int], Figure] = {(one.code, one.version): one for one in _ALL}


def newest() -> tuple[Figure, ...]:
    """The newest version of each query, in the order of the way."""
    last = {one.code: one for one in _ALL}
    return tuple(last.values())


def figure_of(code: str, version: int | None = None) -> Figure:
    """The query, in its newest version unless one is named.

    Raises
    ------
    Refused
        Where there is none.
    """
    last = {one.code: one.version for one in _ALL}
    found = FIGURES.get((code, last.get(code, 0) if version is None else version))
    if found is None:
        raise Refused(message("There is no query “{code}” in that version."), code=code)
    return found
