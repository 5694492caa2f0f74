"""What was found in claims, as sentences that an officer can send."""

from __future__ import annotations

from collections.abc import Mapping

from imena.claims.bounds import MANY_TIMES, POLICY, Bound, Interval
from imena.claims.findings import Finding
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
_PARTS: Mapping[str, str] = {
    "children": message("children"),
    "women": message("women"),
    "men": message("men"),
    "servicemen": message("servicemen"),
    "civilians": message("civilians"),
    "undetermined": message("not determined"),
    "violent_death": message("with signs of a violent death"),
}
_FINDINGS: Mapping[str, str] = {
    "word_dropped": message(
        "{relay}: the word beside the number was dropped; {claim} did not say an exact number."
    ),
    "word_changed": message("{relay}: the word beside the number is not the one of {claim}."),
    "value_changed": message("{relay}: the number is {second}; {claim} said {first}."),
    "unit_changed": message("{relay} counts something else than {claim}: units were exchanged."),
    "exclusion_dropped": message(
        "{relay} does not say what {claim} left out: the number now seems to be of everything."
    ),
    "does_not_sum": message("{claim}: the lines make {first}, the total is {second}."),
    "competing_lines": message(
        "{claim} and {relay} divide the same total of {first} differently. Both are kept: neither "
        "sum is wrong."
    ),
    "contradiction": message(
        "{claim} ({first}) and {relay} ({second}) cannot both be true: the same is counted, in the "
        "same scope, of the same time. They are listed, not averaged."
    ),
    "one_source": message("{outlets} quote one speaker: they are one source, not several."),
    "unidentified": message(
        "{claim} says “unidentified” and not in which sense: without a final decision, with a "
        "presumed name and nothing to compare, or with no idea who it is."
    ),
}
_SEEMS: Mapping[str, str] = {
    "overlap": message(
        "{claim} ({first}) and {relay} ({second}) seem to conflict and do not: both words allow "
        "the same numbers."
    ),
    "unit": message(
        "{claim} ({first}) and {relay} ({second}) seem to conflict and do not: they count "
        "different things."
    ),
    "scope": message(
        "{claim} ({first}) and {relay} ({second}) seem to conflict and need not: they are about "
        "different places, periods or people, or do not say which."
    ),
    "exclusions": message(
        "{claim} ({first}) and {relay} ({second}) cannot be compared: they leave out different "
        "things."
    ),
    "date": message(
        "{claim} ({first}) and {relay} ({second}) are of different days, and one does not say "
        "which: they need not conflict."
    ),
}


def sentence(words: Words, finding: Finding) -> str:
    """One finding in one sentence."""
    first, second = ([*finding.claims, ""])[:2]
    numbers = [whole(words.language, one) for one in finding.numbers]
    low, high = ([*numbers, "", ""])[:2]
    template = (
        _SEEMS[finding.why] if finding.kind == "seems_to_conflict" else _FINDINGS[finding.kind]
    )
    return words(
        template,
        claim=first,
        relay=second,
        first=low or words("no number"),
        second=high or words("no number"),
        outlets=", ".join(finding.claims),
    )


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
            words("  of them {part}: {n}", part=words(_PARTS[part]), n=whole(language, count))
        )
    for part in reading.shares:
        lines.append(words("  most or few of them: {part}", part=words(_PARTS[part])))
    for left_out in reading.excludes:
        lines.append(words("  leaves out: {what}", what=words(EXCLUSIONS[left_out])))
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
        return words("nothing")
    low = whole(words.language, found.lower)
    if found.upper is None:
        return words("from {low}, no upper limit", low=low)
    if found.upper == found.lower:
        return low
    return words("from {low} to {high}", low=low, high=whole(words.language, found.upper))
