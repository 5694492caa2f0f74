"""What the demonstration says of its case file: how many of each unit, and where to look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from imena.language import Words, message
from imena.language.numbers import whole

if TYPE_CHECKING:
    from imena.cli.demo_case_file import Kept

#: Each unit with its own line: graves, bodies and people are never added together.
UNITS = {
    "graves": message("graves"),
    "bodies": message("bodies"),
    "individuals": message("individuals: remains believed to be one person’s"),
    "missing": message("people reported missing"),
    "relatives": message("relatives"),
    "decisions": message("decisions about a name, signed by two"),
    "releases": message("releases to families"),
    "burials": message("burials"),
}

_TRUTHS = {
    "two_in_one_grave": message("two bodies in one grave"),
    "empty_grave": message("a grave that is empty"),
    "number_without_remains": message("a number with no remains behind it"),
    "second_number": message("a second number of one body, retired"),
    "wrong_marker": message("a grave whose marker names another person"),
    "named_as_a_set": message("two brothers burned together, named as a set without DNA"),
    "wrong_name": message("an early wrong name, reversed after the burial"),
    "right_name_after_all": message("the right name for the same remains"),
    "named_alive": message("a decision about a man who turned out to be alive"),
    "alive": message("that man"),
    "late_transfer": message("a late transfer, explained later"),
    "wrong_tag": message("a wrong tag, found and replaced"),
    "exclusion_standing": message("an exclusion that stands"),
    "asks_each_time": message("a family that asks to be told of each later find"),
    "later_find": message("the later find"),
    "interim_burial": message("somebody buried without a name for the time being"),
    "reported_twice": message("a person reported twice"),
    "declared_dead_still_sought": message("declared dead by a court, still looked for"),
    "lost_and_found": message("remains lost for a day"),
    "unannounced_arrival": message("an arrival that nobody had announced"),
    "returned_and_released_again": message("remains brought back by the family"),
    "kinship_contradicted": message("a kinship that DNA does not bear out"),
    "corrected_figure": message("a figure of ours that counted the wrong name, corrected"),
    "figure_to_approve": message("a figure of ours that nobody has approved yet"),
}


def case_file_in_words(words: Words, kept: Kept, folder: Path) -> Iterator[str]:
    """What was played, what to look for in it, and how."""
    language = words.language
    yield words("An invented operation, half a year of it, in a case file:")
    for unit, said in UNITS.items():
        yield f"{whole(language, kept.played.counted[unit]):>7}  {words(said)}"
    events = whole(language, kept.events)
    if kept.faults:
        yield words("  Its ledger holds {n} events, and DOES NOT agree with itself.", n=events)
    else:
        yield words(
            "  Its ledger holds {n} events; going through it found nothing altered.", n=events
        )
    yield words("What went otherwise is found by its number:")
    for truth, said in _TRUTHS.items():
        if truth in kept.played.truths:
            yield f"  {kept.played.truths[truth]:<14} {words(said)}"
    yield words(
        "It is kept in {folder}. Everybody there signs in with the password {password}; an "
        "auditor, for one:",
        folder=folder,
        password=kept.played.password,
    )
    yield f"  IMENA_HOME={folder} ./run imena audit --as zvir"

    yield words("The analyst compares everybody again, and sees who may be whom:")
    analyst = f"--as zbih --purpose {words('practice')}"
    yield (
        f"  IMENA_HOME={folder} ./run imena reconcile --markers {folder.parent / 'markers.json'} "
        f"{analyst}"
    )
    yield f"  IMENA_HOME={folder} ./run imena hypotheses {analyst}"


def sign_ins_in_words(words: Words, kept: Kept) -> Iterator[str]:
    """With which user name each role sees the pages."""
    from imena.registry.vocabulary import said, vocabulary

    yield words("On the pages each role sees its own; sign in as:")
    for term in vocabulary("role").terms:
        if term.code in kept.users:
            yield f"  {kept.users[term.code]:<12} {said('role', term.code, words.language)}"
    yield words("with the password {password}.", password=kept.played.password)
