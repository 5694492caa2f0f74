"""The whole operation, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from imena.invented.site import InventedSite
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.clock import SetClock
from imena.registry.services import ranges, scene
from imena.rehearsal import (
    examining,
    families,
    ground,
    homecoming,
    in_parts,
    laboratory,
    lists,
    naming,
    officials,
    our_figures,
    recovery,
    turns,
    undoing,
)
from imena.rehearsal.cast import assemble
from imena.rehearsal.parts import choose
from imena.rehearsal.played import Played
from imena.rehearsal.stage import BEGINNING, Stage, seen

#: Numbers kept for what comes out of the ground after the lists: tags, bags, bones.
_SPARE = 12


def play(
    invented: InventedSite,
    *,
    posteriors: Mapping[str, float] | None = None,
    compare: Callable[[Actor], object] | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> Played:
    """Fill an empty case file with an invented operation, from the lead to the first releases.

    Everything goes through the services, one act after another, by a clock that only the play
    moves: half a year from 2 March 2026. The same site gives the same records, numbers and events;
    only ids, salts and the laboratory’s codes are drawn anew.

    Parameters
    ----------
    posteriors
        By body, the probability of its true name, where the joint answer reached it: only these
        bodies are then named by DNA. Without it every body whose family suffices may be.
    compare
        Compares everybody in the case file with everybody, as the analyst it is given, and records
        who may be whom: called when the laboratory has reported and again after the last find.
        Without it possible names are written down one by one.
    told
        Called with the name of each chapter before it begins.

    Raises
    ------
    TooFewPartsError
        Where the site is too small for all that has to happen.
    Refused
        Where the case file is not empty.
    """
    parts = choose(invented, posteriors)
    moved = SetClock(BEGINNING)
    with clock.use(moved):
        stage = Stage(invented, parts, moved, posteriors or {}, compare)
        for chapter in (
            _beginning, _families, _ground, _mortuary, _by_sight, _laboratory, _by_dna, _undoing,
            _later, _end,
        ):  # fmt: skip
            told(chapter.__name__.strip("_"))
            chapter(stage)
    return Played(dict(stage.truths), dict(stage.counted))


def _beginning(stage: Stage) -> None:
    stage.cast = assemble()
    ground.lead(stage)
    stage.day(3)
    ground.register(stage)


def _families(stage: Stage) -> None:
    stage.day(4)
    lists.missing_people(stage)
    families.spoken_with(stage)
    laboratory.references(stage)


def _ground(stage: Stage) -> None:
    ground.open_ground(stage)
    officials.before_digging(stage)
    recovery.dig(stage)
    lists.graves(stage)
    held = dict(stage.ranges)
    for one in held.values():
        ranges.close_range(stage.cast["klyuch"], one, seen=one.version)
    ground.issue_ranges(stage, _SPARE)
    _second_numbers(stage)
    turns.number_without_remains(stage)
    turns.two_bags_of_one(stage)
    turns.unannounced(stage)
    in_parts.burned_together(stage)
    our_figures.said(stage)


def _second_numbers(stage: Stage) -> None:
    """Whoever is in the case twice had two numbers: the second never has a record."""
    for first, second in stage.invented.truth.sampled_twice:
        number = stage.spare(Kind.RECOVERED_UNIT)
        assert number == second
        held = stage.ranges[Kind.RECOVERED_UNIT]
        ranges.retire_numbers(
            stage.cast["klyuch"],
            held,
            serials=[stage.given[Kind.RECOVERED_UNIT]],
            reason=f"Друга бирка того самого тіла: {first}.",
            approver=stage.cast["dozvil"],
        )
        stage.truths["second_number"] = number


def _mortuary(stage: Stage) -> None:
    parts = stage.parts
    stage.day(22)
    officials.after_the_first_weeks(stage)
    turns.wrong_tag(stage, parts.mistagged)
    stage.day(24)
    examining.examine(stage)
    examining.amend(stage)
    examining.sampled(stage, parts.unnamed, "petrous_bone", retained=True)
    turns.lost_for_a_day(stage, parts.followed[-1])
    recovery.explain(stage, parts.late, "Зламалася вісь; нічліг під охороною, є протокол.")


def _by_sight(stage: Stage) -> None:
    stage.day(36)
    naming.adopt(stage, "OFFICE-BY-SIGHT")
    undoing.early_names(stage)


def _laboratory(stage: Stage) -> None:
    parts = stage.parts
    stage.day(45)
    bodies = [b for b in parts.followed if b != parts.stranger]
    dead = laboratory.of_the_dead(stage, [*bodies, in_parts.burned(0), in_parts.burned(1)])
    kept = {s.number for taken in stage.samples.values() for s in taken if s.state == "retained"}
    sent = [
        *laboratory.sent(stage, {n: r for n, r in dead.items() if n not in kept}, by="kistka"),
        *laboratory.sent(stage, laboratory.of_the_living(stage), by="slukhai"),
    ]
    stage.day(70)
    laboratory.reported(stage, sent)
    undoing.kinship_contradicted(stage)
    stage.day(72)
    naming.adopt(stage, "UA-2026-02")
    stage.day(74)
    naming.compared(stage)
    our_figures.said(stage)


def _by_dna(stage: Stage) -> None:
    parts = stage.parts
    stage.day(75)
    naming.exclude(stage)
    for number, body in enumerate(parts.by_dna):
        stage.day(76 + 2 * number)
        naming.by_dna(stage, body)
    turns.wrong_marker(stage)
    for number, body in enumerate(home_bound(stage)):
        stage.day(110 + 2 * number)
        person = stage.true_name(body)
        assert person is not None
        if body == parts.late:
            homecoming.brought_back(stage, body, person)
        elif body == parts.in_part:
            in_parts.home_in_part(stage, body, person)
        else:
            homecoming.all_the_way(stage, body, person)
    our_figures.said(stage)


def home_bound(stage: Stage) -> tuple[str, ...]:
    """Whose families can bury them in this half-year."""
    parts = stage.parts
    return (parts.wrong_marker, parts.late, parts.mistagged, parts.in_part, *parts.shared)


def _undoing(stage: Stage) -> None:
    stage.day(135)
    undoing.wrong_name_reversed(stage)
    naming.by_dna(stage, stage.parts.bearer)
    stage.day(150)
    undoing.he_lives(stage)
    our_figures.corrected(stage)
    our_figures.said(stage)


def _later(stage: Stage) -> None:
    stage.day(153)
    in_parts.found_later(stage)
    stage.day(168)
    naming.adopt(stage, "OFFICE-SET")
    in_parts.named_as_a_set(stage)
    stage.day(172)
    naming.compared(stage)
    stage.day(174)
    homecoming.unnamed(stage, stage.parts.unnamed)
    stage.day(178)
    officials.afterwards(stage)
    our_figures.said(stage)


def _end(stage: Stage) -> None:
    """Numbers accounted for; the ground exhumed as far as anybody knows."""
    stage.day(180)
    administrator = stage.cast["klyuch"]
    for kind, held in stage.ranges.items():
        left = range(stage.given.get(kind, held.first - 1) + 1, held.last + 1)
        if left:
            ranges.retire_numbers(
                administrator,
                held,
                serials=list(left),
                reason="Бирки не використано й знищено.",
                approver=stage.cast["dozvil"],
            )
        ranges.close_range(administrator, held, seen=seen(held))
    scene.finish_site(
        stage.cast["zakon"],
        stage.site,
        seen=seen(stage.site),
        completeness="Усі відомі могили; чи є інші, невідомо.",
    )
    our_figures.awaiting(stage)
