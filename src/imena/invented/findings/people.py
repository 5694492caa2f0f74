"""How invented people were: body, mouth, marks, clothes, and when they died."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from imena.evidence.ages import gompertz_makeham
from imena.evidence.colours import EYES, HAIR
from imena.evidence.dental.change import filling_shares
from imena.evidence.dental.teeth import STATES, TEETH
from imena.evidence.marks import MARK_KINDS
from imena.evidence.place_time import TimeModel
from imena.evidence.sex import SEXES
from imena.evidence.stature import ADULTS
from imena.evidence.weighing.records import Place
from imena.invented.findings.plan import FIRST_DAY, LAST_DAY
from imena.kinship.pedigree import Sex

#: Where each kind of mark may be in invented people.
PLACES: tuple[Place, ...] = (
    ("tattoo", "upper_limb_left"),
    ("tattoo", "thorax"),
    ("large_scar", "lower_limb_left"),
    ("large_scar", "abdomen"),
    ("healed_fracture", "upper_limb_right"),
    ("healed_fracture", "lower_limb_left"),
    ("healed_fracture", "lower_limb_right"),
    ("missing_finger", "upper_limb_left"),
    ("missing_finger", "upper_limb_right"),
)
#: Things people wear: category, words for them, and colours that agree with each of the words.
CLOTHES = {
    "clothing": (
        ("плащ", "светр", "кожух", "піджак", "жилет"),
        ("чорний", "синій", "зелений", "сірий", "червоний", "білий", "коричневий"),
    ),
    "footwear": (("кросівки", "черевики", "чоботи", "капці"), ("чорні", "білі", "коричневі")),
    "religious": (("хрестик", "образок"), ("срібний", "мідний", "дерев’яний")),
}
Thing = tuple[str, str, str]

#: Latent classes of mouths, from few treatments to many: share of teeth that are treated, and that
#: are gone, and how common each class is at 20 years and at 70.
_TREATED = (0.02, 0.10, 0.22, 0.38, 0.50)
_GONE = (0.01, 0.02, 0.06, 0.14, 0.32)
_YOUNG, _OLD = (0.45, 0.33, 0.15, 0.05, 0.02), (0.02, 0.10, 0.23, 0.32, 0.33)
_TREATMENT = {"crown": 0.12, "root_filled": 0.10}
#: Third molars of the young that have not come through.
_UNERUPTED = 0.35
_DAYS = (LAST_DAY - FIRST_DAY).days + 1
TIME = TimeModel(_DAYS)


@dataclass(frozen=True)
class Was:
    """Somebody as they were; ``mouth`` holds numbers of states, one for each tooth."""

    sex: str
    born: date
    last_seen: date
    died: date
    stature: float
    mouth: tuple[int, ...]
    marks: frozenset[Place]
    hair: str
    eyes: str
    things: tuple[Thing, ...]

    @property
    def age(self) -> float:
        """Years at death."""
        return (self.died - self.born).days / 365.2425


def somebody(sex: Sex, born_in: int, rng: np.random.Generator) -> Was:
    """Somebody of this sex and year of birth, drawn from the populations of the models."""
    name = "M" if sex is Sex.MALE else "F"
    seen = int(rng.integers(_DAYS))
    deaths = TIME.death_given_last_seen(np.array([seen]), TIME.wrong_date.mean)[0]
    born = date(born_in, 1, 1) + timedelta(days=int(rng.integers(365)))
    died = FIRST_DAY + timedelta(days=int(rng.choice(_DAYS, p=deaths)))
    age = max((died - born).days / 365.2425, 0.0)
    return Was(
        name,
        born,
        FIRST_DAY + timedelta(days=seen),
        died,
        float(rng.normal(ADULTS.mean[name], ADULTS.sd[name])),
        _mouth(age, rng),
        frozenset(p for p in PLACES if rng.random() < MARK_KINDS[p[0]].frequency.mean),
        str(rng.choice(HAIR.colours, p=HAIR.frequencies)),
        str(rng.choice(EYES.colours, p=EYES.frequencies)),
        tuple(a_thing(category, rng) for category in CLOTHES if rng.random() < 0.8),
    )


def unlisted(sex: Sex, listed: Sequence[Was], male_share: float, rng: np.random.Generator) -> Was:
    """Somebody nobody reported: four in five like somebody listed, the others like anybody.

    ``sex`` is unknown of remains whose profile failed; then it is drawn.
    """
    known = sex
    if sex is Sex.UNKNOWN:
        known = Sex.MALE if rng.random() < male_share else Sex.FEMALE
    name = "M" if known is Sex.MALE else "F"
    alike = [one for one in listed if one.sex == name]
    if alike and rng.random() < 0.8:
        year = alike[int(rng.integers(len(alike)))].born.year
    else:
        ages = gompertz_makeham()
        year = FIRST_DAY.year - int(rng.choice(len(ages), p=ages))
    return somebody(known, year, rng)


def a_thing(category: str, rng: np.random.Generator) -> Thing:
    """A thing of a kind and colour, as common as each."""
    kinds, colours = CLOTHES[category]
    return category, str(rng.choice(kinds)), str(rng.choice(colours))


def _mouth(age: float, rng: np.random.Generator) -> tuple[int, ...]:
    """Treatments go together: the class of the mouth comes first."""
    old = min(max((age - 20) / 50, 0.0), 1.0)
    shares = (1 - old) * np.array(_YOUNG) + old * np.array(_OLD)
    kind = int(rng.choice(len(shares), p=shares / shares.sum()))
    treated = dict.fromkeys(STATES, 0.0)
    for state, share in zip(STATES, filling_shares(), strict=True):
        treated[state] = share * (1 - sum(_TREATMENT.values()))
    treated |= _TREATMENT
    weights = np.array([treated[state] for state in STATES]) * _TREATED[kind]
    weights[STATES.index("missing")] = _GONE[kind]
    weights[STATES.index("sound")] = 1 - weights.sum()
    mouth = rng.choice(len(STATES), size=len(TEETH), p=weights)
    if age < 25:
        for place, tooth in enumerate(TEETH):
            if tooth.endswith("8") and rng.random() < _UNERUPTED:
                mouth[place] = STATES.index("unerupted")
    return tuple(int(state) for state in mouth)


def sex_number(was: Was) -> int:
    """Which of `imena.evidence.sex.SEXES` it is."""
    return SEXES.index(was.sex)
