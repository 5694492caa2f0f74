"""What a decision says, needs and moves, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from imena.language import Words, message

if TYPE_CHECKING:
    from imena.registry.queries.deciding import Reading, Touches
    from imena.registry.queries.identification import Exclusion
    from imena.registry.queries.policy_lines import NeedLine, PolicyLine

_YES, _NO = "✓", "✗"
_REVIEWED = message("  review {number}: {reason}")
_REVIEWED_SO = message("  review {number}: {reason}; {outcome}")


def exclusions_in_words(words: Words, found: Sequence[Exclusion]) -> Iterator[str]:
    """What stands against a name: before anything else that is said of it (I18)."""
    if not found:
        return
    yield words("Excluded, until the exclusion is withdrawn by name")
    for one in found:
        method = term(words, "identification_method", one.method)
        yield words("  {number}: {method}", number=one.number, method=method)


def policy_in_words(words: Words, lines: Sequence[PolicyLine]) -> Iterator[str]:
    """The policy line by line: met or not, by what, and what lacks."""
    for line in lines:
        yield (
            words("{who}: the policy is met", who=line.about)
            if line.met
            else words("{who}: the policy is NOT met", who=line.about)
        )
        for number, way in enumerate(line.ways, 1):
            if line.met and not way.met:
                continue
            if len(line.ways) > 1:
                yield words("  way {n} of {all}", n=number, all=len(line.ways))
            for need in way.needs:
                yield f"    {_YES if need.met else _NO} {_asked(words, need)}"
                yield f"      {_there_is(words, need)}"
            if way.later_sampling:
                yield words("    by recognition: a sample is still to be taken afterwards")


def reading_in_words(words: Words, read: Reading) -> Iterator[str]:
    """The whole of a decision, exclusions first."""
    yield from exclusions_in_words(words, read.exclusions)
    status = term(words, "decision_status", read.status)
    yield words("{number}: {status}", number=read.number, status=status)
    for number, *units in read.says["individuals"]:
        yield words("  individual {number}: remains {units}", number=number, units=", ".join(units))
    yield words("  named as {people}", people=", ".join(read.says["persons"]))
    yield words("  policy {policy}", policy=read.says["policy"])
    if read.says["supersedes"]:
        yield words("  replaces {number}", number=read.says["supersedes"])
    yield words("  rests on")
    for ground in read.says["grounds"]:
        yield f"    {_ground(words, ground)}"
    if read.says["statement"]:
        yield words("  statement: {text}", text=read.says["statement"])
    yield words("  proposed by {name}", name=read.proposed_by)
    yield from _signatures(words, read)
    for kind in read.conflicts:
        yield words("  contradicted: {kind}", kind=term(words, "conflict_kind", kind))
    for number, reason, outcome in read.reviews:
        yield words(
            _REVIEWED_SO if outcome else _REVIEWED,
            number=number,
            reason=term(words, "review_reason", reason),
            outcome=term(words, "review_outcome", outcome) if outcome else "",
        )
    yield from policy_in_words(words, read.lines)
    if read.lacking is not None:
        yield words("It cannot stand: {why}", why=read.lacking.said(words.language))
    yield words("digest {digest}", digest=read.digest)


def touches_in_words(words: Words, found: Touches) -> Iterator[str]:
    """Everything that rests on a decision, and whose grave is whose when it falls."""
    yield words("What rests on it")
    numbered = (
        (message("  told: {number}"), [(n, "") for n in found.notifications], ""),
        (message("  release {number}: {state}"), found.releases, "release_state"),
        (message("  certificate {number}: {state}"), found.certificates, "registration_state"),
        (message("  figure {number} counts it"), [(n, "") for n in found.figures], ""),
    )
    for sentence, rows, vocabulary in numbered:
        for number, state in rows:
            said = term(words, vocabulary, state) if vocabulary else ""
            yield words(sentence, number=number, state=said)
    for grave in found.graves:
        yield words(
            "  grave {place}, {plot}: {individual} lies there",
            place=grave.place,
            plot=grave.plot,
            individual=grave.individual,
        )
        if grave.named_for:
            yield words("    named for {people}", people=", ".join(grave.named_for))
        others = ", ".join(grave.may_be) or words("nobody known")
        yield words("    who else that may be: {people}", people=others)
        if grave.still_sought:
            yield words("    sought again: {people}", people=", ".join(grave.still_sought))
    if not any((found.notifications, found.releases, found.certificates, found.graves)):
        yield words("  nothing that reached a family or a grave")


def term(words: Words, vocabulary: str, code: str) -> str:
    """The words for a term."""
    from imena.registry.vocabulary import said

    return said(vocabulary, code, words.language)


def _ground(words: Words, ground: Mapping[str, object]) -> str:
    return words(
        "{number}: {method}, {outcome}",
        number=ground["number"],
        method=term(words, "identification_method", str(ground["method"])),
        outcome=term(words, "comparison_outcome", str(ground["outcome"])),
    )


def _signatures(words: Words, read: Reading) -> Iterator[str]:
    from django.utils.timezone import localtime

    if not read.signatures:
        yield words("  not signed")
    for one in read.signatures:
        line = words(
            "  signed by {name}, {role}, {when}",
            name=one.name,
            role=term(words, "role", one.role),
            when=localtime(one.at).strftime("%Y-%m-%d %H:%M"),
        )
        yield line if one.same else line + words("; SOMETHING ELSE THAN THIS WAS SIGNED")


def _asked(words: Words, line: NeedLine) -> str:
    """What one need asks for."""
    need = line.need
    methods = [term(words, "identification_method", one) for one in sorted(need.methods)]
    outcomes = [term(words, "comparison_outcome", one) for one in sorted(need.outcomes)]
    said = words(
        "{methods}: {outcomes}", methods=" / ".join(methods), outcomes=" / ".join(outcomes)
    )
    if need.comparisons > 1:
        said += words(", comparisons: {n}", n=need.comparisons)
    if need.relationships or need.donors:
        said += words(", donors: {n}", n=max(1, need.donors))
    if 0 < len(need.relationships) <= _SHORT:
        kin = [term(words, "relationship", one) for one in sorted(need.relationships)]
        said += f" ({', '.join(kin)})"
    if need.lab_methods:
        said += words(", laboratory methods with one donor: {n}", n=need.lab_methods)
    return said


#: Relationships that are listed; more than these are every relative by blood.
_SHORT = 6


def _there_is(words: Words, line: NeedLine) -> str:
    """What there is of it."""
    if not line.comparisons:
        return words("no such comparison")
    said = words("there is {numbers}", numbers=", ".join(line.comparisons))
    if line.need.relationships or line.need.donors:
        said += words(", donors {codes}", codes=", ".join(line.donors) or "—")
    if line.need.lab_methods:
        said += words(", methods {n}", n=line.lab_methods)
    return said
