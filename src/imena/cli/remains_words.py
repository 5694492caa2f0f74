"""Suggested associations and counts of people, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from imena.language import Words, message
from imena.language.numbers import log10_of, percent
from imena.registry.vocabulary import vocabulary

if TYPE_CHECKING:
    from imena.registry.queries.counting import Counted, Paired
    from imena.registry.queries.reassociation import Suggested as Suggestion
    from imena.registry.services.association_suggestions import Suggested

#: What speaks for remains being one person's.
KINDS: Mapping[str, str] = {
    "lengths": message("lengths"),
    "dna": message("DNA"),
    "articulation": message("held together"),
}
#: Why a unit is not weighed.
WHY: Mapping[str, str] = {
    "several_people": message("may be several people’s: divide it first"),
}


def outcome(words: Words, done: Suggested) -> Iterator[str]:
    """What weighing a place brought."""
    yield words.count("{n} unit or individual weighed.", "{n} weighed.", done.weighed)
    for one in done.left_out:
        yield words("  left out: {number}, {why}", number=one.number, why=words(WHY[one.why]))
    if not done.settled:
        yield words("No answer: the sampler did not settle. Weigh a grave, or another --seed.")
        return
    yield words.count("{n} new suggestion.", "{n} new suggestions.", done.new)
    if done.again:
        yield words.count(
            "{n} suggested again: more is known.", "{n} suggested again: more is known.", done.again
        )
    if done.lapsed:
        yield words.count("{n} no longer holds.", "{n} no longer hold.", done.lapsed)
    yield words("Nothing is put together: an examiner decides.")


def suggestions_said(words: Words, found: Sequence[Suggestion]) -> Iterator[str]:
    """Each suggestion with how probable it is and what speaks for it."""
    if not found:
        yield words("There are no such suggestions.")
    for one in found:
        yield words(
            "{numbers}: one person’s {together}; these and no others {exactly}",
            numbers=" ".join((*one.individuals, *one.units)),
            together=percent(words.language, float(one.together)),
            exactly=percent(words.language, float(one.exactly)),
        )
        for kind, log10_lr in one.log10_lrs.items():
            if float(log10_lr):
                ratio = log10_of(words.language, float(log10_lr))
                yield f"    {ratio:>7}  {words(KINDS[kind])}"
        if one.reason:
            yield f"    {one.reason}"


def counts(words: Words, told: Counted) -> Iterator[str]:
    """Every count of a place, each with what kind of statement it is."""
    yield words.count("{n} unit of human remains.", "{n} units of human remains.", told.units)
    if not told.units:
        return
    if told.unrecorded:
        yield words.count(
            "{n} has no bones recorded: the counts of bones leave it out.",
            "{n} have no bones recorded: the counts of bones leave them out.",
            told.unrecorded,
        )
    yield words("At least {n} by one bone repeated (MNI).", n=told.repeated)
    by_age = ", ".join(
        f"{words(_AGES[age])} {n}" for age, n in sorted(told.zonal.by_age_class.items())
    )
    if by_age:
        yield words(
            "At least {n} by zones of bones ({by_age}).", n=told.zonal.minimum, by_age=by_age
        )
    else:
        yield words("At least {n} by zones of bones.", n=told.zonal.minimum)
    if told.profiles:
        yield words(
            "At least {n} by DNA profiles that differ by more than an error of reading; identical "
            "twins count as one.",
            n=told.profiles,
        )
    for paired in told.paired:
        yield from _paired(words, paired)


_AGES: Mapping[str, str] = {
    "child": message("children"),
    "adolescent": message("adolescents"),
    "adult": message("adults"),
}


def _paired(words: Words, paired: Paired) -> Iterator[str]:
    bone = vocabulary("skeletal_element")[paired.bone].said(words.language)
    counts = paired.counts
    yield words(
        "{bone}: {left} left, {right} right, {pairs} pairs; at least {grand} if no pair is missed",
        bone=bone,
        left=counts.left,
        right=counts.right,
        pairs=counts.pairs,
        grand=counts.grand_minimum,
    )
    if paired.interval is None:
        yield words("    too few pairs for an estimate")
        return
    low, high = paired.interval
    yield words(
        "    most likely {likely} (MLNI); from {low} to {high} with 95%, if no pair is missed",
        likely=counts.most_likely,
        low=low,
        high=high,
    )


def recorded(words: Words, method: str, lowest: int, highest: int | None) -> Iterator[str]:
    """The number that was recorded."""
    said = vocabulary("mni_method")[method].said(words.language)
    if highest is None:
        yield words("Recorded: at least {lowest} ({method}).", lowest=lowest, method=said)
    else:
        yield words(
            "Recorded: from {lowest} to {highest} ({method}).",
            lowest=lowest,
            highest=highest,
            method=said,
        )
