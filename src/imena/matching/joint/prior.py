"""What is believed of a joint assignment before any evidence: a named choice, always stated."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_FORMS = 'a prior is written "flat" or "recovered=q" with q between 0 and 1, such as recovered=0.9'


@dataclass(frozen=True, slots=True)
class Prior:
    """A prior over joint assignments that depends only on how many bodies are placed.

    ``recovered=None`` is the flat prior: every valid assignment is equally likely.

    ``recovered=q`` says that each missing person is, by herself, among the recovered with
    probability q, and that which body she then is is uniform over the bodies. With M missing
    people, V bodies and k placed, one assignment has prior

        q^k (1 - q)^(M - k) (V - k)! / V!

    since V! / (V - k)! arrangements share the probability of who was recovered. Where M <= V this
    sums to one and P(recovered) is exactly q for everyone. Where M > V more than V of them cannot
    be among the bodies: the number recovered is then binomial cut off at V. Any number of bodies
    of people nobody reported, V - k, is as likely beforehand as any other.

    Raises
    ------
    ValueError
        For q outside the open interval (0, 1).
    """

    recovered: float | None = None

    def __post_init__(self) -> None:
        q = self.recovered
        if q is not None and not 0.0 < q < 1.0:
            raise ValueError(
                f"recovered={q:g}: q must lie between 0 and 1, both excluded; {_FORMS}"
            )

    @classmethod
    def parse(cls, text: str) -> Prior:
        """Read ``flat`` or ``recovered=q``.

        >>> Prior.parse("recovered=0.9").recovered
        0.9

        Raises
        ------
        ValueError
            For any other text; the message gives the two forms.
        """
        name, equals, value = text.strip().lower().partition("=")
        if name.strip() == "flat" and not equals:
            return cls()
        if name.strip() == "recovered" and equals:
            try:
                q = float(value)
            except ValueError:
                raise ValueError(f"{text!r}: {value.strip()!r} is not a number; {_FORMS}") from None
            return cls(q)
        raise ValueError(f"{text!r} is not a prior known here; {_FORMS}")

    def __str__(self) -> str:
        return "flat" if self.recovered is None else f"recovered={self.recovered!r}"

    def log_weight(self, n_missing: int, n_bodies: int) -> npt.NDArray[np.float64]:
        """Natural log prior of one assignment, by the number placed.

        Shape (min(n_missing, n_bodies) + 1,). The flat prior is given without its normalising
        constant (all zeros), which no posterior needs.
        """
        most = min(n_missing, n_bodies)
        q = self.recovered
        if q is None:
            return np.zeros(most + 1)
        stay, leave, every = math.log(q), math.log1p(-q), math.lgamma(n_bodies + 1)
        return np.array(
            [
                k * stay + (n_missing - k) * leave + math.lgamma(n_bodies - k + 1) - every
                for k in range(most + 1)
            ]
        )
