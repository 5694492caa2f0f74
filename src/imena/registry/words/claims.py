"""What a number in a text says, part by part, as it is proposed to a person."""

from __future__ import annotations

from collections.abc import Mapping

from imena.claims.bounds import MANY_TIMES, POLICY, Bound, Interval
from imena.claims.phrase import Reading
from imena.language import Words, message
from imena.language.numbers import whole
from imena.registry.vocabulary import said

#: What a text says is not in its number.
EXCLUSIONS: Mapping[str, str] = {
    "not_yet_exhumed": message("those not yet exhumed"),
    "mass_burials": message("mass burials"),
    "servicemen": message("servicemen"),
}
PARTS: Mapping[str, str] = {
    "children": message("children"),
    "women": message("women"),
    "men": message("men"),
    "servicemen": message("servicemen"),
    "civilians": message("civilians"),
    "undetermined": message("not determined"),
    "violent_death": message("with signs of a violent death"),
}


def proposal(words: Words, reading: Reading) -> list[str]:
    """What is proposed for one number of a text, line by line."""
    language = words.language
    low, high = reading.at
    lines = [words("“{number}”", number=reading.quote[low:high].strip())]
    lines.append(words("  word: {word}", word=said("figure_bound", reading.bound.value, language)))
    unit = said("figure_unit", reading.unit, language) if reading.unit else words("not said")
    lines.append(words("  what is counted: {unit}", unit=unit))
    lines.append(words("  by the word alone: {interval}", interval=interval(words, reading.hard)))
    lines.append(
        words("  by policy {policy}: {interval}", policy=POLICY,
              interval=interval(words, reading.soft))
    )  # fmt: skip
    if reading.bound is Bound.MANY_TIMES_MORE:
        lines.append(
            words("  at least {n} times what is said of {than}, which needs its own number and "
                  "scope", n=MANY_TIMES, than=reading.than or words("not said"))
        )  # fmt: skip
    for part, count in reading.parts.items():
        lines.append(
            words("  of them {part}: {n}", part=words(PARTS[part]), n=whole(language, count))
        )
    for part in reading.shares:
        lines.append(words("  most or few of them: {part}", part=words(PARTS[part])))
    for left_out in reading.excludes:
        what = words(EXCLUSIONS[left_out]) if left_out in EXCLUSIONS else left_out
        lines.append(words("  leaves out: {what}", what=what))
    if reading.implied_total is not None:
        lines.append(
            words("  so of everything: {interval}",
                  interval=interval(words, reading.implied_total))
        )  # fmt: skip
    if reading.unidentified:
        lines.append(words("  “unidentified”: ask in which sense"))
    return lines


def interval(words: Words, found: Interval | None) -> str:
    """An interval in words; never a number alone where none was said."""
    if found is None:
        return words("any number")
    low = whole(words.language, found.lower)
    if found.upper is None:
        return words("from {low}, no upper limit", low=low)
    if found.upper == found.lower:
        return low
    return words("from {low} to {high}", low=low, high=whole(words.language, found.upper))
