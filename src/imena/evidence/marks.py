"""Tattoos, scars, healed fractures, operations: had before death or not, seen after it or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution, contribution, nothing_examined
from imena.evidence.densities import Densities
from imena.evidence.rates import Rate, banded

_NAME = "marks"
#: A mark seen where there is none, among bodies without it. A proposal of ours.
_IMAGINED = 0.002
#: The same motif is described so that it is recognised. A proposal of ours.
_RECOGNISED = 0.95

#: What those who knew the person said: it was there, it was not, or nobody asked them.
REPORTED, DENIED, NOT_ASKED = "reported", "denied", "not_asked"
#: What the examiner saw.
SEEN, NOT_SEEN, NOT_EXAMINED = "seen", "not_seen", "not_examined"
SAME_MOTIF, OTHER_MOTIF = "same_motif", "other_motif"


class MarkError(ValueError):
    """A mark, an answer or a condition that is not known: the message names it."""


@dataclass(frozen=True)
class MarkKind:
    """How a kind of mark is told of and seen.

    Parameters
    ----------
    reported
        P(told of | it was there and somebody was asked).
    false_report
        P(told of | it was not there).
    seen
        P(seen | it was there), by condition of the body.
    frequency
        Share of the unlisted who have one there.
    """

    name: str
    reported: Rate
    false_report: Rate
    seen: Mapping[str, float]
    frequency: Rate
    source: str = "proposed"

    def had(self, said: str) -> float:
        """P(it was there | what was said), with the frequency as prior.

        Raises
        ------
        MarkError
            For an answer that is not known.
        """
        q = self.frequency.mean
        if said == NOT_ASKED:
            return q
        if said == REPORTED:
            r, f = self.reported.mean, self.false_report.mean
        elif said == DENIED:
            r, f = 1 - self.reported.mean, 1 - self.false_report.mean
        else:
            raise MarkError(f"{said} is not among {REPORTED}, {DENIED}, {NOT_ASKED}")
        return r * q / (r * q + f * (1 - q))

    def densities(self, said: str, condition: str, motif: float | None = None) -> Densities:
        """Of the mark being seen or not, if the body is a person of whom this was said, or not.

        ``motif`` is the share of such marks that show what hers is described to show. Then a mark
        seen is told apart by its motif; without it, only that there is one counts.

        Raises
        ------
        MarkError
            For an answer or condition that is not known, or a motif of a mark nobody told of.
        """
        if condition not in self.seen:
            raise MarkError(f"{self.name}: nothing is known of a {condition} body")
        v, q, had = self.seen[condition], self.frequency.mean, self.had(said)
        if motif is None:
            person = _seen(v, had)
            unlisted = _seen(v, q)
            return Densities(
                (SEEN, NOT_SEEN),
                np.array([person, 1 - person]),
                np.array([unlisted, 1 - unlisted]),
            )
        if said != REPORTED:
            raise MarkError(f"{self.name}: a motif where none was told of")
        # A mark she has shows her motif where it is recognised; any other shows it by chance.
        same = had * v * (_RECOGNISED + (1 - _RECOGNISED) * motif) + (1 - had) * _IMAGINED * motif
        total = _seen(v, had)
        unlisted = _seen(v, q)
        return Densities(
            (SAME_MOTIF, OTHER_MOTIF, NOT_SEEN),
            np.array([same, total - same, 1 - total]),
            np.array([unlisted * motif, unlisted * (1 - motif), 1 - unlisted]),
        )


def _seen(v: float, had: float) -> float:
    return v * had + _IMAGINED * (1 - had)


def motif_share(alike: int, tattoos: int) -> float:
    """Share of a motif of which ``alike`` were found among ``tattoos``: (X + 1) / (N + 1)."""
    return (alike + 1) / (tattoos + 1)


@dataclass(frozen=True)
class MarkFinding:
    """One place on the body, before death and after it.

    ``said`` and ``found`` are the codes above; with ``motif`` given, ``found`` is ``same_motif`` or
    ``other_motif`` where the mark was seen. Silence counts only where somebody was asked.
    """

    kind: MarkKind
    said: str
    found: str
    condition: str
    motif: float | None = None


def marks(findings: Sequence[MarkFinding], caps: Caps) -> Contribution:
    """What all marks say together; given who it is, one mark is taken to tell nothing of another.

    Raises
    ------
    MarkError, DensityError
        For codes that are not known or do not go together.
    """
    examined = [f for f in findings if f.said != NOT_ASKED and f.found != NOT_EXAMINED]
    missing = [f.kind.name for f in findings if f not in examined]
    if not examined:
        return nothing_examined(_NAME, missing, caps)
    rates = {
        f"{i}.{field}": getattr(f.kind, field)
        for i, f in enumerate(examined)
        for field in ("reported", "false_report", "frequency")
    }

    def log10_lr(at: Mapping[str, float]) -> float:
        return sum(_at(f, i, at) for i, f in enumerate(examined))

    return contribution(
        _NAME,
        banded(log10_lr, rates),
        caps,
        kinds=[_NAME],
        examined=[f.kind.name for f in examined],
        not_examined=missing,
        source="; ".join(sorted({f.kind.source for f in examined})),
    )


def _at(finding: MarkFinding, place: int, rates: Mapping[str, float]) -> float:
    moved = replace(
        finding.kind,
        reported=Rate(rates[f"{place}.reported"]),
        false_report=Rate(rates[f"{place}.false_report"]),
        frequency=Rate(rates[f"{place}.frequency"]),
    )
    return moved.densities(finding.said, finding.condition, finding.motif).log10_lr(finding.found)


def _kind(
    name: str, reported: float, false: float, seen: tuple[float, float, float], frequency: float
) -> MarkKind:
    by_condition = dict(zip(("fresh", "decomposed", "skeleton"), seen, strict=True))
    return MarkKind(
        name, Rate(reported), Rate(false), MappingProxyType(by_condition), Rate(frequency)
    )


#: Kinds by name; every number is a proposal of ours until an office counts its own.
MARK_KINDS: Mapping[str, MarkKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            _kind("tattoo", 0.95, 0.005, (0.97, 0.8, 0.3), 0.10),
            _kind("large_scar", 0.60, 0.02, (0.8, 0.4, 0.0), 0.08),
            _kind("healed_fracture", 0.60, 0.02, (0.9, 0.9, 0.9), 0.15),
            _kind("appendectomy", 0.80, 0.02, (0.8, 0.4, 0.0), 0.10),
            _kind("missing_finger", 0.99, 0.001, (0.99, 0.98, 0.9), 0.005),
        )
    }
)
