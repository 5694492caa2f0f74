"""Comparing an answer with a known truth. Only invented sites have one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from imena.matching.answer import LISTED_FROM, Answer
from imena.matching.identification import JointAnswer


@dataclass(frozen=True)
class Truth:
    """Who is who in an invented site, and what was planted for quality control to find.

    Parameters
    ----------
    identities
        Every body → the missing person it is, ``None`` = somebody nobody reported. Two bodies
        may be one person: then one body was sampled twice.
    not_among
        Missing people who are not among the bodies.
    sampled_twice
        Pairs of bodies that are one person.
    related_unlisted
        Pairs of close relatives among the bodies nobody reported.
    misrecorded
        (family, person): typed relatives who are not what they are recorded to be.
    """

    identities: Mapping[str, str | None]
    not_among: tuple[str, ...]
    seed: int
    sampled_twice: tuple[tuple[str, str], ...] = ()
    related_unlisted: tuple[tuple[str, str], ...] = ()
    misrecorded: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WrongName:
    """A body given a name at the threshold that is not its own (``true`` = whose it is)."""

    body: str
    named: str
    posterior: float
    true: str | None


@dataclass(frozen=True)
class Outcome:
    """Each body in exactly one group, by what the answer said and what is true.

    Parameters
    ----------
    right
        Reached the threshold with the true name.
    wrong
        Reached the threshold with another name, or with a name though nobody reported this person.
    open
        Somebody the families search for, no name at the threshold, and the true one is still in
        question: P(true name) ≥ ``answer.LISTED_FROM``.
    missed
        The same, but the true name has sunk below that: this answer would no longer find it.
    not_compared
        Somebody the families search for, whose profile is too poor to be compared.
    nobody_right
        Nobody reported this person, and the answer says so.
    nobody_open
        Nobody reported this person, and the answer leaves it open or could not compare.
    absent_right, absent_open
        Missing people who are not among the bodies: the answer says so, or leaves it open.
    """

    threshold: float
    right: tuple[str, ...]
    wrong: tuple[WrongName, ...]
    open: tuple[str, ...]
    missed: tuple[str, ...]
    not_compared: tuple[str, ...]
    nobody_right: tuple[str, ...]
    nobody_open: tuple[str, ...]
    absent_right: tuple[str, ...]
    absent_open: tuple[str, ...]

    @property
    def listed(self) -> int:
        """How many bodies are people whom the families search for, as far as the truth knows."""
        unlisted = len(self.nobody_right) + len(self.nobody_open)
        unlisted += sum(name.true is None for name in self.wrong)
        return self.bodies - unlisted

    @property
    def bodies(self) -> int:
        """How many bodies were compared with the truth."""
        groups = (self.right, self.wrong, self.open, self.missed, self.not_compared)
        return sum(map(len, groups)) + len(self.nobody_right) + len(self.nobody_open)


def compare(answer: Answer, joint: JointAnswer, truth: Truth) -> Outcome:
    """Sort every body of ``truth`` into the groups of :class:`Outcome`.

    Raises
    ------
    ValueError
        When the answer names a body the truth does not know.
    """
    named = {found.body: found for found in answer.reached}
    unknown = sorted(set(named) - set(truth.identities))
    if unknown:
        raise ValueError(f"the truth does not know these bodies: {', '.join(unknown)}")
    said_nobody = {found.body for found in answer.nobody}
    not_compared = {found.body for found in answer.not_compared}
    groups: dict[str, list[str]] = {
        name: [] for name in ("right", "open", "missed", "poor", "nobody_right", "nobody_open")
    }
    wrong = []
    for body, true in truth.identities.items():
        found = named.get(body)
        if found is not None and found.missing != true:
            wrong.append(WrongName(body, found.missing, found.posterior, true))
        elif found is not None:
            groups["right"].append(body)
        elif true is None:
            groups["nobody_right" if body in said_nobody else "nobody_open"].append(body)
        elif body in not_compared:
            groups["poor"].append(body)
        elif joint.marginals.get((body, true), 0.0) >= LISTED_FROM:
            groups["open"].append(body)
        else:
            groups["missed"].append(body)
    said_absent = {m.missing for m in answer.unmatched if m.reason == "not_among"}
    return Outcome(
        threshold=answer.threshold,
        right=tuple(groups["right"]),
        wrong=tuple(wrong),
        open=tuple(groups["open"]),
        missed=tuple(groups["missed"]),
        not_compared=tuple(groups["poor"]),
        nobody_right=tuple(groups["nobody_right"]),
        nobody_open=tuple(groups["nobody_open"]),
        absent_right=tuple(m for m in truth.not_among if m in said_absent),
        absent_open=tuple(m for m in truth.not_among if m not in said_absent),
    )
