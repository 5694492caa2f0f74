"""An invented case in which every answer of a report occurs. No person, place or number is real.

The joint answer is built from the stories below by adding up, so that marginals, "nobody", "not
recovered" and generalised likelihood ratios agree with each other; pairwise ratios are set by
hand and spread over the markers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from imena.kinship.markers import Linkage, Marker
from imena.kinship.mutation import Mutation
from imena.kinship.observation import Genotype, ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching.case import Body, Case, Family
from imena.matching.identification import (
    Check,
    Component,
    Identification,
    JointAnswer,
    JointAssignment,
    Pair,
    SymmetricSet,
)

M, F, U = Sex.MALE, Sex.FEMALE, Sex.UNKNOWN
ALLELES = ("12", "13", "14", "15", "16", "17")
NAMES = (
    "D3S1358",
    "vWA",
    "D16S539",
    "CSF1PO",
    "TPOX",
    "D8S1179",
    "D21S11",
    "D18S51",
    "D2S441",
    "D19S433",
    "TH01",
    "FGA",
    "D22S1045",
    "D5S818",
    "D13S317",
    "D7S820",
    "SE33",
    "D10S1248",
    "D1S1656",
    "D12S391",
    "D2S1338",
)
X_MARKER = "DXS10135"
LINKED = "vWA+D12S391"

# each group of bodies decided together: its stories (body: missing person) and their weights
STORIES: tuple[tuple[tuple[dict[str, str | None], float], ...], ...] = (
    (({"BX-0101-A": "MP-01"}, 0.9999984), ({"BX-0101-A": None}, 0.0000016)),
    (({"BX-0102-B": "MP-02"}, 0.99971), ({"BX-0102-B": None}, 0.00029)),
    (
        ({"BX-0203-C": "MP-03", "BX-0204-E": "MP-04"}, 0.5890),
        ({"BX-0203-C": "MP-03", "BX-0204-E": None}, 0.3751),
        ({"BX-0203-C": "MP-04", "BX-0204-E": "MP-03"}, 0.0246),
        ({"BX-0203-C": "MP-04", "BX-0204-E": None}, 0.0112),
        ({"BX-0203-C": None, "BX-0204-E": None}, 0.0001),
    ),
    (
        ({"BX-0305-H": "MP-05", "BX-0306-K": "MP-06"}, 0.4999),
        ({"BX-0305-H": "MP-06", "BX-0306-K": "MP-05"}, 0.4999),
        ({"BX-0305-H": None, "BX-0306-K": None}, 0.0002),
    ),
    (
        ({"BX-0407-M": "MP-07", "BX-0408-P": "MP-09"}, 0.99953),
        ({"BX-0407-M": None, "BX-0408-P": "MP-09"}, 0.00031),
        ({"BX-0407-M": "MP-07", "BX-0408-P": None}, 0.00016),
    ),
    (({"BX-0509-T": "MP-10"}, 0.412), ({"BX-0509-T": None}, 0.588)),
    (({"BX-0610-X": None}, 0.9968), ({"BX-0610-X": "MP-11"}, 0.0032)),
    (({"BX-0711-A": None}, 1.0),),
    (({"BX-0712-B": None}, 1.0),),
)
# log10 LR of the pairs that matter; every other pair speaks against, or excludes
LOG10_LR = {
    ("BX-0101-A", "MP-01"): 9.41,
    ("BX-0102-B", "MP-02"): 6.93,
    ("BX-0203-C", "MP-03"): 5.62,
    ("BX-0203-C", "MP-04"): 4.18,
    ("BX-0204-E", "MP-04"): 3.37,
    ("BX-0204-E", "MP-03"): 2.02,
    ("BX-0305-H", "MP-05"): 5.06,
    ("BX-0305-H", "MP-06"): 5.06,
    ("BX-0306-K", "MP-05"): 4.71,
    ("BX-0306-K", "MP-06"): 4.71,
    ("BX-0407-M", "MP-07"): 4.88,
    ("BX-0408-P", "MP-09"): 2.95,
    ("BX-0408-P", "MP-08"): -0.21,
    ("BX-0509-T", "MP-10"): 0.84,
    ("BX-0509-T", "MP-03"): -1.62,
    ("BX-0610-X", "MP-11"): -1.18,
}
ALL_EXCLUDED = "BX-0712-B"
FEW_MARKERS = "BX-0711-A"

PROVENANCE: dict[str, Any] = {
    "version": "0.1.0",
    "command": "imena match vyhadane-pole.json --prior recovered=0.6 --html report.html",
    "inputs": {
        "vyhadane-pole.json": "9b41d5c0e6a7f1f28f5f1f2ac3e0b6f2d7a4c9917c5f0f6f3ad0a1f5c07ce"
    },
    "started": "2026-11-12T06:10:00Z",
    "seconds": 0.83,
    "parameters": {"prior": "recovered=0.6", "threshold": 0.999},
}


def markers_of_case() -> tuple[Marker, ...]:
    """Real marker names, invented frequencies, stepwise mutation."""
    frequencies = np.array([0.08, 0.17, 0.25, 0.25, 0.17, 0.08])

    def steps(rate: float) -> np.ndarray[Any, np.dtype[np.float64]]:
        matrix = np.zeros((6, 6))
        for i in range(6):
            near = [j for j in (i - 1, i + 1) if 0 <= j < 6]
            matrix[i, near] = rate / len(near)
            matrix[i, i] = 1 - rate
        return matrix

    mutation = Mutation(steps(0.0005), steps(0.002), "stepwise")
    autosomal = tuple(Marker(n, ALLELES, frequencies, mutation=mutation) for n in NAMES)
    return (*autosomal, Marker(X_MARKER, ALLELES, frequencies, x_linked=True))


def sample_of(
    seed: int, markers: int = len(NAMES) + 1, rates: ReadingRates | None = None
) -> Sample:
    rng = np.random.default_rng(seed)
    genotypes: dict[str, Genotype] = {}
    for name in [*NAMES, X_MARKER][:markers]:
        a, b = sorted(rng.choice(ALLELES, 2))
        genotypes[name] = (str(a), str(b))
    return Sample(genotypes, rates or ReadingRates())


def _families() -> tuple[Family, ...]:
    def family(
        name: str,
        people: list[Person],
        typed: list[str],
        missing: list[str],
        details: dict[str, dict[str, Any]],
    ) -> Family:
        number = sum(map(ord, name))
        samples = {p: sample_of(number + i) for i, p in enumerate(typed)}
        return Family(name, Pedigree.of(people), samples, tuple(missing), {}, details)

    return (
        family(
            "F-01",
            [
                Person("g1", sex=M),
                Person("g2", sex=F),
                Person("D-01-1", "g1", "g2", M),
                Person("MP-01", "g1", "g2", F),
                Person("h", sex=M),
                Person("D-01-2", "h", "MP-01", F),
            ],
            ["D-01-1", "D-01-2"],
            ["MP-01"],
            {
                "g1": {"name": "Юрій", "death_year": 1979},
                "g2": {"name": "Ганна", "death_year": 1988},
                "D-01-1": {"name": "Олекса", "relation": "brother", "birth_year": 1948},
                "MP-01": {
                    "name_uk": "Небилиця Марта Юріївна",
                    "name_en": "Marta Nebylytsia",
                    "birth_year": 1951,
                },
                "h": {"name": "Ясен", "birth_year": 1949, "death_year": 2011},
                "D-01-2": {"name": "Дана", "relation": "daughter", "birth_year": 1975},
            },
        ),
        family(
            "F-02",
            [Person("f", sex=M), Person("m", sex=F), Person("MP-02", "f", "m", F)],
            ["f", "m"],
            ["MP-02"],
            {
                "f": {"name": "Адам", "relation": "father"},
                "m": {"name": "Віра", "relation": "mother"},
                "MP-02": {"name_uk": "Казкова Поліна Адамівна", "name_en": "Polina Kazkova"},
            },
        ),
        family(
            "F-03",
            [
                Person("f", sex=M),
                Person("m", sex=F),
                Person("MP-03", "f", "m", M),
                Person("MP-04", "f", "m", M),
                Person("s", "f", "m", F),
            ],
            ["m", "s"],
            ["MP-03", "MP-04"],
            {
                "m": {"name": "Настя", "relation": "mother", "birth_year": 1958},
                "s": {"name": "Уляна", "relation": "sister", "birth_year": 1990},
                "MP-03": {
                    "name_uk": "Мрійник Остап",
                    "name_en": "Ostap Mriinyk",
                    "birth_year": 1986,
                },
                "MP-04": {"name_uk": "Мрійник Лука", "name_en": "Luka Mriinyk", "birth_year": 1983},
            },
        ),
        family(
            "F-04",
            [
                Person("f", sex=M),
                Person("m", sex=F),
                Person("MP-05", "f", "m", M),
                Person("MP-06", "f", "m", M),
            ],
            ["m"],
            ["MP-05", "MP-06"],
            {
                "m": {"name": "Ярина", "relation": "mother"},
                "MP-05": {"name_uk": "Уявний Роман", "name_en": "Roman Uiavnyi"},
                "MP-06": {"name_uk": "Уявний Тарас", "name_en": "Taras Uiavnyi"},
            },
        ),
        family(
            "F-05",
            [
                Person("gf", sex=M),
                Person("gm", sex=F),
                Person("MP-07", "gf", "gm", M),
                Person("mf", sex=M),
                Person("mm", sex=F),
                Person("MP-08", "mf", "mm", F),
                Person("u", "mf", "mm", M),
                Person("MP-09", "MP-07", "MP-08", F),
                Person("first", sex=F),
                Person("half", "MP-07", "first", M),
            ],
            ["gm", "u", "half"],
            ["MP-07", "MP-08", "MP-09"],
            {
                "gm": {"name": "Килина", "relation": "grandmother"},
                "u": {"name": "Панас", "relation": "brother"},
                "half": {"name": "Любомир", "relation": "son"},
                "MP-07": {"name_uk": "Вигадько Гнат", "name_en": "Hnat Vyhadko"},
                "MP-08": {"name_uk": "Вигадько Ївга", "name_en": "Yivha Vyhadko"},
                "MP-09": {"name_uk": "Вигадько Зоряна", "name_en": "Zoriana Vyhadko"},
            },
        ),
        family(
            "F-06",
            [
                Person("m", sex=F),
                Person("MP-10", None, "m", M),
                Person("hs", None, "m", F),
            ],
            ["hs"],
            ["MP-10"],
            {
                "hs": {"name": "Соломія", "relation": "half-sister"},
                "MP-10": {"name_uk": "Небувайло Тиміш", "name_en": "Tymish Nebuvailo"},
            },
        ),
        family(
            "F-07",
            [
                Person("f", sex=M),
                Person("m", sex=F),
                Person("MP-11", "f", "m", M),
                Person("s", "f", "m", F),
            ],
            ["f", "s"],
            ["MP-11"],
            {
                "f": {"name": "Богдан", "relation": "father"},
                "s": {"name": "Христя", "relation": "sister"},
                "MP-11": {"name_uk": "Вимисленко Микола", "name_en": "Mykola Vymyslenko"},
            },
        ),
        family(
            "F-08",
            [Person("b", "f", "m", M), Person("f"), Person("m"), Person("MP-12", "f", "m", M)],
            [],
            ["MP-12"],
            {},
        ),
        family(
            "F-09",
            [Person("f", sex=M), Person("m", sex=F), Person("MP-13", "f", "m", M)],
            ["f", "m"],
            ["MP-13"],
            {"MP-13": {"name_uk": "Неправдин Орест", "name_en": "Orest Nepravdyn"}},
        ),
    )


def _bodies() -> tuple[Body, ...]:
    bone = ReadingRates(dropout=0.08, drop_in=0.01)
    sexes = {
        "BX-0101-A": F,
        "BX-0102-B": F,
        "BX-0203-C": M,
        "BX-0204-E": M,
        "BX-0305-H": M,
        "BX-0306-K": M,
        "BX-0407-M": M,
        "BX-0408-P": F,
        "BX-0509-T": M,
        "BX-0610-X": M,
        FEW_MARKERS: U,
        ALL_EXCLUDED: F,
    }
    counts = {"BX-0203-C": 14, "BX-0204-E": 11, FEW_MARKERS: 3}
    return tuple(
        Body(b, sex, sample_of(1000 + i, counts.get(b, 22), bone), {"grave": f"G-{180 + i}"})
        for i, (b, sex) in enumerate(sexes.items())
    )


def case() -> Case:
    """The invented case."""
    return Case(
        name="Вигадане поле",
        markers=markers_of_case(),
        families=_families(),
        bodies=_bodies(),
        theta=0.01,
        linkage=(Linkage("vWA", "D12S391", 0.11),),
        evidence={("BX-0101-A", "MP-01"): math.log10(340), ("BX-0203-C", "MP-03"): math.log10(12)},
        details={
            "frequencies_uk": "частоти вигадані",
            "frequencies_en": "invented frequencies",
            "note_uk": "усе вигадане",
            "note_en": "everything is invented",
        },
    )


def _pairs(case: Case) -> tuple[Pair, ...]:
    return tuple(
        pair_of(body.id, missing, family.id)
        for body in case.bodies
        for family in case.families
        for missing in family.missing
        if family.id != "F-09" and case.comparable(body.id, missing)
    )


def pair_of(body: str, missing: str, family: str) -> Pair:
    """One pair, its ratio set above or drawn, spread over the markers."""
    rng = np.random.default_rng(sum(map(ord, body + missing)))
    keys = [n for n in (*NAMES, X_MARKER) if n not in ("vWA", "D12S391")] + [LINKED]
    if family == "F-08":
        return Pair(body, missing, family, 0.0, dict.fromkeys(keys, 0.0))
    total = LOG10_LR.get((body, missing))
    excluded = body == ALL_EXCLUDED or (total is None and rng.random() < 0.4)
    if total is None:
        total = -2.0 - 4 * rng.random()
    spread = rng.normal(0, 0.35, len(keys))
    spread += (total - spread.sum()) / len(keys)
    per_marker = dict(zip(keys, map(float, spread), strict=True))
    if not excluded:
        return Pair(body, missing, family, total, per_marker)
    against = tuple(str(k) for k in rng.choice(keys, 1 + int(rng.integers(3)), replace=False))
    per_marker.update(dict.fromkeys(against, -math.inf))
    return Pair(body, missing, family, -math.inf, per_marker, against)


def _checks() -> tuple[Check, ...]:
    fits = tuple(
        Check("family_relation", "ok", subjects, 4.2)
        for subjects in (("F-01", "D-01-1"), ("F-03", "m"), ("F-05", "half"))
    )
    return (
        *fits,
        Check("family_relation", "warning", ("F-07", "s"), -3.21, ("TH01",)),
        Check("family_relation", "note", ("F-05", "u"), 0.4),
        Check("family_impossible", "warning", ("F-09",), None, ("FGA", "SE33")),
        Check("close_relatives", "note", ("BX-0203-C", "BX-0204-E"), 3.71, (), "full_siblings"),
        Check("few_markers", "note", (FEW_MARKERS,), None, NAMES[:3]),
        Check("same_person", "warning", ("BX-0610-X", "BX-0509-T"), 6.31, ("TPOX",), "same_person"),
    )


def identification(case: Case) -> Identification:
    """The identification of the invented case."""
    return Identification(_pairs(case), _joint(case), _checks(), {"threshold": 0.999})


def _joint(case: Case) -> JointAnswer:
    whole: list[tuple[dict[str, str | None], float]] = []
    for parts in product(*STORIES):
        story = {body: missing for part, _ in parts for body, missing in part.items()}
        whole.append((story, math.prod(weight for _, weight in parts)))
    whole.sort(key=lambda story: -story[1])
    marginals: dict[tuple[str, str], float] = {}
    nobody = {body.id: 0.0 for body in case.bodies}
    for part in (part for group in STORIES for part in group):
        for body, missing in part[0].items():
            if missing is None:
                nobody[body] += part[1]
            else:
                marginals[body, missing] = marginals.get((body, missing), 0.0) + part[1]
    found = {m: sum(p for (_, n), p in marginals.items() if n == m) for m in case.missing}
    return JointAnswer(
        method="exact",
        prior="recovered=0.6",
        log_likelihood_null=-2417.318,
        assignments=tuple(JointAssignment(s, math.log(p) - 2370.0, p) for s, p in whole),
        marginals=marginals,
        nobody=nobody,
        not_recovered={m: max(0.0, 1 - p) for m, p in found.items()},
        log10_glr={pair: _log10_glr(pair) for pair in marginals},
        symmetric=(SymmetricSet(("BX-0305-H", "BX-0306-K"), ("MP-05", "MP-06"), 0.9998),),
        components=tuple(
            Component(
                tuple(group[0][0]),
                tuple(sorted({m for story, _ in group for m in story.values() if m})),
                "exact",
                len(group),
            )
            for group in STORIES
        ),
        n_assignments=float(len(whole)),
        dropped_mass=1e-12,
    )


def _log10_glr(pair: tuple[str, str]) -> float:
    body, missing = pair
    group = next(g for g in STORIES if body in g[0][0])
    with_ = max(p for story, p in group if story[body] == missing)
    return math.log10(with_ / max(p for story, p in group if story[body] != missing))


def by_language(language: str) -> Mapping[str, Any]:
    """Arguments of a report of the invented case in one language."""
    made = case()
    return {
        "case": made,
        "identification": identification(made),
        "provenance": PROVENANCE,
        "language": language,
        "other_language_href": "report.en.html" if language == "uk" else "report.uk.html",
    }
