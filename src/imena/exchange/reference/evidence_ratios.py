"""Sex, age, colours, birth dates: the LRs another program states, and ours.

Its population frequencies are of what is observed; so that they are compared alike, they stand here
where ours would be derived from the true ones. Where its own value is not coherent, both are
compared: the coherent one with what our model gives, its own with its own convention.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from imena.evidence.age import closed_interval_share, interval_densities
from imena.evidence.appearance import Trait, confusion_from_errors, even_confusion, joint_densities
from imena.evidence.birth_dates import difference_category, difference_densities
from imena.evidence.colours import HAIR
from imena.evidence.densities import Densities, two_outcomes
from imena.evidence.rates import Rate
from imena.evidence.sex import SEX_OUTCOMES, SEXES, SexMethod
from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.stated import Stated, SuiteError
from imena.language import message

FloatArray = npt.NDArray[np.float64]

_COLOURS = ("1", "2", "3", "4", "5")
#: Whole ages of its population.
_AGES = 80
_INSIDE = {"T1": "inside", "T0": "outside"}
#: What it holds fixed while one parameter moves.
_ERROR, _SHARES = 0.05, {"sex": 0.5, "age": 2 * 6 / _AGES, "hair": 0.3, "region": 1 / 6}


def compare_sex(comparison: Comparison, stated: Stated) -> None:
    """The sex observed beside the sex reported."""
    for i, case in enumerate(stated["cases"].listed()):
        given = case["input"]
        frequencies = [given["prop_F"].number, given["prop_M"].number]
        densities = _sex(given["mp_sex"].text, given["eps"].number, frequencies)
        _lr(
            comparison,
            (str(i),),
            case["expected"]["LR"].number,
            densities,
            given["observed_sex"].text,
        )


def compare_age(comparison: Comparison, stated: Stated) -> None:
    """Inside and outside an interval, with the share of a closed interval and with the other's."""
    for i, case in enumerate(stated["cases"].listed()):
        given = case["input"]
        half, error = int(given["mp_half_range"].number), given["epa"].number
        outcome = _INSIDE[given["observed_group"].text]
        ours = interval_densities(error, closed_interval_share(half, _AGES))
        _lr(comparison, (str(i),), case["expected_coherent_LR"].number, ours, outcome)
        theirs = interval_densities(error, 2 * half / _AGES)
        expected = case["expected_peer_LR"].number
        _lr(comparison, (str(i),), expected, theirs, outcome, quantity="lr_peer")


def compare_hair(comparison: Comparison, stated: Stated) -> None:
    """The colour seen beside the colour reported; and the matrices from their errors."""
    for name, matrix in stated["matrices"].items():
        given = _numbers(matrix)
        errors = given / np.diag(given)[:, None]
        found = confusion_from_errors((errors + errors.T) / 2)
        for (row, column), expected in np.ndenumerate(given):
            place = (name, str(row + 1), str(column + 1))
            comparison.probability("confusion", place, float(expected), float(found[row, column]))
            if name == "default":
                ours = float(HAIR.confusion[row, column])
                comparison.probability("confusion", ("ours", *place), float(expected), ours)
    for i, case in enumerate(stated["file"]["cases"].listed()):
        given_case = case["input"]
        trait = _hair(stated, given_case["error_matrix"].text)
        row = trait.index(_colour(given_case["mp_colour"]))
        densities = Densities(_COLOURS, trait.confusion[row], _numbers(given_case["Pc"]))
        seen = _colour(given_case["observed_colour"])
        _lr(comparison, (str(i),), case["expected"]["LR"].number, densities, seen)


def compare_tables(comparison: Comparison, stated: Stated) -> None:
    """Sex, age group and hair together: both densities, every LR, and both divergences."""
    for i, case in enumerate(stated["file"]["cases"].listed()):
        given, expected = case["input"], case["expected"]
        sexes = _sex(given["mp_sex"].text, given["eps"].number, _list(given["prop_F_M"]))
        share = 2 * given["mp_half_range"].number / _AGES
        ages = interval_densities(given["epa"].number, share)
        trait = _hair(stated, given["error_matrix"].text)
        row = trait.index(_colour(given["mp_colour"]))
        hair = Densities(_COLOURS, trait.confusion[row], _numbers(given["prop_colour"]))
        together = sexes.beside(ages).beside(hair)
        for quantity, name, found in (
            ("probability_if_person", "cpt_missing_person", together.person),
            ("probability_if_unlisted", "cpt_population", together.unlisted),
            ("lr", "LR", 10**together.log10_lrs),
        ):
            for (r, c), value in np.ndenumerate(_numbers(expected[name])):
                place = (str(i), expected["rows"][r].text, _COLOURS[c])
                here = float(found.reshape(4, 5)[r, c])
                comparison.probability(quantity, place, float(value), here)
        forward, backward = together.divergences(floor=1e-12)
        for name, value_found in (("kl_pq_log10", forward), ("kl_qp_log10", backward)):
            comparison.probability("divergence", (str(i), name), expected[name].number, value_found)


def compare_pigmentation(comparison: Comparison, stated: Stated) -> None:
    """Hair, skin and eyes from a sample of counts: ours, and the other's renormalised one."""
    traits = ("hair_colour", "skin_colour", "eye_colour")
    for i, case in enumerate(stated["cases"].listed()):
        given = case["input"]
        errors = [given[name].number for name in ("eh", "es", "ey")]
        recorded = [_colour(given[name]) for name in ("h", "s", "y")]
        colours = np.full(5, 0.2)
        models = [
            Trait(name, _COLOURS, even_confusion(5, error), colours)
            for name, error in zip(traits, errors, strict=True)
        ]
        ours = joint_densities(models, recorded, np.full((5, 5, 5), 1 / 125))
        counts = {
            tuple(row[name].text for name in traits): row["n"].number
            for row in given["population_counts"].listed()
        }
        theirs = {seen: _whole_error(seen, recorded, errors) for seen in counts}
        number, total = sum(counts.values()), sum(theirs.values())
        for expected in case["expected"].listed():
            seen = tuple(expected[name].text for name in traits)
            frequency = counts[seen] / number
            comparison.probability(
                "frequency", (str(i), *seen), expected["f_h_s_y"].number, frequency
            )
            person = float(ours.person[ours.outcomes.index("-".join(seen))])
            place = (str(i), *seen)
            comparison.probability("lr", place, expected["LR_coherent"].number, person / frequency)
            peer = theirs[seen] / total / frequency
            comparison.probability("lr_peer", place, expected["LR_peer"].number, peer)


def _whole_error(seen: tuple[str, ...], recorded: list[str], errors: list[float]) -> float:
    """Each wrong colour with the whole of the error, as the other program has it."""
    return math.prod(
        1 - error if here == there else error
        for here, there, error in zip(seen, recorded, errors, strict=True)
    )


def compare_birth_dates(comparison: Comparison, stated: Stated) -> None:
    """Categories of the difference in days, all equally likely among the unlisted."""
    for i, case in enumerate(stated["cases"].listed()):
        given, expected = case["input"], case["expected"]
        densities = difference_densities(_list(given["alpha"]))
        category = difference_category(given["days"].number, _list(given["cuts"]))
        comparison.same("category", (str(i),), str(int(expected["category"].number)), category)
        lr = expected["LR_exact_dirichlet_mean"].number
        _lr(comparison, (str(i),), lr, densities, category)


def compare_sensitivity(comparison: Comparison, stated: Stated) -> None:
    """One parameter moves and the others stay."""
    for i, case in enumerate(stated["cases"].listed()):
        given = case["input"]
        kind, moved = given["evidence"].text, given["param"].text
        outcome = "found" if given["match"].value else "not found"
        values, expected = _list(given["values"]), _list(case["expected"]["LR"])
        for value, lr in zip(values, expected, strict=True):
            error, share = _moved(kind, moved, value, given.where)
            densities = two_outcomes(("found", "not found"), 1 - error, share)
            _lr(comparison, (str(i), kind, moved, f"{value:g}"), lr, densities, outcome)


def _moved(kind: str, moved: str, value: float, where: str) -> tuple[float, float]:
    """The error and the share of the unlisted, with one of them moved."""
    if moved == "eps":
        return value, _SHARES[kind]
    shares = {"freq": value, "range": 2 * value / _AGES, "nreg": 1 / value}
    if moved not in shares:
        raise SuiteError(message("{where} is a variant that is not known here"), where=where)
    return _ERROR, shares[moved]


def _sex(sex: str, error: float, frequencies: list[float]) -> Densities:
    method = SexMethod("stated", Rate(error), 0.0, 0.0, 0.0, "")
    sure = [SEX_OUTCOMES.index(outcome) for outcome in SEXES]
    row = method.outcomes_given_sex()[SEXES.index(sex)]
    return Densities(SEXES, row[sure], np.array(frequencies))


def _hair(stated: Stated, name: str) -> Trait:
    matrix = _numbers(stated["matrices"][name])
    return Trait("hair", _COLOURS, matrix / matrix.sum(axis=1, keepdims=True), np.full(5, 0.2))


def _colour(stated: Stated) -> str:
    return str(int(stated.number))


def _list(stated: Stated) -> list[float]:
    return [item.number for item in stated.listed()]


def _numbers(stated: Stated) -> FloatArray:
    rows = [
        _list(item) if isinstance(item.value, list) else item.number for item in stated.listed()
    ]
    return np.array(rows, dtype=float)


def _lr(
    comparison: Comparison,
    place: tuple[str, ...],
    expected: float,
    densities: Densities,
    outcome: str,
    *,
    quantity: str = "lr",
) -> None:
    comparison.ratio(quantity, place, expected, densities.log10_lr(outcome) * math.log(10))
