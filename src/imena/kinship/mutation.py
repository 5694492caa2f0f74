"""Mutation: how a parent's allele becomes the child's.

A model is a row-stochastic matrix over the alleles of one marker, one matrix for each parent's
sex: ``matrix[i, j]`` = P(the parent transmits allele j | the copy passed on is allele i).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: How far a row of a given matrix may be from 1: matrices travel as text of a few digits.
ROW_SUM_TOLERANCE = 1e-6

#: Two transmissions count as equal when they differ by no more than this share of the larger.
EQUAL_RELATIVE_TOLERANCE = 1e-12

#: The models :func:`build` knows.
MODELS = (
    "equal",
    "proportional",
    "stepwise",
    "onestep",
    "twostep",
    "dawid",
    "random",
    "custom",
)


class MutationError(ValueError):
    """A mutation model that cannot be: the message says what is wrong."""


@dataclass(frozen=True, eq=False)
class Mutation:
    """Transition matrices by the parent's sex.

    ``female[i, j]`` = P(a mother carrying allele i transmits j); ``male`` likewise. Shape
    (alleles, alleles), every row sums to 1. ``model`` names how they were made.
    """

    female: FloatArray
    male: FloatArray
    model: str = "custom"

    @classmethod
    def of(
        cls, female: npt.ArrayLike, male: npt.ArrayLike | None = None, model: str = "custom"
    ) -> Mutation:
        """Check two matrices and keep them; ``male=None`` means both parents mutate alike.

        Rows that miss 1 by no more than ``ROW_SUM_TOLERANCE`` are settled on the diagonal, so
        that the rates to other alleles stay as given.

        Raises
        ------
        MutationError
            For a matrix that is not square, has a negative or non-finite entry or a row that does
            not sum to 1, and for two matrices of different size.
        """
        mothers = _checked(female, "the mothers' mutation matrix")
        fathers = mothers if male is None else _checked(male, "the fathers' mutation matrix")
        if mothers.shape != fathers.shape:
            raise MutationError("the mutation matrices of mothers and fathers differ in size")
        return cls(mothers, fathers, model)

    @property
    def size(self) -> int:
        """Number of alleles."""
        return int(self.female.shape[0])

    def with_silent(self) -> Mutation:
        """These matrices with a silent allele added last, which neither mutates nor arises."""
        return Mutation(_with_isolated(self.female), _with_isolated(self.male), self.model)


def build(
    model: str,
    alleles: Sequence[str],
    frequencies: npt.ArrayLike,
    *,
    rate: float | None = None,
    rate2: float | None = None,
    range: float | None = None,  # noqa: A002  (the field's name for it)
    transform: str | None = None,
    matrix: npt.ArrayLike | None = None,
    seed: int | None = None,
) -> FloatArray:
    """The matrix of one parent's sex, shape (alleles, alleles), rows summing to 1.

    Models
    ------
    ``equal``
        ``rate`` spread equally over all other alleles.
    ``proportional``
        To allele j in proportion to its frequency; the overall rate in the population,
        sum of p_i (1 - m_ii), is ``rate``. Reversible.
    ``stepwise``
        Alleles fall into microvariant groups by the part after the point (9.3 and 10.3 are one
        group). ``rate`` is shared inside the group with weights ``range`` ** steps; ``rate2`` is
        shared equally among alleles of the other groups. An allele alone in its group keeps
        ``rate``; without other groups ``rate2`` is not used.
    ``onestep``
        ``rate`` shared equally among the alleles one whole repeat up and down; the whole of it
        to one of them where the other does not exist; no mutation where neither does.
    ``twostep``
        ``rate`` in all; the share ``rate2`` of it (0 to 1) goes equally to the alleles two whole
        repeats away, the rest equally to those one repeat away. Where one kind does not exist its
        share goes to the other. ``rate2=0`` is ``onestep``.
    ``dawid``
        Reversible stepwise: m_ij = c ``range`` ** steps / p_i between alleles whole repeats
        apart, with c such that the overall rate in the population is ``rate``.
    ``random``
        ``matrix`` if given, else from ``seed``: each row's ``rate`` (without a rate, the whole
        row) is a draw from the flat Dirichlet distribution.
    ``custom``
        ``matrix`` as given.

    ``transform`` makes the result reversible with respect to ``frequencies``: ``"MH"``
    (Metropolis-Hastings), ``"BA"`` (Barker), ``"PR"`` (preserved rate); see :func:`reversible`.

    Raises
    ------
    MutationError
        For an unknown model or transform, a parameter that is missing or out of range, an allele
        that is not a number of repeats where the model counts them, and a rate so high that an
        allele would be kept with negative probability.

    References
    ----------
    Dawid, Mortera, Pascali, van Boxel (2002), Scand. J. Statist. 29, 577-595 (``dawid``);
    Ohta, Kimura (1973), Genet. Res. 22, 201-204 (single steps).
    """
    p = np.asarray(frequencies, dtype=float)
    if p.shape != (len(alleles),):
        raise MutationError("one frequency for each allele is needed")
    if model not in MODELS:
        raise MutationError(f"{model}: not a mutation model; known are {', '.join(MODELS)}")
    if model == "custom" or (model == "random" and matrix is not None):
        built = _given(model, matrix, len(p))
    elif model == "random":
        built = _random(len(p), rate, seed)
    elif len(p) == 1:
        built = np.ones((1, 1))
    else:
        built = _with_diagonal(
            _off_diagonal(model, alleles, p, _fraction("rate", rate, model), rate2, range), model
        )
    return built if transform is None else reversible(built, p, transform)


def reversible(matrix: FloatArray, frequencies: FloatArray, transform: str) -> FloatArray:
    """``matrix`` made reversible, p_i m_ij = p_j m_ji, by ``"MH"``, ``"BA"`` or ``"PR"``.

    Off the diagonal: MH min(m_ij, p_j m_ji / p_i), BA m_ij p_j m_ji / (p_i m_ij + p_j m_ji),
    PR (p_i m_ij + p_j m_ji) / (2 p_i). PR keeps the overall rate sum of p_i (1 - m_ii); MH and BA
    lower it, and it is not raised again. Sources: Hastings (1970), Biometrika 57, 97-109;
    Barker (1965), Aust. J. Phys. 18, 119-133.

    Raises :class:`MutationError` for an unknown transform, a frequency of zero, and where ``"PR"``
    would need a negative probability to keep an allele.
    """
    if np.any(frequencies <= 0):
        raise MutationError(f"transform {transform}: every allele needs a frequency above zero")
    flow = frequencies[:, None] * matrix
    back = flow.T
    if transform == "MH":
        balanced = np.minimum(flow, back)
    elif transform == "BA":
        both = flow + back
        balanced = np.divide(flow * back, both, out=np.zeros_like(flow), where=both > 0)
    elif transform == "PR":
        balanced = (flow + back) / 2
    else:
        raise MutationError(f"{transform}: not a transform; known are MH, BA and PR")
    return _with_diagonal(balanced / frequencies[:, None], f"transform {transform}")


def is_stationary(matrix: FloatArray, frequencies: FloatArray) -> bool:
    """Whether the population keeps its frequencies, p M = p, to 1e-12 of the largest."""
    moved = np.abs(frequencies @ matrix - frequencies)
    return bool(moved.max() <= EQUAL_RELATIVE_TOLERANCE * frequencies.max())


def lumpable(matrix: FloatArray, frequencies: FloatArray, keep: BoolArray) -> bool:
    """Whether the alleles outside ``keep`` may be merged into one without changing anything.

    Strong lumpability (Kemeny, Snell 1960): all merged alleles transmit each kept allele with the
    same probability. It holds whatever the frequencies; the size of ``frequencies`` and ``keep``
    is that of ``matrix``.
    """
    _check_sizes(matrix, frequencies, keep)
    merged = matrix[np.ix_(~keep, keep)]
    if min(merged.shape) == 0:
        return True
    low, high = merged.min(axis=0), merged.max(axis=0)
    return bool(np.all(high - low <= EQUAL_RELATIVE_TOLERANCE * high))


def lump(matrix: FloatArray, frequencies: FloatArray, keep: BoolArray) -> FloatArray:
    """The matrix over the kept alleles in their order, then the merged class as the last.

    Shape (k + 1, k + 1) for k kept alleles; ``matrix`` itself when all are kept. Raises
    :class:`MutationError` where :func:`lumpable` is false.
    """
    if not lumpable(matrix, frequencies, keep):
        raise MutationError("these alleles cannot be merged under this mutation matrix")
    if keep.all():
        return matrix
    k = int(keep.sum())
    lumped = np.empty((k + 1, k + 1))
    lumped[:k, :k] = matrix[np.ix_(keep, keep)]
    lumped[:k, k] = matrix[np.ix_(keep, ~keep)].sum(axis=1)
    lumped[k, :k] = matrix[np.ix_(~keep, keep)].mean(axis=0)
    lumped[k, k] = 1 - lumped[k, :k].sum()
    return lumped


def _off_diagonal(
    model: str,
    alleles: Sequence[str],
    p: FloatArray,
    rate: float,
    rate2: float | None,
    reach: float | None,
) -> FloatArray:
    """Transmissions to other alleles; the diagonal of what is returned means nothing."""
    n = len(p)
    if model == "equal":
        return np.full((n, n), rate / (n - 1))
    if model == "proportional":
        return np.tile(_proportional_row(p, rate), (n, 1))
    steps = _repeat_steps(alleles, model)
    if model == "onestep":
        return _shared(rate, steps == 1)
    if model == "twostep":
        share = _fraction("rate2", rate2, model)
        return _shared(rate, (1 - share) * _shared(1, steps == 1) + share * _shared(1, steps == 2))
    if reach is None or not 0 < reach <= 1:
        raise MutationError(f"{model}: range must lie above 0 and not above 1")
    near = np.where(steps > 0, reach ** np.maximum(steps, 0.0), 0.0)
    if model == "dawid":
        return _dawid(near, p, rate)
    elsewhere = steps < 0
    if elsewhere.any() and rate2 is None:
        raise MutationError(f"{model}: rate2 is needed, because some alleles are microvariants")
    return _shared(rate, near) + _shared(_fraction("rate2", rate2 or 0.0, model), elsewhere)


def _proportional_row(p: FloatArray, rate: float) -> FloatArray:
    heterozygosity = float(1 - (p**2).sum())
    if heterozygosity <= 0:
        if rate > 0:
            raise MutationError("proportional: only one allele has a frequency above zero")
        return np.zeros_like(p)
    return p * rate / heterozygosity


def _dawid(near: FloatArray, p: FloatArray, rate: float) -> FloatArray:
    if np.any(p <= 0):
        raise MutationError("dawid: every allele needs a frequency above zero")
    total = float(near.sum())
    if total == 0:
        raise MutationError("dawid: no two alleles are whole repeats apart")
    scaled: FloatArray = rate * near / total / p[:, None]
    return scaled


def _shared(rate: float, weights: FloatArray | BoolArray) -> FloatArray:
    """``rate`` shared in each row in proportion to ``weights``; a row without any gets none."""
    w = weights.astype(float)
    total = w.sum(axis=1, keepdims=True)
    shared: FloatArray = np.divide(rate * w, total, out=np.zeros_like(w), where=total > 0)
    return shared


def _repeat_steps(alleles: Sequence[str], model: str) -> FloatArray:
    """Whole repeats between two alleles, shape (alleles, alleles); -1 between groups."""
    numbers = [_repeats(allele, model) for allele in alleles]
    whole = np.array([int(number // 1) for number in numbers], dtype=float)
    group = np.array([float(number % 1) for number in numbers])
    return np.where(group[:, None] == group[None, :], np.abs(whole[:, None] - whole[None, :]), -1.0)


def _repeats(allele: str, model: str) -> Decimal:
    try:
        number = Decimal(allele)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0:
        raise MutationError(f"{model}: allele {allele} is not a number of repeats")
    return number


def _random(n: int, rate: float | None, seed: int | None) -> FloatArray:
    if seed is None:
        raise MutationError("random: a matrix or a seed is needed, or nobody could repeat it")
    random = np.random.default_rng(seed)
    if rate is None:
        return random.dirichlet(np.ones(n), size=n)
    if n == 1:
        return np.ones((1, 1))
    built = np.zeros((n, n))
    built[~np.eye(n, dtype=bool)] = random.dirichlet(np.ones(n - 1), size=n).ravel()
    return _with_diagonal(_fraction("rate", rate, "random") * built, "random")


def _given(model: str, matrix: npt.ArrayLike | None, n: int) -> FloatArray:
    if matrix is None:
        raise MutationError(f"{model}: the matrix itself is needed")
    checked = _checked(matrix, f"{model}: the matrix")
    if len(checked) != n:
        raise MutationError(f"{model}: the matrix has {len(checked)} rows for {n} alleles")
    return checked


def _with_diagonal(transmissions: FloatArray, said_of: str) -> FloatArray:
    matrix = transmissions.copy()
    np.fill_diagonal(matrix, 0.0)
    kept = 1 - matrix.sum(axis=1)
    if kept.min() < -(ROW_SUM_TOLERANCE**2):
        raise MutationError(
            f"{said_of}: the rate is too high for these alleles; "
            f"one would be kept with probability {kept.min():.4g}"
        )
    np.fill_diagonal(matrix, np.maximum(kept, 0.0))
    return matrix


def _checked(given: npt.ArrayLike, said_of: str) -> FloatArray:
    try:
        matrix = np.array(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise MutationError(f"{said_of} is not a table of numbers") from error
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) == 0:
        raise MutationError(f"{said_of} is not square")
    if not np.all(np.isfinite(matrix)) or matrix.min() < 0:
        raise MutationError(f"{said_of} has an entry that is negative or not a number")
    sums = matrix.sum(axis=1)
    worst = int(np.abs(sums - 1).argmax())
    if abs(sums[worst] - 1) > ROW_SUM_TOLERANCE:
        raise MutationError(f"{said_of}: row {worst + 1} sums to {sums[worst]:.6g}, not to 1")
    np.fill_diagonal(matrix, np.maximum(matrix.diagonal() + 1 - sums, 0.0))
    matrix /= matrix.sum(axis=1, keepdims=True)
    return matrix


def _with_isolated(matrix: FloatArray) -> FloatArray:
    n = len(matrix)
    extended = np.zeros((n + 1, n + 1))
    extended[:n, :n] = matrix
    extended[n, n] = 1.0
    return extended


def _fraction(name: str, value: float | None, model: str) -> float:
    if value is None:
        raise MutationError(f"{model}: {name} is needed")
    if not 0 <= value <= 1:
        raise MutationError(f"{model}: {name} must lie between 0 and 1")
    return float(value)


def _check_sizes(matrix: FloatArray, frequencies: FloatArray, keep: BoolArray) -> None:
    if not (len(matrix) == len(frequencies) == len(keep)):
        raise MutationError("matrix, frequencies and the alleles to keep differ in size")
