"""The rules of the case file, I1 to I34: what must never happen, and what holds each.

The sentences stand here. Where a rule is held (a service that refuses, a constraint of a table) and
which tests try to break it is read from the code itself by ``python -m house.invariants``, which
writes ``invariants.json`` beside this file; ``imena invariants`` prints both together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from imena.language import message

#: Rule → sentence, in the order of docs/reference/invariants.md.
SENTENCES: Mapping[str, str] = {
    "I1": message("A number is given once, ever; a retired number stays retired."),
    "I2": message("Recovered remains have exactly one current place."),
    "I3": message("No gap in custody: every hand-over is received, and what differs is explained."),
    "I4": message("A split keeps its parent and explains it; a merge deletes no number."),
    "I5": message("A marker, a register’s line or a stated name is never by itself an identity."),
    "I6": message("A grave is exhumed only when its floor was reached; an empty one says why."),
    "I7": message("Digging begins after clearance and by law, or on two people’s word."),
    "I8": message("Not examined is never counted as absent."),
    "I9": message("Signs seen at the grave are no cause of death; an examiner states it."),
    "I10": message("A closed examination changes only by an amendment that says who and why."),
    "I11": message("A minimum number is an interval, not below the count of one sided element."),
    "I12": message("A confirmed name needs its policy’s evidence and two authorised signers."),
    "I13": message("One person is never silently named for two individuals."),
    "I14": message("No two standing decisions say who one individual is."),
    "I15": message("A sign of life suspends every decision on that person and stops release."),
    "I16": message("Recognition by sight alone confirms nothing, unless the policy says so."),
    "I17": message("Results belong to sample codes; what rests on a contradicted kinship falls."),
    "I18": message("Exclusions stay and are shown before any new proposal."),
    "I19": message("A change of policy lists the standing decisions that no longer satisfy it."),
    "I20": message("No release without a signed decision, authority, proof and a door check."),
    "I21": message("The family’s wish on partial and later finds is asked, and asked again."),
    "I22": message("No family is told before the decision, and only by their rules of contact."),
    "I23": message("An unnamed burial keeps sample, plot, marker and a way to exhume again."),
    "I24": message("A court’s declaration of death never ends a search."),
    "I25": message(
        "Every published figure can be computed again, with unit, scope and exclusions."
    ),
    "I26": message("The parts of a figure add up to it, or the gap is printed."),
    "I27": message("Graves, bodies, individuals, persons and reports are never added together."),
    "I28": message("Unknown is printed as unknown; “more sites may exist” goes with the total."),
    "I29": message("A correction names what it corrects; nothing published changes silently."),
    "I30": message("Small counts that could name somebody are withheld."),
    "I31": message("A laboratory sees codes only; an examiner sees no names of the missing."),
    "I32": message("Every reading about a named person is logged with its purpose."),
    "I33": message("Facts of the dead are never deleted; a relative’s data can be."),
    "I34": message("Nothing overwrites what another wrote: both are kept until a person decides."),
}


@dataclass(frozen=True, slots=True)
class Invariant:
    """One rule: its sentence (a message of the catalogue ``registry``), the services and
    constraints that hold it, and the tests that try to break it."""

    code: str
    sentence: str
    held_by: tuple[str, ...]
    guarded_by: tuple[str, ...]


@cache
def invariants() -> tuple[Invariant, ...]:
    """Every rule, in order, with what the code says of it."""
    kept = resources.files("imena.registry").joinpath("invariants.json").read_text("utf-8")
    found = json.loads(kept)
    return tuple(
        Invariant(
            code,
            sentence,
            tuple(found.get(code, {}).get("held_by", ())),
            tuple(found.get(code, {}).get("guarded_by", ())),
        )
        for code, sentence in SENTENCES.items()
    )
