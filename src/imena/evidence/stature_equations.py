"""Published regressions of stature on the length of long bones.

Lengths are maximum lengths, that of the tibia as the authors took it; where the sum of femur and
tibia is meant the bone is called ``femur+tibia``. Slopes are cm of stature for each cm of bone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Regression:
    """Stature in cm = ``slope`` · length in cm + ``intercept``, with its standard error in cm.

    ``None``: the error is not transcribed. Then the line gives a stature, and no LR.
    """

    slope: float
    intercept: float
    standard_error: float | None = None

    def stature_cm(self, length_mm: float) -> float:
        """The stature on the line, of a bone of this length."""
        return self.slope * length_mm / 10 + self.intercept


@dataclass(frozen=True)
class Equations:
    """One author's equations, and the stature of the sample they come from.

    ``by_sex`` names sex, then bone; ``sample`` gives mean and SD of stature in cm by sex, and is
    empty where they are not transcribed.
    """

    name: str
    source: str
    by_sex: Mapping[str, Mapping[str, Regression]]
    sample: Mapping[str, tuple[float, float]]


_BONES = ("femur", "fibula", "tibia", "humerus", "radius", "ulna", "femur+tibia")


def _named(rows: tuple[tuple[float, float, float], ...]) -> Mapping[str, Regression]:
    return MappingProxyType(
        {bone: Regression(*row) for bone, row in zip(_BONES, rows, strict=True)}
    )


#: Americans of European descent; the tibia was measured without its malleolus (Jantz, Hunt and
#: Meadows 1995), so femur and fibula are to be preferred.
TROTTER_GLESER_1952 = Equations(
    "trotter_gleser_1952",
    "Trotter and Gleser 1952, corrigenda 1977",
    MappingProxyType(
        {
            "F": _named(
                (
                    (2.47, 54.10, 3.72),
                    (2.93, 59.61, 3.57),
                    (2.90, 61.53, 3.66),
                    (3.36, 57.97, 4.45),
                    (4.74, 54.93, 4.24),
                    (4.27, 57.76, 4.30),
                    (1.39, 53.20, 3.55),
                )
            ),
            "M": _named(
                (
                    (2.38, 61.41, 3.27),
                    (2.68, 71.78, 3.29),
                    (2.52, 78.62, 3.37),
                    (3.08, 70.45, 4.05),
                    (3.78, 79.01, 4.32),
                    (3.70, 74.05, 4.32),
                    (1.30, 63.29, 2.99),
                )
            ),
        }
    ),
    MappingProxyType({"F": (160.7, 7.5), "M": (173.9, 6.6)}),
)

#: Americans of African descent, by the same authors.
TROTTER_GLESER_1952_AFRICAN = Equations(
    "trotter_gleser_1952_african",
    "Trotter and Gleser 1952, corrigenda 1977",
    MappingProxyType(
        {
            "F": _named(
                (
                    (2.28, 59.76, 3.41),
                    (2.49, 70.90, 3.80),
                    (2.45, 72.56, 3.70),
                    (3.08, 64.67, 4.25),
                    (2.75, 94.51, 5.05),
                    (3.31, 75.38, 4.83),
                    (1.26, 59.72, 3.28),
                )
            ),
            "M": _named(
                (
                    (2.11, 70.35, 3.94),
                    (2.19, 85.65, 4.08),
                    (2.19, 86.02, 3.78),
                    (3.26, 62.10, 4.43),
                    (3.42, 81.56, 4.30),
                    (3.26, 79.29, 4.42),
                    (1.15, 71.04, 3.53),
                )
            ),
        }
    ),
    MappingProxyType({"F": (160.9, 6.5), "M": (172.7, 7.8)}),
)


def _lines(rows: Mapping[str, tuple[float, float]]) -> Mapping[str, Regression]:
    return MappingProxyType({bone: Regression(*row) for bone, row in rows.items()})


def _without_errors(
    name: str,
    source: str,
    women: Mapping[str, tuple[float, float]],
    men: Mapping[str, tuple[float, float]],
) -> Equations:
    by_sex = MappingProxyType({"F": _lines(women), "M": _lines(men)})
    return Equations(name, source, by_sex, MappingProxyType({}))


#: French people of the nineteenth century.
PEARSON_1899 = _without_errors(
    "pearson_1899",
    "Pearson 1899",
    {
        "femur": (1.945, 72.844),
        "humerus": (2.754, 71.475),
        "tibia": (2.352, 74.774),
        "radius": (3.343, 81.224),
    },
    {
        "femur": (1.880, 81.306),
        "humerus": (2.894, 70.641),
        "tibia": (2.376, 78.664),
        "radius": (3.271, 85.925),
    },
)

#: Finns; 2 cm less than the length of a body lying down.
TELKKA_1950 = _without_errors(
    "telkka_1950",
    "Telkkä 1950",
    {"femur": (1.8, 79.56), "fibula": (2.3, 79.59), "humerus": (2.7, 71.91)},
    {"femur": (2.1, 71.85), "fibula": (2.5, 77.15), "humerus": (2.8, 75.28)},
)

#: Germans. Their humerus is another length in men, and is left out.
BREITINGER_BACH_1965 = _without_errors(
    "breitinger_bach_1965",
    "Breitinger 1938; Bach 1965",
    {"femur": (1.313, 106.69), "humerus": (2.121, 98.38), "tibia": (1.745, 95.91)},
    {"femur": (1.645, 94.31), "tibia": (1.988, 95.59)},
)

#: Equations by the name that results are stated with.
EQUATIONS: Mapping[str, Equations] = MappingProxyType(
    {
        "trotter_gleser_1952_aw": TROTTER_GLESER_1952,
        "trotter_gleser_1952_an": TROTTER_GLESER_1952_AFRICAN,
        "pearson_1899": PEARSON_1899,
        "telkkae_1950": TELKKA_1950,
        "breitinger_bach_1965": BREITINGER_BACH_1965,
    }
)
