"""The answer of one body or one missing person as a sentence: it says what is known, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from imena.kinship.pedigree import Sex
from imena.language import message, numbers
from imena.matching.answer import Excluded, NobodyOnList, NotCompared, OpenBetween, Reached
from imena.matching.identification import SymmetricSet
from imena.reports.markup import Html, element, filled, joined
from imena.reports.subject import Subject, siblings

Verdict = Reached | OpenBetween | NobodyOnList | NotCompared | Excluded

_ONE_OF = {
    2: message("one of the two"),
    3: message("one of the three"),
    4: message("one of the four"),
    5: message("one of the five"),
}
_ONE_OF_BROTHERS = {
    2: message("one of the two brothers"),
    3: message("one of the three brothers"),
    4: message("one of the four brothers"),
    5: message("one of the five brothers"),
}
_ONE_OF_SISTERS = {
    2: message("one of the two sisters"),
    3: message("one of the three sisters"),
    4: message("one of the four sisters"),
    5: message("one of the five sisters"),
}


def saying(subject: Subject, verdict: Verdict) -> Html:
    """What is said of one body, beginning in lower case."""
    if isinstance(verdict, Reached):
        return _reached(subject, verdict)
    if isinstance(verdict, OpenBetween):
        return _open(subject, verdict)
    if isinstance(verdict, NobodyOnList):
        compared = subject.compared(verdict.body)
        sentence = subject.words.count(
            "none of the {n} person compared, {percent}; look further",
            "none of the {n} people compared, {percent}; look further",
            compared,
            percent="{percent}",
        )
        return filled(sentence, percent=subject.percent(verdict.posterior))
    if isinstance(verdict, Excluded):
        return _excluded(subject, verdict)
    return _not_compared(subject, verdict)


def _reached(subject: Subject, verdict: Reached) -> Html:
    return joined(subject.person(verdict.missing), ", ", subject.percent(verdict.posterior))


def _excluded(subject: Subject, verdict: Excluded) -> Html:
    return joined(
        subject.words.count(
            "the only person compared is excluded under the stated model; look further",
            "all {n} people compared are excluded under the stated model; look further",
            verdict.comparisons,
        )
    )


def _not_compared(subject: Subject, verdict: NotCompared) -> Html:
    if verdict.reason == "nobody_to_compare":
        return joined(subject.words("no missing person on the list has a sex and a place that fit"))
    if verdict.markers == 0:
        return joined(subject.words("no marker was read; nobody excluded and nobody confirmed"))
    return joined(
        subject.words.count(
            "only {n} marker; nobody excluded and nobody confirmed",
            "only {n} markers; nobody excluded and nobody confirmed",
            verdict.markers,
        )
    )


def _open(subject: Subject, verdict: OpenBetween) -> Html:
    parts: list[Html] = []
    if verdict.among and not (verdict.symmetric and len(verdict.symmetric.victims) > 1):
        over = subject.percent(verdict.among_posterior)
        parts.append(joined(one_of(subject, verdict.among), ", ", over, "; "))
    options = [
        joined(subject.person(c.missing), " ", subject.percent(c.posterior))
        for c in verdict.candidates
    ]
    nobody = subject.percent(verdict.nobody)
    if not verdict.candidates:
        options.append(joined(subject.words("nobody on the list stands out")))
    if verdict.nobody > 1 - subject.answer.threshold or not verdict.candidates:
        options.append(filled(subject.words("nobody on the list {percent}"), percent=nobody))
    if verdict.family_doubtful:
        doubt = subject.words("a relative does not fit the recorded place; to be settled first")
        parts.append(joined(doubt, ": "))
    return joined(*parts, joined(*options, between=", "))


def one_of(subject: Subject, people: Sequence[str]) -> Html:
    """ "one of the two brothers" and the like, as far as the pedigree lets it be said."""
    family = subject.case.family_of[people[0]]
    sexes = {family.pedigree[p].sex for p in people}
    table = _ONE_OF
    if siblings(family, people):
        if sexes == {Sex.MALE}:
            table = _ONE_OF_BROTHERS
        elif sexes == {Sex.FEMALE}:
            table = _ONE_OF_SISTERS
    said = table.get(len(people))
    if said is None:
        n = len(people)
        return joined(subject.words.count("one of {n} person", "one of {n} people", n))
    if table is _ONE_OF:
        return filled(
            subject.words("{one} missing from family {family}"),
            one=subject.words(said),
            family=family.id,
        )
    return joined(subject.words(said))


def symmetric_saying(subject: Subject, found: SymmetricSet) -> Html:
    """Of several bodies and people the data cannot tell apart: the set, then what stays open."""
    words = subject.words
    if len(found.victims) > len(found.missing):
        said = words("{people}: among these bodies, {percent}; which of them stays open")
    elif len(found.victims) < len(found.missing):
        said = words("these bodies are among {people}, {percent}; which is which stays open")
    else:
        said = words("these bodies are {people}, {percent}; which is which stays open")
    return filled(
        said,
        people=subject.people(found.missing),
        percent=subject.percent(found.posterior),
    )


def headline(subject: Subject, verdict: Verdict) -> Html:
    """The sentence a body's section opens with."""
    words = subject.words
    if isinstance(verdict, Reached):
        said = words("Reached the threshold of {threshold}: {answer}. A name is not given yet.")
        return filled(said, threshold=subject.threshold, answer=saying(subject, verdict))
    if isinstance(verdict, OpenBetween):
        return _open_headline(subject, verdict)
    if isinstance(verdict, NobodyOnList):
        return filled(words("Nobody on the list: {answer}."), answer=saying(subject, verdict))
    if isinstance(verdict, Excluded):
        return filled(words("Excluded: {answer}."), answer=saying(subject, verdict))
    return filled(words("Could not be compared: {answer}."), answer=saying(subject, verdict))


def _open_headline(subject: Subject, verdict: OpenBetween) -> Html:
    words = subject.words
    each = _open(subject, replace(verdict, among=(), among_posterior=0.0, symmetric=None))
    if verdict.symmetric is not None and len(verdict.symmetric.victims) > 1:
        others = [subject.body_link(b) for b in verdict.symmetric.victims if b != verdict.body]
        among = verdict.symmetric
        if len(among.victims) > len(among.missing):
            said = words("{people}: this body or {bodies}, {percent}. Which one is open: {each}.")
        elif len(among.victims) < len(among.missing):
            said = words(
                "Together with {bodies}, among these people: {people}, {percent}. "
                "Who is who is open: {each}."
            )
        else:
            said = words("Together with {bodies}: {people}, {percent}. Who is who is open: {each}.")
        return filled(
            said,
            bodies=joined(*others, between=", "),
            people=subject.people(verdict.symmetric.missing),
            percent=subject.percent(verdict.symmetric.posterior),
            each=each,
        )
    if verdict.among:
        return filled(
            words("This is {set}: {percent}. Which one is open: {each}."),
            set=one_of(subject, verdict.among),
            percent=subject.percent(verdict.among_posterior),
            each=each,
        )
    return filled(words("Open: {each}."), each=each)


def strength(subject: Subject, missing: str, log10_lr: float) -> Html:
    """How strongly DNA speaks of a pair: about the profiles, not about the name."""
    language, person = subject.language, subject.person(missing)
    if log10_lr == float("-inf"):
        return filled(
            subject.words(
                "Such profiles are impossible under the stated model if this is {person}."
            ),
            person=person,
        )
    verdict = element("span", numbers.verbal(language, log10_lr).capitalize(), ".", class_="quiet")
    if numbers.times(language, log10_lr) == numbers.times(language, 0.0):
        said = subject.words("Such profiles are as likely if this is {person} as if it is not.")
        return joined(filled(said, person=person), " ", verdict)
    said = (
        subject.words(
            "Such profiles are {times} more likely if this is {person} than if this is a stranger."
        )
        if log10_lr > 0
        else subject.words(
            "Such profiles are {times} more likely if this is a stranger than if this is {person}."
        )
    )
    times = element("b", numbers.times(language, abs(log10_lr)))
    return joined(filled(said, times=times, person=person), " ", verdict)
