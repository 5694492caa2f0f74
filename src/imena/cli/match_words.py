"""The answer of an identification as lines a person can read in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imena.language import Words, message
from imena.language.numbers import percent, rounded_up, stated_percent, times, verbal

if TYPE_CHECKING:
    from imena.matching.answer import Answer, OpenBetween
    from imena.matching.case import Case
    from imena.matching.identification import Check, Identification


#: The steps of an identification, as it calls them.
STEPS = {
    "pairwise": message("every body compared with every missing person"),
    "placements": message("families with several missing placed together"),
    "joint": message("everybody decided together"),
    "checks": message("quality control"),
}
#: After it nothing is left to count.
LAST_STEP = "checks"


def answer_in_words(
    words: Words, case: Case, identification: Identification, answer: Answer
) -> Iterator[str]:
    """The answer, kind by kind; then what the checks ask to look at; then how it was reached."""
    yield _size(words, case)
    yield from _bodies(words, case, identification, answer)
    yield from _people(words, case, answer)
    warnings = [check for check in identification.checks if check.level == "warning"]
    if warnings:
        yield ""
        yield words("To be looked at first")
        for check in warnings:
            yield f"  {_warning(words, check)}"
    yield ""
    yield from _method(words, identification, answer)


def _size(words: Words, case: Case) -> str:
    parts = (
        words.count("{n} body", "{n} bodies", len(case.bodies)),
        words.count("{n} missing person", "{n} missing people", len(case.missing)),
        words.count("{n} family", "{n} families", len(case.families)),
        words.count("{n} marker", "{n} markers", len(case.markers)),
    )
    return f"{case.name}: {', '.join(parts)}"


def _bodies(
    words: Words, case: Case, identification: Identification, answer: Answer
) -> Iterator[str]:
    lr = {(pair.victim, pair.missing): pair.log10_lr for pair in identification.pairs}
    threshold = stated_percent(words.language, answer.threshold)
    if answer.reached:
        yield ""
        yield words("Reached the threshold of {threshold}", threshold=threshold)
    for found in answer.reached:
        dna = lr.get((found.body, found.missing))
        strength = "" if dna is None else f" · {words('DNA')}: {_strength(words, dna)}"
        name, sure = person(case, found.missing), percent(words.language, found.posterior)
        yield f"  {found.body:<14} {name}, {sure}{strength}"
    if answer.open_between:
        yield ""
        yield words("Open between")
    for undecided in answer.open_between:
        yield f"  {undecided.body:<14} {_open(words, case, undecided)}"
    if answer.nobody:
        yield ""
        yield words("Nobody on the list")
    for nobody in answer.nobody:
        yield f"  {nobody.body:<14} {percent(words.language, nobody.posterior)}"
    if answer.excluded:
        yield ""
        yield words("Excluded from everybody on the list")
    for excluded in answer.excluded:
        yield f"  {excluded.body}"
    if answer.not_compared:
        yield ""
        yield words("Could not be compared")
    for poor in answer.not_compared:
        said = words.count("{n} marker read", "{n} markers read", poor.markers)
        if poor.reason == "nobody_to_compare":
            said = words("no missing person of a sex that fits")
        yield f"  {poor.body:<14} {said}"


def _strength(words: Words, log10_lr: float) -> str:
    verb = verbal(words.language, log10_lr)
    return f"{times(words.language, log10_lr)}, {verb}" if log10_lr > float("-inf") else verb


def _open(words: Words, case: Case, undecided: OpenBetween) -> str:
    lead = ""
    if undecided.family_doubtful:
        lead = words("a relative does not fit the recorded place; to be settled first. ")
    elif undecided.symmetric is not None:
        names = ", ".join(person(case, m) for m in undecided.symmetric.missing)
        sure = percent(words.language, undecided.symmetric.posterior)
        lead = words("one of {names}: {sure}; which one is open. ", names=names, sure=sure)
    elif undecided.among:
        names = ", ".join(person(case, m) for m in undecided.among)
        sure = percent(words.language, undecided.among_posterior)
        lead = words("one of {names}: {sure}; which one is open. ", names=names, sure=sure)
    parts = [
        f"{person(case, c.missing)} {percent(words.language, c.posterior)}"
        for c in undecided.candidates
    ]
    parts.append(words("nobody on the list {sure}", sure=percent(words.language, undecided.nobody)))
    return lead + "; ".join(parts)


def _people(words: Words, case: Case, answer: Answer) -> Iterator[str]:
    if not answer.unmatched:
        return
    reasons = {
        "not_among": words("not among the bodies compared"),
        "undecided": words("samples too weak to say"),
        "no_samples": words("no relative has given a sample"),
        "family_impossible": words("the family’s own profiles contradict its tree"),
        "family_doubtful": words("a relative does not fit the recorded place; to be settled first"),
    }
    yield ""
    yield words("Missing people without a match")
    for unmatched in answer.unmatched:
        said = reasons[unmatched.reason]
        if unmatched.reason == "not_among":
            said = f"{said}, {percent(words.language, unmatched.not_recovered)}"
        yield f"  {person(case, unmatched.missing)}: {said}"


def person(case: Case, missing: str) -> str:
    """The name on file and the id, or the id alone."""
    name = case.family_of[missing].details.get(missing, {}).get("name")
    return f"{name} ({missing})" if name else missing


def _warning(words: Words, check: Check) -> str:
    if check.kind == "family_impossible":
        return words(
            "Family {family}: its own profiles are impossible as its tree is drawn ({markers}). "
            "Its missing were not compared.",
            family=check.subjects[0],
            markers=", ".join(check.markers),
        )
    if check.kind == "family_relation" and check.log10_lr is not None:
        return words(
            "Family {family}: {member} does not fit the recorded place ({strength}).",
            family=check.subjects[0],
            member=check.subjects[1],
            strength=_strength(words, check.log10_lr),
        )
    if check.kind == "same_person":
        return words(
            "{first} and {second} look like one person sampled twice.",
            first=check.subjects[0],
            second=check.subjects[1],
        )
    return f"{check.kind}: {', '.join(check.subjects)}"


def _method(words: Words, identification: Identification, answer: Answer) -> Iterator[str]:
    joint = identification.joint
    how = words("summed exactly") if joint.method == "exact" else words("partly sampled")
    yield words("Prior {prior}; {how}.", prior=joint.prior, how=how)
    if joint.dropped_mass:
        yield words(
            "Stories left out weigh at most {mass} together.",
            mass=rounded_up(words.language, joint.dropped_mass),
        )
    if answer.reached:
        yield words(
            "Percentages are cut, not rounded. Wrong names expected among those that reached the "
            "threshold: {number}.",
            number=rounded_up(words.language, answer.expected_false),
        )
    yield words("Computed, not decided: a name is given by people who sign for it.")
