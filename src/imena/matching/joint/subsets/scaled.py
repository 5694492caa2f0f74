"""Numbers of any size: a float and a power of two beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from imena.matching.joint.lattice import Floats
from imena.matching.joint.subsets.kernels import NO_NUMBER

_LN2 = float(np.log(2.0))


@dataclass(frozen=True, eq=False)
class Scaled:
    """Numbers ``mantissa * 2 ** exponent``, none negative.

    A mantissa is 0 or in [1/2, 1); the exponent of zero is `NO_NUMBER`.
    """

    mantissa: Floats
    exponent: npt.NDArray[np.int32]

    @classmethod
    def of_logs(cls, values: Floats) -> Scaled:
        """exp(values), natural log."""
        some = values > -np.inf
        power = np.floor(np.where(some, values, 0.0) / _LN2)
        return cls._tidy(np.exp(values - power * _LN2), power.astype(np.int32))

    @classmethod
    def zeros(cls, shape: tuple[int, ...]) -> Scaled:
        """Zero everywhere."""
        return cls(np.zeros(shape), np.full(shape, NO_NUMBER, dtype=np.int32))

    @classmethod
    def _tidy(cls, mantissa: Floats, exponent: npt.NDArray[np.int32]) -> Scaled:
        mantissa, more = np.frexp(mantissa)
        power = np.where(mantissa > 0.0, exponent + more, NO_NUMBER)
        return cls(mantissa, power.astype(np.int32))

    def __getitem__(self, key: Any) -> Scaled:
        return Scaled(self.mantissa[key], self.exponent[key])

    def __setitem__(self, key: Any, value: Scaled) -> None:
        self.mantissa[key] = value.mantissa
        self.exponent[key] = value.exponent

    def __add__(self, other: Scaled) -> Scaled:
        top = np.maximum(self.exponent, other.exponent)
        total = np.ldexp(self.mantissa, self.exponent - top)
        total += np.ldexp(other.mantissa, other.exponent - top)
        return self._tidy(total, top)

    def __mul__(self, other: Scaled) -> Scaled:
        return self._tidy(self.mantissa * other.mantissa, self.exponent + other.exponent)

    def over(self, other: Scaled) -> Floats:
        """The ratio to one number, as floats."""
        ratio = self.mantissa / other.mantissa
        return np.asarray(np.ldexp(ratio, self.exponent - other.exponent))

    def reshape(self, *shape: int) -> Scaled:
        """The same numbers in another shape."""
        return Scaled(self.mantissa.reshape(shape), self.exponent.reshape(shape))

    def turned(self) -> Scaled:
        """Both axes reversed."""
        return Scaled(
            np.ascontiguousarray(self.mantissa[::-1, ::-1]),
            np.ascontiguousarray(self.exponent[::-1, ::-1]),
        )

    def log(self) -> Floats:
        """Natural logs, -inf for zero."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(self.mantissa) + self.exponent * _LN2)

    def sum(self) -> Scaled:
        """The sum of all, shape ()."""
        top = self.exponent.max(initial=NO_NUMBER)
        total = np.ldexp(self.mantissa, self.exponent - top).sum()
        return self._tidy(np.asarray(total), np.asarray(top))
