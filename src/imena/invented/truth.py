"""Comparing an answer with a known truth. Only invented sites have one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from imena.matching.answer import LISTED_FROM, Answer
from imena.matching.identification import Check, JointAnswer


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
    set_right
        No name at the threshold, but a named set of people at it ("one of these two brothers"),
        and the true one is of the set.
    set_wrong
        The same, and the true one is not of the set: as grave as a wrong name.
    open
        Somebody the families search for, no name and no set at the threshold, and the true name
        is still in question: P(true name) ≥ ``answer.LISTED_FROM``.
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
    absent_wrong
        Missing people said not to be among the bodies although one compared is theirs.
    absent_unseen
        The same, but their body was left out of the joint answer, which speaks of the others only.
    """

    threshold: float
    right: tuple[str, ...]
    wrong: tuple[WrongName, ...]
    set_right: tuple[str, ...]
    set_wrong: tuple[str, ...]
    open: tuple[str, ...]
    missed: tuple[str, ...]
    not_compared: tuple[str, ...]
    nobody_right: tuple[str, ...]
    nobody_open: tuple[str, ...]
    absent_right: tuple[str, ...]
    absent_open: tuple[str, ...]
    absent_wrong: tuple[str, ...]
    absent_unseen: tuple[str, ...]

    @property
    def bodies(self) -> int:
        """How many bodies were compared with the truth."""
        named = (self.right, self.wrong, self.set_right, self.set_wrong)
        unnamed = (self.open, self.missed, self.not_compared, self.nobody_right, self.nobody_open)
        return sum(map(len, (*named, *unnamed)))

    @property
    def any_wrong(self) -> bool:
        """Whether the answer claims anything at the threshold that is not true."""
        return bool(self.wrong or self.set_wrong)


def compare(answer: Answer, joint: JointAnswer, truth: Truth) -> Outcome:
    """Sort every body of ``truth`` into the groups of :class:`Outcome`.

    Raises
    ------
    ValueError
        When the answer names a body the truth does not know.
    """
    named = {found.body: found for found in answer.reached}
    sets = {
        found.body: set(found.symmetric.missing if found.symmetric else found.among)
        for found in answer.open_between
        if found.symmetric or found.among
    }
    unknown = sorted({*named, *sets} - set(truth.identities))
    if unknown:
        raise ValueError(f"the truth does not know these bodies: {', '.join(unknown)}")
    said_nobody = {found.body for found in answer.nobody}
    not_compared = {found.body for found in answer.not_compared}
    groups: dict[str, list[str]] = defaultdict(list)
    wrong = []
    for body, true in truth.identities.items():
        found = named.get(body)
        if found is not None and found.missing != true:
            wrong.append(WrongName(body, found.missing, found.posterior, true))
        elif found is not None:
            groups["right"].append(body)
        elif body in sets:
            groups["set_right" if true in sets[body] else "set_wrong"].append(body)
        elif true is None:
            groups["nobody_right" if body in said_nobody else "nobody_open"].append(body)
        elif body in not_compared:
            groups["poor"].append(body)
        elif joint.marginals.get((body, true), 0.0) >= LISTED_FROM:
            groups["open"].append(body)
        else:
            groups["missed"].append(body)
    said_absent = [m.missing for m in answer.unmatched if m.reason == "not_among"]
    recovered = set(truth.identities.values())
    seen = {truth.identities[body] for body in joint.nobody}
    return Outcome(
        threshold=answer.threshold,
        right=tuple(groups["right"]),
        wrong=tuple(wrong),
        set_right=tuple(groups["set_right"]),
        set_wrong=tuple(groups["set_wrong"]),
        open=tuple(groups["open"]),
        missed=tuple(groups["missed"]),
        not_compared=tuple(groups["poor"]),
        nobody_right=tuple(groups["nobody_right"]),
        nobody_open=tuple(groups["nobody_open"]),
        absent_right=tuple(m for m in truth.not_among if m in said_absent),
        absent_open=tuple(m for m in truth.not_among if m not in said_absent),
        absent_wrong=tuple(m for m in said_absent if m in seen),
        absent_unseen=tuple(m for m in said_absent if m in recovered - seen),
    )


@dataclass(frozen=True, slots=True)
class Planted:
    """Of what was planted for quality control: how many of each there are, and how many it found.

    A wrong record counts as found when its family is warned of: which of two relatives who do not
    fit each other is the wrong one, their samples alone cannot say.
    """

    sampled_twice: tuple[int, int]
    related_unlisted: tuple[int, int]
    misrecorded: tuple[int, int]


def planted_found(checks: Iterable[Check], truth: Truth) -> Planted:
    """Compare the findings of quality control with what was planted: (found, planted) each."""
    same, related, families = set(), set(), set()
    for check in checks:
        if check.kind == "same_person":
            same.add(frozenset(check.subjects))
        elif check.kind == "close_relatives":
            related.add(frozenset(check.subjects))
        elif check.kind in ("family_relation", "family_impossible") and check.level == "warning":
            families.add(check.subjects[0])
    return Planted(
        sampled_twice=_hits(map(frozenset, truth.sampled_twice), same),
        related_unlisted=_hits(map(frozenset, truth.related_unlisted), related),
        misrecorded=_hits((family for family, _ in truth.misrecorded), families),
    )


def _hits(planted: Iterable[object], found: Collection[object]) -> tuple[int, int]:
    sought = list(planted)
    return sum(one in found for one in sought), len(sought)
