"""What is asked of a reconciliation: by which markers, assumptions and seed, and what for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imena.registry.models import Run


@dataclass(frozen=True, slots=True)
class Asked:
    """``markers`` is the SHA-256 of a marker set that is kept; ``prior``, ``seed`` and
    ``threshold`` as for :func:`imena.reconciliation.run.reconcile`, ``unlisted`` as
    :func:`imena.reconciliation.run.unlisted_of` reads it. ``going_on`` with the run that is not
    finished, else a new one."""

    markers: str
    prior: str
    seed: int
    threshold: float
    unlisted: str = ""
    why: str = ""
    going_on: bool = False

    @classmethod
    def again(cls, run: Run) -> Asked:
        """The same as of ``run``, to go on with it."""
        kept = run.parameters
        return cls(
            markers=run.markers,
            prior=kept["prior"],
            seed=int(kept["seed"]),
            threshold=float(kept["threshold"]),
            unlisted=kept.get("unlisted", ""),
            why=run.why,
            going_on=True,
        )

    def by(self, markers: str) -> Asked:
        """The same by these markers."""
        return replace(self, markers=markers)
