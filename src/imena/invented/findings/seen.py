"""What examiners see of somebody, as far as the models let them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from imena.evidence.age import developed_density
from imena.evidence.appearance import Trait, after_burial
from imena.evidence.colours import EYES, HAIR
from imena.evidence.dental.change import ChangeRates, changed
from imena.evidence.dental.comparison import ChartingRates
from imena.evidence.dental.population import background
from imena.evidence.dental.teeth import STATES, TEETH
from imena.evidence.marks import MARK_KINDS
from imena.evidence.sex import SEX_METHODS, SEX_OUTCOMES
from imena.evidence.stature import ADULT_FROM, ADULTS
from imena.evidence.weighing.things import OWN
from imena.invented.findings.form import InventedFinding
from imena.invented.findings.people import CLOTHES, PLACES, Was, a_thing, sex_number
from imena.invented.findings.plan import FindingsPlan

#: How the sex is found, and how the case file names what the method says.
_METHOD = SEX_METHODS["pelvis_morphology"]
_ESTIMATES = ("female", "probable_female", "undetermined", "probable_male", "male")
_YOUNGEST_SEXED = 15
#: Spread of an adult age on the log scale, and of a stature by equation: cm, made wider by a
#: population it was not made for.
_AGE_SPREAD, _CM, _WIDER, _FOREIGN = 0.12, 3.3, 1.15, 1.5
_GROSS, _STRAY = 0.03, 0.02
_Z90 = 1.6448536269514722
#: Shares of teeth lost after death, and of jaws that are not there.
_LOST, _NO_JAW = 0.06, 0.04
_CONDITION = "advanced_decomposition"
_DECOMPOSED = "decomposed"
#: Who has papers, things and clothes on: mark words of the case file by kind of the model.
MARK_WORDS = {
    "tattoo": "tattoo",
    "large_scar": "scar",
    "healed_fracture": "healed_fracture",
    "missing_finger": "amputation",
}
_SEEN_AS = {
    "tattoo": "малюнок",
    "large_scar": "понад 5 см",
    "healed_fracture": "кісткова мозоля",
    "missing_finger": "один палець",
}


def seen(
    was: Was, plan: FindingsPlan, months: float, rng: np.random.Generator
) -> Iterator[InventedFinding]:
    """What is found on the remains of somebody, ``months`` in the ground."""
    yield InventedFinding("condition", "present", "external", {"stage": _CONDITION})
    if rng.random() < plan.profile:
        yield from _profile(was, rng)
    if rng.random() < plan.teeth and was.age >= _YOUNGEST_SEXED:
        yield from _teeth(was, rng)
    if rng.random() < plan.marks:
        yield from _marks(was, rng)
    if rng.random() < plan.colours:
        yield from _colours(was, months, rng)
    if rng.random() < plan.things:
        yield from _things(was, rng)


def _profile(was: Was, rng: np.random.Generator) -> Iterator[InventedFinding]:
    if was.age >= _YOUNGEST_SEXED:
        outcomes = _METHOD.outcomes_given_sex()[sex_number(was)]
        number = SEX_OUTCOMES.index(str(rng.choice(SEX_OUTCOMES, p=outcomes)))
        data = {"estimate": _ESTIMATES[number], "basis": "skeletal", "method": _METHOD.name}
        yield InventedFinding("sex", "present", "anthropology", data)
    yield _age(was, rng)
    if was.age >= ADULT_FROM:
        yield _stature(was, rng)


def _age(was: Was, rng: np.random.Generator) -> InventedFinding:
    method = "dental_development" if was.age < ADULT_FROM else "pubic_symphysis"
    if rng.random() < _GROSS:
        middle = float(rng.uniform(1, 95))
    elif was.age < ADULT_FROM:
        grid = np.arange(230) / 10 + 0.05
        shares = np.array([developed_density(e, 0.0)[min(int(was.age), 109)] for e in grid])
        middle = float(rng.choice(grid, p=shares / shares.sum()))
    else:
        middle = was.age * math.exp(_AGE_SPREAD * rng.normal())
    if was.age < ADULT_FROM:
        least = most = min(int(middle), ADULT_FROM - 1)
    else:
        least = round(middle * math.exp(-_Z90 * _AGE_SPREAD))
        most = max(round(middle * math.exp(_Z90 * _AGE_SPREAD)) - 1, least)
    data = {"least_years": least, "most_years": min(most, 108), "method": method}
    return InventedFinding("age", "present", "anthropology", data)


def _stature(was: Was, rng: np.random.Generator) -> InventedFinding:
    true = was.stature
    if rng.random() < _STRAY:
        true = float(rng.normal(ADULTS.mean[was.sex], ADULTS.sd[was.sex]))
    middle = true + _FOREIGN * rng.normal() + _WIDER * _CM * rng.normal()
    half = _Z90 * _CM
    data = {
        "least_cm": f"{middle - half:.1f}",
        "most_cm": f"{middle + half:.1f}",
        "method": "long_bone_regression",
    }
    return InventedFinding("stature", "present", "anthropology", data)


def _teeth(was: Was, rng: np.random.Generator) -> Iterator[InventedFinding]:
    wrong = ChartingRates().wrong_tooth.mean
    common = background()
    jaws = [rng.random() >= _NO_JAW for _ in range(2)]
    for tooth, state in zip(TEETH, was.mouth, strict=True):
        if not jaws[tooth[0] in "34"]:
            continue
        number = int(rng.choice(len(STATES), p=common)) if rng.random() < wrong else state
        lost = STATES[number] in ("sound", "crown") and rng.random() < _LOST
        said = ("missing_postmortem", ()) if lost else written(number)
        yield tooth_finding(tooth, *said, by="odontology")


def written(number: int) -> tuple[str, tuple[str, ...]]:
    """How a chart writes a state: its code, and the surfaces of a filling."""
    state = STATES[number]
    if state.startswith("filled_"):
        return "filled", tuple(state.removeprefix("filled_"))
    return {"sound": "present_sound", "missing": "missing_antemortem"}.get(state, state), ()


def tooth_finding(
    tooth: str, state: str, surfaces: tuple[str, ...], *, by: str, as_of: str = ""
) -> InventedFinding:
    """One tooth of a chart."""
    absent = state in ("missing_antemortem", "missing_postmortem", "unerupted")
    data: dict[str, object] = {"tooth": tooth, "state": state}
    if surfaces:
        data["surfaces"] = list(surfaces)
    return InventedFinding("tooth", "absent" if absent else "present", by, data, as_of=as_of)


def later(mouth: tuple[int, ...], years: float, rng: np.random.Generator) -> tuple[int, ...]:
    """The mouth so many years on."""
    rates = ChangeRates()
    table = changed(years, rates.filling.mean, rates.extraction.mean, rates.crown.mean)
    return tuple(int(rng.choice(len(STATES), p=table[state])) for state in mouth)


def _marks(was: Was, rng: np.random.Generator) -> Iterator[InventedFinding]:
    for kind, region in PLACES:
        v = MARK_KINDS[kind].seen[_DECOMPOSED]
        there = rng.random() < (v if (kind, region) in was.marks else 0.002)
        data = {"mark": MARK_WORDS[kind]}
        if there:
            data["description"] = _SEEN_AS[kind]
        status = "present" if there else "absent"
        yield InventedFinding("mark", status, "external", data, region)


def _colours(was: Was, months: float, rng: np.random.Generator) -> Iterator[InventedFinding]:
    colour = _colour(after_burial(HAIR, months), was.hair, rng)
    yield InventedFinding("hair", "present", "external", {"colour": colour})
    if rng.random() < 0.2:
        eyes = _colour(EYES, was.eyes, rng)
        yield InventedFinding("eyes", "present", "external", {"colour": eyes})
    else:
        yield InventedFinding("eyes", "undetermined", "external")


def _colour(trait: Trait, true: str, rng: np.random.Generator) -> str:
    return str(rng.choice(trait.colours, p=trait.confusion[trait.index(true)]))


def _things(was: Was, rng: np.random.Generator) -> Iterator[InventedFinding]:
    """Their own, as described or not; or somebody’s."""
    own = rng.random() >= OWN.not_own.mean
    for category in CLOTHES:
        worn = [thing for thing in was.things if thing[0] == category]
        if not worn:
            yield InventedFinding("belonging", "absent", "belongings", {"category": category})
            continue
        thing = worn[0]
        if not own or rng.random() >= OWN.described.mean:
            thing = a_thing(category, rng)
        data = {"category": category, "description": thing[1], "colour": thing[2], "place": "worn"}
        yield InventedFinding("belonging", "present", "belongings", data)
