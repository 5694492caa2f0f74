"""What is said of totals, as lines for terminal and page and as a tree for machines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from imena.language import Words, message
from imena.language.numbers import whole

if TYPE_CHECKING:
    from imena.estimation.assumptions import Assumed
    from imena.estimation.doubts import Doubt
    from imena.estimation.graves import Expansion
    from imena.estimation.side_by_side import SideBySide, Told
    from imena.estimation.still_missing import NotYetFound
    from imena.registry.queries.estimating import Reported
    from imena.registry.queries.on_lists import ListOf

METHODS = {
    "lower_bound": message("At least, if people differ in how easily they are recorded (Chao)"),
    "chapman": message("Two lists that do not depend on each other (Chapman)"),
    "best_bic": message("Log-linear model with the best BIC"),
    "stepwise": message("Log-linear model built pair by pair"),
    "averaged": message("All decomposable models, each by its weight"),
    "latent": message("Hidden classes of people"),
}
REFUSALS = {
    "few_on_both": message("too few people stand on both lists (fewer than 7)"),
    "nobody_on_two": message("nobody stands on two lists"),
    "no_estimate": message(
        "the estimate does not exist: too many combinations of lists are empty, and any number "
        "however large would fit as well"
    ),
    "too_many_lists": message("there are too many lists to go through all models"),
    "chains_disagree": message("the chains of the sampler disagree: there is no number to tell"),
    "stratum_refuses": message("one of the parts that would be added has no answer"),
}
REMARKS = {
    "interval_unstable": message(
        "No interval: drawn again, the same people too often give no estimate at all."
    ),
    "prior_speaks": message(
        "The model that links all lists has weight here, and in it the data say nothing of who is "
        "on no list: part of this answer is assumption."
    ),
    "lists_may_avoid": message("No lower bound where the lists avoid each other’s people."),
    "classes_merge": message(
        "Classes that overlap are too readily taken for one: on people of known number its "
        "interval held the truth four times in five."
    ),
    "dependence_unseen": message(
        "Two lists cannot show whether they depend on each other: if they favour the same people, "
        "there are more."
    ),
}
DOUBTS = {
    "lists_share": message(
        "The lists {lists} favour the same people: taken as independent they give too few."
    ),
    "lists_avoid": message(
        "The lists {lists} avoid each other’s people: taken as independent they give too many, and "
        "the lower bound is none."
    ),
    "people_differ": message(
        "People differ in how readily they are recorded on every list: nearly every method gives "
        "too few. Part them (by period, place, sex) where you can."
    ),
}
LISTS = {
    "reports": message("reports of the missing: {entries}"),
    "bodies": message("bodies: {entries}"),
    "register": message("register {title}: {entries}"),
}
LEFT_OUT = {
    "reports": message("{n} left out: nobody is typed who could show that they are a body"),
    "bodies": message("{n} left out: no profile, or not compared yet"),
    "register": message("{n} lines left out: a surname alone, or the number of no known grave"),
}
_ALL = message("all")
#: A contradiction between a total and those found is told from this share of the draws on.
IMPOSSIBLE_FROM = 0.05
_SENSITIVE = {
    "cells": message("All decomposable models, weight of a cell {detail}"),
    "differ": message("People differ ({detail})"),
    "profile": message("The model {detail}, interval by the profile of the likelihood"),
    "pair": message("The lists {detail} alone, as if independent"),
    "alike": message("Chao’s bound, as if all lists were of one length"),
}


def totals(words: Words, language: str, found: SideBySide) -> list[str]:
    """Disagreement and doubts first, then every method with its number or why it has none."""
    said = []
    if found.disagree and found.envelope is not None:
        low, high = outwards(language, found.envelope)
        said.append(words("METHODS DISAGREE: their estimates go from {low} to {high}. "
                          "No single number may be told.", low=low, high=high))  # fmt: skip
    said += [doubted(words, one) for one in found.doubts]
    if not found.answers:
        said.append(words("These data cannot answer how many there are altogether."))
    for told in found.told:
        said += ["", *method(words, language, told)]
    return said


def doubted(words: Words, doubt: Doubt) -> str:
    """A doubt as a sentence."""
    return words(DOUBTS[doubt.code], lists=" – ".join(doubt.lists) or words(_ALL))


def taken_for_granted(words: Words) -> str:
    """What no method can see."""
    return words(
        "All of this takes nobody as counted twice, everybody as able to come on the lists, and "
        "people not recorded anywhere as like those recorded. What is not doubted above is not "
        "thereby true: small differences between people do not show in the overlaps."
    )


def method(words: Words, language: str, told: Told) -> list[str]:
    """One method: its name, its number, what a reader must know."""
    name = words(METHODS[told.method])
    if told.model:
        name = f"{name} {told.model}"
    if told.estimate is None:
        return [f"{name}:", "  " + words("no answer: {why}.", why=words(REFUSALS[told.refused]))]
    value = about(words, language, told.estimate, told.interval)
    return [f"{name}:", f"  {value}", *("  " + words(REMARKS[one]) for one in told.remarks)]


def about(
    words: Words, language: str, estimate: float, interval: tuple[float, float | None] | None
) -> str:
    """A number with its interval, where it has one."""
    said = whole(language, int(estimate))
    if interval is None:
        return words("about {estimate}", estimate=said)
    if interval == (estimate, estimate):
        return said
    if interval[1] is None:
        low = whole(language, math.floor(interval[0]))
        return words("about {estimate}, from {low} upwards (95%)", estimate=said, low=low)
    low, high = outwards(language, (interval[0], interval[1]))
    return words("about {estimate}, from {low} to {high} (95%)", estimate=said, low=low, high=high)


def outwards(language: str, ends: tuple[float, float]) -> tuple[str, str]:
    """The ends of an interval in whole people: never closer together than they are."""
    low, high = ends
    return whole(language, math.floor(low)), whole(language, math.ceil(high))


def sensitive(words: Words, language: str, found: Iterable[Assumed]) -> list[str]:
    """How far the answer moves."""
    said = ["", words("If something else is assumed (none of this can be told from the lists):")]
    for one in found:
        name = words(_SENSITIVE[one.kind], detail=one.detail)
        value = (
            words("no answer")
            if one.estimate is None
            else about(words, language, one.estimate, one.interval)
        )
        said.append(f"  {name}: {value}")
    return said


def not_found(words: Words, language: str, name: str, left: NotYetFound) -> str:
    """How many are not found yet by one method, or that its total contradicts what was found."""
    if left.impossible > IMPOSSIBLE_FROM:
        value = words("no answer: this total and the people already found contradict each other")
    else:
        ends = (float(left.quantile(0.025)), float(left.quantile(0.975)))
        value = about(words, language, left.quantile(0.5), ends)
    return f"  {words(METHODS[name])}: {value}"


def expansion(words: Words, language: str, found: Expansion) -> list[str]:
    """From opened graves to all known."""
    said = [
        words("{exhumed} people exhumed from {opened} of {known} known graves.",
              exhumed=whole(language, found.exhumed), opened=whole(language, found.opened),
              known=whole(language, found.known)),
        words("At least {lower} people, if no unopened grave is empty.",
              lower=whole(language, found.hard_lower)),
    ]  # fmt: skip
    if found.total is None or found.interval is None:
        said.append(words("More cannot be said: the opened graves are no random sample of the "
                          "known, there is one alone, or each held equally many."))  # fmt: skip
    else:
        low, high = outwards(language, found.interval)
        said.append(words("About {total} people in all known graves, from {low} to {high} (95%).",
                          total=whole(language, int(found.total)), low=low, high=high))  # fmt: skip
    if found.skewed:
        said.append(words("A few graves hold many of the people: the interval is too short until "
                          "more graves are opened."))  # fmt: skip
    return said


def more_may_exist(words: Words) -> str:
    """What travels with every total of graves (I28)."""
    return words("Graves that are not known are not in these figures: more may exist.")


def totals_tree(found: SideBySide) -> dict[str, Any]:
    """What every method says, for machines."""
    return {
        "observed": found.observed,
        "linkages": found.tables,
        "methods_disagree": found.disagree,
        "answers": found.answers,
        "doubts": [{"doubt": d.code, "lists": list(d.lists), "p": d.p} for d in found.doubts],
        "methods": [
            {
                "method": told.method,
                "estimate": told.estimate,
                "interval95": None if told.interval is None else list(told.interval),
                "model": told.model or None,
                "refused": told.refused or None,
                "remarks": list(told.remarks),
            }
            for told in found.told
        ],
    }


def assumed_tree(found: Sequence[Assumed]) -> list[dict[str, Any]]:
    """The same of what is assumed otherwise."""
    return [
        {
            "assumed": one.kind,
            "detail": one.detail or None,
            "estimate": one.estimate,
            "interval95": None if one.interval is None else list(one.interval),
        }
        for one in found
    ]


def not_found_tree(left: NotYetFound) -> dict[str, Any]:
    """Quantiles of who is not found yet; none where total and findings contradict each other."""
    stands = left.impossible <= IMPOSSIBLE_FROM
    return {
        "estimate": left.quantile(0.5) if stands else None,
        "interval95": [left.quantile(0.025), left.quantile(0.975)] if stands else None,
        "contradicted": left.impossible,
    }


def expansion_tree(found: Expansion) -> dict[str, Any]:
    """The same of graves."""
    return {
        "exhumed": found.exhumed,
        "opened": found.opened,
        "known": found.known,
        "hard_lower": found.hard_lower,
        "total": found.total,
        "standard_error": found.standard_error,
        "interval95": None if found.interval is None else list(found.interval),
        "skewed": found.skewed,
    }


def list_of(words: Words, one: ListOf) -> str:
    """A list, how many stand on it, and who was left out of it."""
    line = words(LISTS[one.code], title=one.title, entries=whole(words.language, one.entries))
    if not one.left_out:
        return line
    return f"{line} ({words(LEFT_OUT[one.code], n=whole(words.language, one.left_out))})"


def reported(words: Words, told: Reported) -> list[str]:
    """Of the people reported: named, among the bodies, not found yet."""
    left, language = told.left, words.language
    ends = (float(left.quantile(0.025)), float(left.quantile(0.975)))
    return [
        words(
            "Of the {reported} reported who could be compared, {named} are named and about {among} "
            "more are among the bodies without a name.",
            reported=whole(language, told.reported), named=whole(language, told.named),
            among=whole(language, int(sorted(told.among.tolist())[len(told.among) // 2])),
        ),
        words("Not found yet, of these: {left}.",
              left=about(words, language, left.quantile(0.5), ends)),
    ]  # fmt: skip
