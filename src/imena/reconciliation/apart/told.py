"""How far a reconciliation is, and how long it will still take as far as that can be known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

#: The steps, in order. The last is the one act that records the result, whole or not at all.
STEPS = ("freezing", "pairwise", "placements", "joint", "checks", "recording")
#: Families computed anew before their pace says anything.
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Told:
    """``run`` is the run's number once it has begun. Of ``of`` families ``stands`` are compared,
    ``anew`` of them in this session, in ``seconds``. ``spent`` holds the seconds of the steps that
    are over, ``last`` those of the last run that ended here, of ``last_pairs`` pairs.

    ``ended`` is "", "done", "stopped" or "refused"; ``why`` says the latter, by language.
    """

    step: str
    since: datetime
    run: int | None = None
    of: int = 0
    stands: int = 0
    anew: int = 0
    seconds: float = 0.0
    pairs: int = 0
    spent: Mapping[str, float] = field(default_factory=dict)
    last: Mapping[str, float] = field(default_factory=dict)
    last_pairs: int = 0
    ended: str = ""
    why: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self) | {"since": self.since.isoformat()}

    @classmethod
    def read(cls, text: str) -> Told:
        """What was written.

        Raises
        ------
        ValueError, TypeError, KeyError
            Where it was not.
        """
        found = json.loads(text)
        return cls(**found | {"since": datetime.fromisoformat(found["since"])})

    def at(self, step: str, now: datetime) -> Told:
        """The same, at the beginning of another step."""
        spent = dict(self.spent)
        spent[self.step] = spent.get(self.step, 0.0) + (now - self.since).total_seconds()
        return replace(self, step=step, since=now, spent=spent)

    def left_of_families(self) -> float | None:
        """Seconds until all families are compared, by the pace of those compared in this session;
        ``None`` before that can be said."""
        if self.step != "pairwise" or self.anew < _ENOUGH:
            return None
        return self.seconds / self.anew * (self.of - self.stands)

    def left(self, now: datetime) -> float | None:
        """Seconds until the end: the families by their own pace, the other steps as long as they
        took last time for each pair. ``None`` where there was no last time, where a step takes
        longer than then, or before the pace is known.

        The number of pairs is the best that is known beforehand; the joint answer of a tangled case
        takes longer than its size says, and the estimate then ends instead of staying wrong.
        """
        if not self.last or not self.last_pairs or not self.pairs:
            return None
        scale = self.pairs / self.last_pairs
        later = STEPS[STEPS.index(self.step) + 1 :]
        rest = sum(self.last.get(step, 0.0) for step in later) * scale
        if self.step == "pairwise":
            families = self.left_of_families()
            return None if families is None else families + rest
        now_left = self.last.get(self.step, 0.0) * scale - (now - self.since).total_seconds()
        return None if now_left < 0 else now_left + rest
