"""How many people there are altogether and how many are not found yet, from what the case file has:
figures only, never who anybody is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from imena.estimation.graves import Expansion, expand, predicted
from imena.estimation.intervals import Draws
from imena.estimation.linking import Entries, Ints, drawn_people, masks, table
from imena.estimation.lists import Lists
from imena.estimation.pooled import over_linkages, over_strata
from imena.estimation.side_by_side import SideBySide, side_by_side
from imena.estimation.still_missing import NotYetFound, not_yet_found
from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import Association, BurialUnit, Event
from imena.registry.permissions import Need, Reach, may
from imena.registry.queries.exhumed import bodies_alone, people_exhumed
from imena.registry.queries.on_lists import (
    BODIES,
    REPORTS,
    ListOf,
    OnLists,
    on_lists,
)
from imena.registry.queries.reading import named
from imena.registry.queries.snapshot import at_one_moment
from imena.registry.refusals import NotAllowed, Refused

#: Ways to settle who is who, where it is not settled.
LINKAGES = 20
#: Periods that people can be parted by: by how many characters of a date.
PERIODS: Mapping[str, int] = {"year": 4, "month": 7}
#: Graves that hold people: not what lies scattered.
_OPENED = ("exhumed", "empty")

#: Called with the share done.
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Reported:
    """Of the people reported (whom the reconciliation could compare): how many have been named,
    ``among`` how many of the unnamed bodies they are, draw by draw, and who is left."""

    reported: int
    named: int
    among: Draws
    left: NotYetFound


@dataclass(frozen=True, eq=False)
class InGraves:
    """From opened graves to all that are known. ``unopened`` are draws of how many lie in known
    graves not opened yet: ``None`` with fewer than eight opened, or where nobody says that those
    opened first were chosen without regard to what lies in them."""

    expansion: Expansion
    unopened: Draws | None


@dataclass(frozen=True, eq=False)
class Estimated:
    """What the case file can say of how many there are.

    ``whole`` is about everybody the lists are about, all linkages together; ``strata`` are the
    periods it was added up from, none where nobody was parted. ``left`` is, by method, how many are
    not found yet, and ``elsewhere`` how many of them lie in no known grave; both are made draw by
    draw from ``whole``. ``reported`` and ``graves`` are ``None`` where there is no reconciliation,
    or no grave was opened. ``known_at`` is how many events the ledger had, ``run`` the
    reconciliation’s number, 0 for none.
    """

    lists: tuple[ListOf, ...]
    aside: int
    exhumed: int
    named: int
    whole: SideBySide
    strata: tuple[tuple[str, SideBySide], ...]
    left: Mapping[str, NotYetFound]
    elsewhere: Mapping[str, NotYetFound]
    reported: Reported | None
    graves: InGraves | None
    run: int
    known_at: int


def estimated(
    actor: Actor,
    *,
    bodies: bool = True,
    period: str = "",
    graves_at_random: bool = False,
    linkages: int = LINKAGES,
    replicates: int = 100,
    seed: int = 1,
    latent: bool = False,
    progress: Progress | None = None,
) -> Estimated:
    """Estimate from the reports of families, the registers and the bodies of an operation.

    Who is who between the lists is drawn ``linkages`` times by its probability, every method is
    asked of each draw with ``replicates`` of its bootstrap, and the answers are one mixture. With a
    ``period`` (of :data:`PERIODS`) people are parted by when they were last seen or buried, and the
    parts added draw by draw; bodies are no list then, for nobody knows their date. ``latent`` asks
    hidden classes as well. It is logged as a reading about everybody reported (I32).

    Raises
    ------
    NotAllowed
        For whoever sees no statements of figures.
    Refused
        Where fewer than two lists have anybody on them.
    Broken
        I32, without a purpose.
    """
    answer = may(actor, "statements", Need.READ)
    if answer.reach is not Reach.ALL:
        raise NotAllowed(answer, message("estimate how many people there are"))
    if period and period not in PERIODS:
        raise ValueError(f"people are not parted by {period}")
    with at_one_moment():
        known_at = Event.objects.count()
        found = on_lists(actor.operation, bodies=bodies and not period)
        graves = _graves(actor, graves_at_random, seed)
    named(actor, found.people, what="read.estimate")
    if len(found.lists) < 2:
        raise Refused(message("Fewer than two lists have anybody on them: nothing overlaps."))
    ways = list(drawn_people(found.entries, 1 if found.entries.sure else linkages, seed))
    asked = []
    for number, way in enumerate(ways):
        if progress is not None:
            progress(number / len(ways))
        asked.append(
            [
                (name, side_by_side(lists, replicates=replicates, seed=seed + number,
                                    with_latent=latent))
                for name, lists in _tables(found, way, PERIODS.get(period, 0))
            ]
        )  # fmt: skip
    whole = over_linkages([over_strata([one for _, one in parts]) for parts in asked])
    return Estimated(
        found.lists,
        found.aside,
        found.exhumed,
        found.named,
        whole,
        _strata(asked) if period else (),
        _left(whole, found, None),
        {} if graves is None or graves.unopened is None else _left(whole, found, graves.unopened),
        _reported(found, ways),
        graves,
        found.run,
        known_at,
    )


def _tables(found: OnLists, way: Ints, length: int) -> list[tuple[str, Lists]]:
    """The table of every stratum, the earliest first; who has no date is one of their own."""
    if not length:
        return [("", table(found.entries, way))]
    first: dict[int, str] = {}
    for one, said in zip(way.tolist(), found.periods, strict=True):
        at = said[:length] if len(said) >= length else ""
        first[one] = min(filter(None, (first.get(one), at)), default="")
    of = np.array([first[one] for one in way.tolist()])
    return [
        (name, table(_part(found.entries, of == name), way[of == name]))
        for name in sorted(set(of.tolist()))
    ]


def _part(entries: Entries, here: np.ndarray) -> Entries:
    """These entries, already linked."""
    none = np.zeros((0, 2), dtype=np.int64)
    return Entries(entries.names, entries.list_of[here], none, none, np.zeros(0))


def _strata(asked: list[list[tuple[str, SideBySide]]]) -> tuple[tuple[str, SideBySide], ...]:
    by_name: dict[str, list[SideBySide]] = {}
    for parts in asked:
        for name, one in parts:
            by_name.setdefault(name, []).append(one)
    return tuple((name, over_linkages(many)) for name, many in sorted(by_name.items()))


def _left(whole: SideBySide, found: OnLists, unopened: Draws | None) -> dict[str, NotYetFound]:
    """All, less those exhumed, and less those who lie in known graves, draw by draw."""
    still = np.zeros(1, dtype=np.int64) if unopened is None else unopened
    left = {}
    for told in whole.told:
        if told.draws is not None and told.method != "lower_bound":
            unnamed = found.exhumed - found.named + np.resize(still, told.draws.shape)
            left[told.method] = not_yet_found(told.draws, found.named, unnamed)
    return left


def _reported(found: OnLists, ways: list[Ints]) -> Reported | None:
    codes = [one.code for one in found.lists]
    if REPORTS not in codes or BODIES not in codes:
        return None
    both = (1 << codes.index(REPORTS)) | (1 << codes.index(BODIES))
    entries = found.entries
    settled = _part(entries, np.ones(len(entries.list_of), dtype=np.bool_))
    known = np.arange(len(entries.list_of))
    known[entries.settled[:, 1]] = entries.settled[:, 0]
    named = int(((masks(settled, known) & both) == both).sum())
    standing = [masks(entries, way) for way in ways]
    reported = np.array([int((one & (1 << codes.index(REPORTS)) > 0).sum()) for one in standing])
    among = np.array([int(((one & both) == both).sum()) for one in standing]) - named
    return Reported(
        int(np.median(reported)), named, among, not_yet_found(reported, named, np.maximum(among, 0))
    )


def _graves(actor: Actor, at_random: bool, seed: int) -> InGraves | None:
    """People in opened graves, an individual or else a body each, and all known graves."""
    graves = BurialUnit.objects.filter(operation=actor.operation).exclude(kind="surface_scatter")
    opened = list(graves.filter(state__in=_OPENED).order_by("number").values_list("pk", flat=True))
    if not opened:
        return None
    units = people_exhumed(actor.operation).filter(burial_unit__in=opened)
    standing = Association.objects.filter(unit__in=units, withdrawn_at=None)
    rows = standing.values_list("unit__burial_unit", "individual")
    alone = bodies_alone(actor.operation).filter(burial_unit__in=opened)
    lying = Counter(grave for grave, _ in set(rows))
    lying.update(alone.values_list("burial_unit", flat=True))
    people = [lying[grave] for grave in opened]
    known = graves.count()
    drawn = predicted(people, known, seed=seed) if at_random else None
    return InGraves(
        expand(people, known, at_random=at_random),
        None if drawn is None else np.asarray(drawn - sum(people), dtype=np.int64),
    )
