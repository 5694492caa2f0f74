"""Markers for invented cases: real names and allele ladders, invented frequencies.

The names and the range of alleles are those of commercial kits in daily use, so that an invented
case looks like a real one. THE FREQUENCIES ARE INVENTED: they describe no population and must
never be used for a real person. They follow one rule, stated at :func:`invented_frequencies`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from imena.kinship.markers import Marker
from imena.kinship.mutation import Mutation, build

FloatArray = npt.NDArray[np.float64]

#: Invented frequencies come from this seed, so that they are the same in every case.
LADDER_SEED = 20220915

#: No allele of a ladder is rarer than this.
MINIMUM_FREQUENCY = 0.001

#: Share of an ordinary allele's weight that a microvariant (9.3, 14.2 …) gets.
MICROVARIANT_SHARE = 0.3

#: Invented mutation rates a generation, of the order seen in forensic STRs.
FEMALE_RATE = 0.0006
MALE_RATE = 0.0021
STEP_RANGE = 0.1
MICROVARIANT_RATE = 0.00001


def _whole(first: int, last: int) -> tuple[str, ...]:
    return tuple(str(n) for n in range(first, last + 1))


def _with(whole: tuple[str, ...], microvariants: str) -> tuple[str, ...]:
    return tuple(sorted((*whole, *microvariants.split()), key=float))


#: The 23 autosomal STRs of a current kit, in the order in which larger sets extend smaller ones.
AUTOSOMAL: dict[str, tuple[str, ...]] = {
    "D3S1358": _whole(9, 20),
    "vWA": _whole(10, 24),
    "D16S539": _whole(5, 16),
    "CSF1PO": _whole(5, 16),
    "TPOX": _whole(4, 14),
    "D8S1179": _whole(7, 19),
    "D21S11": _with(_whole(24, 38), "24.2 25.2 28.2 29.2 30.2 31.2 32.2 33.2 34.2 35.2"),
    "D18S51": _with(_whole(8, 27), "10.2 13.2"),
    "D2S441": _with(_whole(8, 17), "11.3"),
    "D19S433": _with(_whole(8, 17), "12.2 13.2 14.2 15.2 16.2 17.2"),
    "TH01": _with(_whole(4, 11), "9.3 10.3"),
    "FGA": _with(_whole(16, 31), "19.2 21.2 22.2 23.2 24.2"),
    "D22S1045": _whole(8, 19),
    "D5S818": _whole(6, 18),
    "D13S317": _whole(5, 17),
    "D7S820": _whole(5, 16),
    "SE33": _with(_whole(9, 24), " ".join(f"{n}.2" for n in range(20, 36))),
    "D10S1248": _whole(8, 19),
    "D1S1656": _with(_whole(9, 19), "14.3 15.3 16.3 17.3 18.3 19.3"),
    "D12S391": _with(_whole(14, 27), "17.3 18.3"),
    "D2S1338": _whole(12, 28),
    "Penta D": _with(_whole(5, 17), "2.2 3.2"),
    "Penta E": _whole(5, 24),
}

#: One X marker from each of the four linkage groups, so that they count as unlinked.
X_LINKED: dict[str, tuple[str, ...]] = {
    "DXS8378": _whole(8, 15),
    "DXS7132": _whole(10, 18),
    "HPRTB": _whole(8, 17),
    "DXS7423": _whole(12, 18),
}


def invented_markers(
    count: int = len(AUTOSOMAL),
    *,
    mutation: str | None = "stepwise",
    x_linked: bool = False,
    seed: int = LADDER_SEED,
) -> tuple[Marker, ...]:
    """The first ``count`` autosomal markers, then the four X-linked ones if asked for.

    ``mutation`` names a model of :func:`imena.kinship.mutation.build` that needs no more than
    rates ("stepwise", "equal", "proportional", "onestep" …), or is ``None`` for no mutation.

    Raises
    ------
    ValueError
        For a ``count`` outside 1 to 23, or a model that cannot be built from rates.
    """
    if not 1 <= count <= len(AUTOSOMAL):
        raise ValueError(f"there are 1 to {len(AUTOSOMAL)} autosomal markers, not {count}")
    rng = np.random.default_rng(seed)
    ladders = {name: (ladder, False) for name, ladder in AUTOSOMAL.items()}
    ladders |= {name: (ladder, True) for name, ladder in X_LINKED.items()}
    frequencies = {name: invented_frequencies(ladder, rng) for name, (ladder, _) in ladders.items()}
    chosen = [*list(AUTOSOMAL)[:count], *(X_LINKED if x_linked else ())]
    return tuple(
        Marker(
            name=name,
            alleles=ladders[name][0],
            frequencies=frequencies[name],
            x_linked=ladders[name][1],
            mutation=_mutation(mutation, ladders[name][0], frequencies[name]),
            chromosome="X" if ladders[name][1] else None,
        )
        for name in chosen
    )


def invented_frequencies(ladder: Sequence[str], rng: np.random.Generator) -> FloatArray:
    """Invented frequencies of one ladder: shape (alleles,), four decimals, sum 1.

    A bell curve over repeat length, its middle drawn from the middle half of the ladder and its
    width from 0.8 to 1.5 repeats (wider on long ladders); microvariants weigh
    ``MICROVARIANT_SHARE`` of it; nothing is rarer than ``MINIMUM_FREQUENCY``. So the whole
    repeats have one peak, and so have the microvariants of each kind.
    """
    length = np.array([float(allele) for allele in ladder])
    span = length[-1] - length[0]
    centre = length[0] + span * rng.uniform(0.3, 0.7)
    width = rng.uniform(0.8, 1.5) + span / 40
    weight = np.exp(-(((length - centre) / width) ** 2) / 2)
    weight = np.where(length == np.floor(length), weight, weight * MICROVARIANT_SHARE)
    shares = np.maximum(np.round(weight / weight.sum(), 4), MINIMUM_FREQUENCY)
    shares[np.argmax(shares)] += 1 - shares.sum()
    return np.asarray(np.round(shares, 4), dtype=float)


def _mutation(model: str | None, ladder: Sequence[str], frequencies: FloatArray) -> Mutation | None:
    if model is None or model == "none":
        return None
    female, male = (
        build(
            model,
            ladder,
            frequencies,
            rate=rate,
            rate2=MICROVARIANT_RATE if model == "stepwise" else None,
            range=STEP_RANGE if model == "stepwise" else None,
        )
        for rate in (FEMALE_RATE, MALE_RATE)
    )
    return Mutation.of(female, male, model)
