"""What the demonstration says: the site, the outcome against the truth, calibration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from imena.language import Words
from imena.language.numbers import decimal, rounded_up, stated_percent, whole

if TYPE_CHECKING:
    from imena.invented.calibration import Bin
    from imena.invented.plan import SitePlan
    from imena.invented.truth import Outcome, Planted
    from imena.matching.case import Case

_WIDTH = 7


def site_in_words(words: Words, plan: SitePlan, case: Case) -> Iterator[str]:
    """What the invented site consists of; each unit is counted by itself."""
    profiles = len(case.bodies)
    typed = sum(len(family.samples) for family in case.families)
    yield words("An invented site: every person and every allele frequency is made up.")
    yield words("  single graves: {n}, and one pit", n=plan.graves)
    yield words("  bodies: {n}", n=plan.bodies)
    yield words("    of people nobody reported: {n}", n=plan.unlisted)
    yield words("    with a partial profile: {n}", n=plan.partial)
    yield words("    whose profile all but failed: {n}", n=plan.failed)
    yield words("  profiles of bodies: {n} (a body sampled twice has two)", n=profiles)
    yield words(
        "  missing people: {n}, in families: {families}", n=plan.missing, families=plan.families
    )
    yield words("    not among these bodies: {n}", n=plan.absent)
    yield words("  relatives who gave a sample: {n}", n=whole(words.language, typed))
    yield words("  markers: {n}", n=len(case.markers))


def outcome_in_words(words: Words, outcome: Outcome, expected_false: float) -> Iterator[str]:
    """How the answer compares with the truth, every profile counted once."""
    threshold = stated_percent(words.language, outcome.threshold)
    yield words(
        "Against the truth, profile by profile (threshold {threshold}):", threshold=threshold
    )
    counted = (
        (outcome.right, words("right: the name reached the threshold and is the true one")),
        (outcome.wrong, words("WRONG: a name reached the threshold and is not the true one")),
        (
            outcome.set_right,
            words("a set of people reached it (“one of these brothers”), the true one in it"),
        ),
        (outcome.set_wrong, words("WRONG: such a set, and the true one is not in it")),
        (outcome.open, words("open: no name reached it, the true one is still in question")),
        (outcome.missed, words("missed: the true name fell below 1 in 100")),
        (outcome.not_compared, words("not compared: the profile is too poor")),
        (outcome.nobody_right, words("nobody reported this person, and the answer says so")),
        (outcome.nobody_open, words("nobody reported this person, and the answer leaves it open")),
    )
    for bodies, said in counted:
        yield f"{len(bodies):>{_WIDTH}}  {said}"
    yield words(
        "  Wrong names to expect at the threshold, by the posteriors themselves: {n}",
        n=rounded_up(words.language, expected_false),
    )
    for wrong in outcome.wrong:
        yield f"    {wrong.body} → {wrong.named} ({wrong.true})"
    yield words(
        "  Missing people who are not here: {n}; the answer says so of {right}, leaves open {open}",
        n=len(outcome.absent_right) + len(outcome.absent_open),
        right=len(outcome.absent_right),
        open=len(outcome.absent_open),
    )
    yield words(
        "  Said not to be among the bodies compared: {unseen} who lie among those too poor to be "
        "compared, {wrong} who lie among the compared",
        unseen=len(outcome.absent_unseen),
        wrong=len(outcome.absent_wrong),
    )


def planted_in_words(words: Words, planted: Planted) -> Iterator[str]:
    """What quality control was to find, and what it found."""
    yield words("Planted for quality control, found of how many:")
    for (found, of), said in (
        (planted.sampled_twice, words("one body sampled twice")),
        (planted.misrecorded, words("a relative who is not what the record says")),
        (planted.related_unlisted, words("brothers among the people nobody reported")),
    ):
        counted = words("{found} of {of}", found=found, of=of)
        yield f"{counted:>{_WIDTH + 2}}  {said}"


def calibration_in_words(words: Words, bins: Sequence[Bin]) -> Iterator[str]:
    """Of the names said with a probability, how many should be true and how many are."""
    language = words.language
    yield words("Do the probabilities mean what they say? Names, by the probability stated:")
    headings = (words("stated"), words("names"), words("to be true"), words("true"))
    yield "  {:>17} {:>8} {:>12} {:>12}".format(*headings)
    for b in bins:
        stated = f"{decimal(language, b.lower)} – {decimal(language, b.upper)}"
        expected = decimal(language, round(b.stated * b.count, 1), 4)
        yield f"  {stated:>17} {whole(language, b.count):>8} {expected:>12} {b.true:>12}"
