"""Remains and people drawn at random, with much that was not examined; nobody is anybody."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from imena.evidence.age import IntervalFinding
from imena.evidence.colours import EYES, HAIR
from imena.evidence.dental.teeth import TEETH, BoolArray, ToothState, chart
from imena.evidence.place_time import DeathEstimate
from imena.evidence.profile import ProfileFindings, ProfileRecord, SexFinding
from imena.evidence.sex import SEX_METHODS, SEX_OUTCOMES
from imena.evidence.stature import REPORT_KINDS, StatureReport, bones_finding, estimate_finding
from imena.evidence.weighing.records import Place, Remains, ThingSeen, Told

T = TypeVar("T")

DAYS = 200
_CODES = ("present_sound", "filled", "crown", "root_filled", "missing_antemortem", "caries")
_PLACES = [("tattoo", "thorax"), ("large_scar", "face"), ("healed_fracture", "spine")]
_WORDS = ("курт", "син", "чорн", "сві")


class Drawn:
    """Draws one thing after another."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def some(self, share: float = 0.6) -> bool:
        return bool(self.rng.random() < share)

    def pick(self, among: tuple[T, ...] | list[T]) -> T:
        return among[int(self.rng.integers(len(among)))]

    def teeth(self) -> BoolArray | None:
        if not self.some():
            return None
        return chart({t: ToothState(self.pick(_CODES)) for t in TEETH if self.some(0.8)})

    def marks(self) -> dict[Place, bool]:
        return {place: self.some() for place in _PLACES if self.some()}

    def things(self) -> tuple[ThingSeen, ...]:
        words = [frozenset(w for w in _WORDS if self.some()) for _ in range(2)]
        return tuple({ThingSeen(self.pick(("clothing", "watch")), w) for w in words if w})

    def remains(self) -> Remains:
        middle = float(self.rng.uniform(20, 60))
        stature = (
            bones_finding({"femur": float(self.rng.normal(450, 25)), "tibia": 370.0})
            if self.some()
            else estimate_finding(float(self.rng.normal(172, 8)), 3.5)
        )
        methods = list(SEX_METHODS.values())
        return Remains(
            ProfileFindings(
                SexFinding(self.pick(methods), self.pick(SEX_OUTCOMES), self.some(0.2))
                if self.some()
                else None,
                IntervalFinding(middle - 5, middle + 8) if self.some() else None,
                stature if self.some() else None,
            ),
            self.teeth(),
            self.marks(),
            self.pick(("fresh", "decomposed", "skeleton")),
            self.pick(HAIR.colours) if self.some() else None,
            self.pick(EYES.colours) if self.some() else None,
            float(self.rng.uniform(0, 14)),
            self.things(),
            frozenset({"watch"}) if self.some() else frozenset(),
            {"spine": self.pick(("A1", "B2"))} if self.some(0.3) else {},
            0 if self.some() else None,
            DeathEstimate(middle, middle + 20) if self.some() else None,
            {"dental": ("examiners_disagree",)} if self.some(0.2) else {},
        )

    def told(self) -> Told:
        age = float(self.rng.integers(5, 80))
        report = StatureReport(float(self.rng.normal(174, 8)), self.pick(list(REPORT_KINDS)))
        return Told(
            ProfileRecord(
                self.pick(("F", "M")) if self.some(0.8) else None,
                (age, age + self.pick((0.0, 1.5, 4.0))) if self.some(0.8) else None,
                report if self.some() else None,
            ),
            self.teeth(),
            float(self.rng.choice([0.0, 1.5, 7.0])),
            self.marks(),
            self.pick(HAIR.colours) if self.some() else None,
            self.pick(EYES.colours) if self.some() else None,
            self.things(),
            self.some(0.3),
            {"spine": self.pick(("A1", "B2"))} if self.some(0.3) else {},
            self.pick((0, 1)) if self.some(0.8) else None,
            float(self.rng.integers(0, DAYS)) if self.some(0.8) else None,
        )
