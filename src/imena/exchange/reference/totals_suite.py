"""How many people there are altogether: every method beside the programs that have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from imena.estimation.decomposable import averaged
from imena.estimation.existence import Existence
from imena.estimation.graves import expand
from imena.estimation.heterogeneity import Difference, NoEstimateError, heterogeneous
from imena.estimation.hierarchical import Hierarchical, all_models, pair_masks
from imena.estimation.latent import ChainsDisagreeError, latent_classes
from imena.estimation.lists import Lists
from imena.estimation.log_linear import Fitted, fitted, ranked
from imena.estimation.lower_bound import lower_bound
from imena.estimation.profile import profile
from imena.estimation.stepwise import stepwise
from imena.estimation.two_lists import TwoLists
from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.stated import Stated

_ROOM = "estimation"
_DATA, _GRAVES = "datasets.json", "grave_expansion.json"
_ESTIMATE, _INTERVAL, _SAID = "people_estimate", "people_interval", "people"
#: The reference's fits stop at this relative change of the total.
_FITTED = 1e-4
_CRITERION = 1e-2
#: A total of more than so many times the people seen is what a program prints when there is none.
_ENDLESS = 1e6

_DIFFERENCES = {
    "Chao (LB)": Difference.CHAO,
    "Poisson2": Difference.POISSON,
    "Darroch": Difference.DARROCH,
    "Gamma3.5": Difference.GAMMA,
}


class TotalsSuite:
    """``estimation/*.json`` but for the counts of bones and the claims."""

    place = f"{_ROOM}/*.json"

    def files(self, folder: Path) -> list[Path]:
        """Those that are there; ``folder`` may be ``estimation`` itself."""
        room = folder if folder.resolve().name == _ROOM else folder / _ROOM
        return [room / name for name in (_DATA, _GRAVES, *_COMPARED) if (room / name).is_file()]

    def compared(self, folder: Path) -> Iterator[Comparison]:
        """Each data set of each file as one case."""
        files = {path.name: path for path in self.files(folder)}
        if _GRAVES in files:
            comparison = Comparison("graves", _GRAVES)
            _compare_graves(comparison, Stated.read(files.pop(_GRAVES)))
            yield comparison
        if _DATA not in files:
            return
        known = {
            name: _lists(said) for name, said in Stated.read(files.pop(_DATA))["results"].items()
        }
        for name, path in files.items():
            for data, said in Stated.read(path)["results"].items():
                comparison = Comparison(data, name)
                _COMPARED[name](comparison, known[data], said)
                yield comparison


def _lists(said: Stated) -> Lists:
    return Lists.of_patterns(
        [one.text for one in said["lists"].listed()],
        {cell["pattern"].text: int(cell["count"].number) for cell in said["cells"].listed()},
    )


def _compare_pairs(comparison: Comparison, lists: Lists, said: Stated) -> None:
    for one in said.listed():
        first, second = (int(position.number) - 1 for position in one["lists"].listed())
        pair = TwoLists.of(lists, first, second)
        expected, at = one["expected"], f"{first + 1}, {second + 1}"
        for field, value in (("n1", pair.first), ("n2", pair.second), ("m", pair.both)):
            comparison.same(_SAID, (at, field), one["input"][field].number, value)
        comparison.same(_SAID, (at, "observed"), expected["observed"].number, pair.observed)
        stated = expected.get("lincoln_petersen")
        if stated is None or pair.lincoln_petersen is None:
            comparison.same(_SAID, (at, "lincoln_petersen"), stated, pair.lincoln_petersen)
        else:
            _number(comparison, (at, "lincoln_petersen"), stated, pair.lincoln_petersen)
        found = pair.chapman()
        _number(comparison, (at, "chapman"), expected["chapman"], found.estimate)
        _number(comparison, (at, "chapman_se"), expected["chapman_se"], found.standard_error or 0.0)
        _ends(comparison, (at, "wald95"), expected["wald95"], pair.wald())
        _ends(comparison, (at, "log_ci95"), expected["log_ci95"], found.interval)


def _compare_lower(comparison: Comparison, lists: Lists, said: Stated) -> None:
    found, expected = lower_bound(lists), said["expected"]
    if found.bound is None or found.for_few_lists is None:
        comparison.same(_SAID, ("chao1987",), expected.get("chao1987"), None)
        return
    _number(comparison, ("chao1987",), expected["chao1987"], found.bound.estimate)
    _number(comparison, ("bias_corrected",), expected["chao_bias_corrected"], found.bias_corrected)
    few = found.for_few_lists.estimate
    _number(comparison, ("t_occasions",), expected["chao_t_occasions"], few)
    spread = (found.bound.standard_error or 0.0) ** 2
    _number(comparison, ("var",), expected["var"], spread)
    _ends(comparison, ("log_ci95",), expected["log_ci95"], found.bound.interval)


def _compare_log_linear(comparison: Comparison, lists: Lists, said: Stated) -> None:
    for key in ("loglinear_all_hierarchical", "loglinear_pairwise_models"):
        if (stated := said.get(key)) is not None:
            comparison.same(_SAID, ("models",), said["n_models"].number, len(all_models(lists.k)))
            by_name = {one.model.name: one for one in ranked(lists)}
            for row in stated.listed():
                _compare_model(comparison, lists, row, by_name.get(row["model"].text))
    for row in said["closedp"].listed():
        _compare_difference(comparison, lists, row)
    found = profile(Hierarchical.of(lists.k, ()).design, lists)
    expected = said["CI_Mt"]["profileCI"]
    for field, value in (
        ("abundance", found.estimate),
        ("infCL", found.low),
        ("supCL", found.high or 0.0),
    ):
        _near(comparison, _INTERVAL, ("Mt", field), expected[field], value, _FITTED)


def _compare_model(comparison: Comparison, lists: Lists, row: Stated, found: Fitted | None) -> None:
    """A total that the reference prints though there is none must be refused here."""
    name = row["model"].text
    if found is None or found.total is None:
        printed = row["abundance"].number
        saturated = abs(printed / lists.observed - 1) < _FITTED
        endless = printed > _ENDLESS * lists.observed
        distrusted = row["infoFit"].number != 0
        said = endless or saturated or distrusted
        comparison.same(_SAID, (name, "no estimate"), True, said)
        return
    _near(comparison, _ESTIMATE, (name,), row["abundance"], found.total.estimate, _FITTED)
    comparison.same(_SAID, (name, "df"), row["df"].number, found.degrees)
    for field, value in (("AIC", found.aic), ("BIC", found.bic)):
        comparison.within(_ESTIMATE, (name, field), row[field].number, value, _CRITERION)


def _compare_difference(comparison: Comparison, lists: Lists, row: Stated) -> None:
    """Models of how people differ; those of an order in time (Mb, Mbh) mean nothing for lists."""
    name = row["model"].text
    first, _, rest = name.partition(" ")
    if first not in ("M0", "Mt", "Mh", "Mth"):
        return
    difference = _DIFFERENCES.get(rest, Difference.NONE)
    try:
        found = heterogeneous(lists, difference, lists_differ=first in ("Mt", "Mth"))
    except NoEstimateError:
        comparison.same(_SAID, (name, "no estimate"), True, row["infoFit"].number != 0 or
                        abs(row["abundance"].number / lists.observed - 1) < 1e-3)  # fmt: skip
        return
    _near(comparison, _ESTIMATE, (name,), row["abundance"], found.total, _FITTED)
    # The reference may keep a parameter on which the data say nothing, and count it.
    if row["df"].number == found.degrees:
        for field, value in (("AIC", found.aic), ("BIC", found.bic)):
            comparison.within(_ESTIMATE, (name, field), row[field].number, value, _CRITERION)


def _compare_sparse(comparison: Comparison, lists: Lists, said: Stated) -> None:
    for key, found in (
        ("sparsemse_stepwise", stepwise(lists)),
        ("main_effects", fitted(Hierarchical.of(lists.k, ()), lists)),
    ):
        _compare_sparse_fit(comparison, key, said[key], found)
    pairs = said["all_pairs"]
    found = fitted(Hierarchical.of(lists.k, pair_masks(lists.k)), lists)
    codes = {
        Existence.EXISTS: 0,
        Existence.INFINITE: 1,
        Existence.NOT_IDENTIFIABLE: 2,
        Existence.BOTH: 3,
    }
    comparison.same(_SAID, ("all_pairs", "ierr"), pairs["ierr"].number, codes[found.existence])
    if found.total is not None:
        _compare_sparse_fit(comparison, "all_pairs", pairs, found)
    if (bic := said.get("bic")) is not None:
        best = ranked(lists)
        comparison.same(_SAID, ("bic", "model"), bic["model"].text, best[0].model.name)
        comparison.same(_SAID, ("bic", "n_models"), bic["n_models"].number, len(best))


def _compare_sparse_fit(comparison: Comparison, key: str, said: Stated, found: Fitted) -> None:
    if found.total is None:
        comparison.same(_SAID, (key, "estimate"), said.get("estimate"), None)
        return
    _near(comparison, _ESTIMATE, (key,), said["estimate"], found.total.estimate, _FITTED)
    for stated, value in zip(said["wald_ci95"].listed(), found.total.interval, strict=True):
        _near(comparison, _INTERVAL, (key, "wald_ci95"), stated, value, 1e-3)


def _compare_averages(comparison: Comparison, lists: Lists, said: Stated) -> None:
    for run in said["results"].listed():
        delta = run["delta"].number
        found = averaged(lists, delta=delta, most_unseen=int(run["Nmissing_max"].number))
        at = f"delta {delta:g}"
        _near(comparison, _ESTIMATE, (at, "mean"), run["mean"], found.mean, 1e-6)
        for key, stated in run["quantiles"].items():
            probability = float(f"0.{key[1:]}")
            comparison.same(_SAID, (at, key), stated.number, found.quantile(probability))
        weights = {g.name: w for g, w in zip(found.graphs, found.weights, strict=True)}
        comparison.same(_SAID, (at, "models"), run["n_models"].number, len(found.graphs))
        for model in run["top_models"].listed():
            name = model["cliques_by_list_position"].text
            stated = model["posterior"]
            _near(comparison, _ESTIMATE, (at, name), stated, float(weights[name]), 1e-6)


def _compare_latent(comparison: Comparison, lists: Lists, said: Stated) -> None:
    """Where the reference did not mix there is no truth, and none may be told here. Where ours does
    not settle it tells nothing, which is no difference."""
    failed = said["mixing"].text == "failed"
    try:
        found = latent_classes(lists)
    except ChainsDisagreeError:
        comparison.same(_SAID, ("no number",), True, True)
        return
    comparison.same(_SAID, ("no number",), failed, False)
    if failed:
        return
    places = [one.number for one in said["pooled"]["probs"].listed()]
    middle = places.index(0.5)
    stated = list(said["pooled"]["quantiles"].listed())[middle].number
    tolerance = list(said["tolerance_abs_for_quantiles"].listed())[middle].number
    comparison.within(_ESTIMATE, ("median",), stated, found.quantile(0.5), tolerance)


def _compare_graves(comparison: Comparison, whole: Stated) -> None:
    for number, case in enumerate(whole["cases"].listed(), start=1):
        opened = [int(one.number) for one in case["input"]["opened"].listed()]
        known = int(case["input"]["graves_known"].number)
        found, expected = expand(opened, known, at_random=True), case["expected"]
        at = str(number)
        comparison.same(_SAID, (at, "exhumed"), expected["exhumed"].number, found.exhumed)
        comparison.same(_SAID, (at, "hard_lower"), expected["hard_lower"].number, found.hard_lower)
        _number(comparison, (at, "total"), expected["total"], found.total or 0.0)
        _number(comparison, (at, "se"), expected["se"], found.standard_error or 0.0)
        _ends(comparison, (at, "t95"), expected["t95"], found.interval or (0.0, 0.0))


def _number(comparison: Comparison, place: tuple[str, ...], stated: Stated, found: float) -> None:
    comparison.probability(_ESTIMATE, place, stated.number, found)


def _ends(
    comparison: Comparison, place: tuple[str, ...], stated: Stated, found: tuple[float, float]
) -> None:
    for end, value in zip(stated.listed(), found, strict=True):
        comparison.probability(_INTERVAL, place, end.number, value)


def _near(
    comparison: Comparison,
    quantity: str,
    place: tuple[str, ...],
    stated: Stated,
    found: float,
    relative: float,
) -> None:
    comparison.within(quantity, place, stated.number, found, relative * abs(stated.number))


#: Files of data sets, and how each is compared.
_COMPARED: dict[str, Callable[[Comparison, Lists, Stated], None]] = {
    "two_list_chapman.json": _compare_pairs,
    "chao_lower_bound.json": _compare_lower,
    "loglinear_rcapture.json": _compare_log_linear,
    "sparse_mse.json": _compare_sparse,
    "dga_bma.json": _compare_averages,
    "lcmcr.json": _compare_latent,
}

suite = TotalsSuite()
