"""What was found in claims, in the words of both sides: sentences that an officer can send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from imena.claims.algebra import Claim
from imena.claims.findings import Finding, examined
from imena.claims.phrase import said_of
from imena.language import Words, message
from imena.language.dates import day
from imena.language.numbers import whole
from imena.registry.vocabulary import said
from imena.registry.words.claims import EXCLUSIONS, PARTS

#: All that one relay changed is one letter of this kind.
RELAY = "relay"
_CHANGES = ("unit_changed", "word_dropped", "word_changed", "value_changed", "exclusion_dropped")
#: What a letter is about, in the order in which letters are read: what cannot stand comes first.
HEADINGS: Mapping[str, str] = {
    "contradiction": message("A contradiction"),
    RELAY: message("Changed when it was passed on"),
    "does_not_sum": message("The lines do not make the total"),
    "competing_lines": message("Two breakdowns of one total"),
    "unidentified": message("“Unidentified” in which sense?"),
    "one_source": message("One source, not several"),
    "seems_to_conflict": message("Only seems to be a contradiction"),
}
#: Of two claims in their speakers’ own words.
_PAIRS = frozenset({"contradiction", "seems_to_conflict"})
_STOPS = frozenset({"contradiction", RELAY, "does_not_sum"})
_BOTH = message("{one}: “{first}”. {other}: “{second}”.")
_WHY: Mapping[str, str] = {
    "": message("Both cannot be true: the same is counted, in the same place, of the same day."),
    "later": message("Both cannot be true: the count only grows, and the later number is the "
                     "smaller one."),
    "within": message("Both cannot be true: who leaves more out cannot have more."),
    "overlap": message("These need not differ: both words allow the same numbers."),
    "unit": message("These do not conflict: they count different things."),
    "scope": message("These need not conflict: they are about different places, periods or people, "
                     "or do not say about which."),
    "exclusions": message("These cannot be compared: they leave out different things."),
    "date": message("These need not conflict: they are of different days, or one does not say of "
                    "which."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """A finding as it is sent: a sentence, and where there are any its points.

    ``kind`` is one of :data:`HEADINGS`; ``claims`` are the numbers of the claims it is about.
    """

    kind: str
    sentence: str
    points: tuple[str, ...]
    claims: tuple[str, ...]

    @property
    def stops(self) -> bool:
        """Whether something is wrong, and not only to be known."""
        return self.kind in _STOPS

    @property
    def text(self) -> str:
        """All of it in one paragraph."""
        listed = "; ".join(self.points)
        return f"{self.sentence} {listed[:1].upper()}{listed[1:]}." if listed else self.sentence


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A letter that is not written yet: what it is about, and how to write it.

    Of a hundred claims there are thousands of pairs, and whoever opens a page reads some of them.
    """

    kind: str
    claims: tuple[str, ...]
    written: Callable[[], Letter]

    @property
    def stops(self) -> bool:
        """As :attr:`Letter.stops`."""
        return self.kind in _STOPS


def to_write(words: Words, claims: Sequence[Claim]) -> tuple[ToWrite, ...]:
    """Everything found in these claims, what cannot stand first, each to be written in ``words``
    where it is read."""
    by_id = {claim.id: claim for claim in claims}
    found = examined(claims)
    pairs = [one for one in found if one.kind in _PAIRS]
    apart = [one for one in pairs if one.why == "unit"]
    letters = [*_of_relays(words, found, by_id), *_of_units(words, apart, by_id)]
    letters += _of_pairs(words, [one for one in pairs if one.why != "unit"], by_id)
    letters += [
        _alone(words, one, by_id)
        for one in found
        if one.kind not in _CHANGES and one.kind not in _PAIRS
    ]
    order = list(HEADINGS)
    return tuple(sorted(letters, key=lambda letter: order.index(letter.kind)))


def letters(words: Words, claims: Sequence[Claim]) -> tuple[Letter, ...]:
    """Everything found in these claims, written out, what cannot stand first."""
    return tuple(one.written() for one in to_write(words, claims))


def core(claim: Claim) -> str:
    """The number as it was said, from the word beside it to its unit; all of a text in which no
    such number is found."""
    reading = said_of(claim.quote, claim.value, claim.to, claim.bound)
    return claim.quote if reading is None else reading.core


def changes(words: Words, original: Claim, relay: Claim, kinds: Iterable[str]) -> tuple[str, ...]:
    """What a relay changed, each of ``kinds`` in a few words."""
    return tuple(_change(words, kind, original, relay) for kind in kinds)


def _of_relays(
    words: Words, found: Iterable[Finding], by_id: Mapping[str, Claim]
) -> Iterator[ToWrite]:
    changed: dict[tuple[str, str], list[str]] = {}
    for finding in found:
        if finding.kind in _CHANGES:
            claim, relay = finding.claims
            changed.setdefault((claim, relay), []).append(finding.kind)
    for (claim, relay), kinds in changed.items():
        write = partial(_of_relay, words, by_id[claim], by_id[relay], kinds)
        yield ToWrite(RELAY, (claim,), write)


def _of_relay(words: Words, original: Claim, passed: Claim, kinds: Iterable[str]) -> Letter:
    sentence = words(
        "{outlet} writes “{second}”. The source, {speaker}, said “{first}”.",
        outlet=_capital(passed.outlet),
        second=core(passed),
        speaker=original.speaker,
        first=core(original),
    )
    return Letter(RELAY, sentence, changes(words, original, passed, kinds), (original.id,))


def _of_pairs(
    words: Words, found: Iterable[Finding], by_id: Mapping[str, Claim]
) -> Iterator[ToWrite]:
    """Two numbers against each other, with everybody who says either of them."""
    numbered: dict[object, int] = {}
    same = {pk: numbered.setdefault(_same(claim), len(numbered)) for pk, claim in by_id.items()}
    sides: dict[object, tuple[Finding, dict[str, Claim], dict[str, Claim]]] = {}
    for finding in found:
        one, other = finding.claims
        key = (finding.kind, finding.why, same[one], same[other])
        back = (finding.kind, finding.why, same[other], same[one])
        if back in sides and back != key:
            key, one, other = back, other, one
        _, mine_by_id, theirs_by_id = sides.setdefault(key, (finding, {}, {}))
        mine_by_id[one], theirs_by_id[other] = by_id[one], by_id[other]
    for finding, mine_by_id, theirs_by_id in sides.values():
        mine, theirs = [*mine_by_id.values()], [*theirs_by_id.values()]
        ids = tuple(claim.id for claim in (*mine, *theirs))
        yield ToWrite(finding.kind, ids, partial(_of_pair, words, finding, mine, theirs))


def _of_pair(
    words: Words, finding: Finding, mine: Sequence[Claim], theirs: Sequence[Claim]
) -> Letter:
    both = words(
        _BOTH,
        one=_all(words, mine),
        first=core(mine[0]),
        other=_all(words, theirs),
        second=core(theirs[0]),
    )
    ids = tuple(claim.id for claim in (*mine, *theirs))
    return Letter(finding.kind, f"{both} {words(_WHY[_why(finding)])}", (), ids)


def _of_units(
    words: Words, found: Iterable[Finding], by_id: Mapping[str, Claim]
) -> Iterator[ToWrite]:
    """One letter for all that count different things, unit by unit."""
    ids = tuple(dict.fromkeys(one for finding in found for one in finding.claims))
    if ids:
        yield ToWrite("seems_to_conflict", ids, partial(_apart, words, [by_id[i] for i in ids]))


def _apart(words: Words, claims: Sequence[Claim]) -> Letter:
    by_unit: dict[str, list[Claim]] = {}
    for claim in claims:
        by_unit.setdefault(claim.unit, []).append(claim)
    points = tuple(
        f"{said('figure_unit', unit, words.language)}: "
        + ", ".join(dict.fromkeys(words("“{words}”", words=core(claim)) for claim in same))
        for unit, same in by_unit.items()
    )
    ids = tuple(claim.id for claim in claims)
    return Letter("seems_to_conflict", words(_WHY["unit"]), points, ids)


def _same(claim: Claim) -> object:
    """What two claims have in common that say one number of one thing."""
    return claim.unit, claim.soft, claim.scope, claim.as_of


def _all(words: Words, claims: Iterable[Claim]) -> str:
    return "; ".join(dict.fromkeys(_who(words, claim) for claim in claims))


def _change(words: Words, kind: str, original: Claim, relay: Claim) -> str:
    def bound(claim: Claim) -> str:
        return said("figure_bound", claim.bound.value, words.language)

    def unit(claim: Claim) -> str:
        return said("figure_unit", claim.unit, words.language)

    match kind:
        case "word_dropped":
            return words("the word “{word}” was lost", word=bound(original))
        case "word_changed":
            return words(
                "the word “{first}” became “{second}”", first=bound(original), second=bound(relay)
            )
        case "unit_changed":
            return words(
                "something else is counted: {first} → {second}",
                first=unit(original),
                second=unit(relay),
            )
        case "value_changed":
            return words(
                "another number: {first} → {second}",
                first=_number(words, original.value),
                second=_number(words, relay.value),
            )
        case "exclusion_dropped":
            left_out = sorted(original.scope.excludes - relay.scope.excludes)
            return words("it is not said any more what is left out: {what}",
                         what=excluded(words, left_out))  # fmt: skip
        case _:
            return words("it is about something else: place, time or people")


def excluded(words: Words, codes: Iterable[str]) -> str:
    """What a claim leaves out; the text itself where it is not one of the usual things."""
    return ", ".join(words(EXCLUSIONS[code]) if code in EXCLUSIONS else code for code in codes)


def _alone(words: Words, finding: Finding, by_id: Mapping[str, Claim]) -> ToWrite:
    claims = [by_id[one] for one in finding.claims]
    ids = tuple(dict.fromkeys(claim.of or claim.id for claim in claims))
    return ToWrite(finding.kind, ids, partial(_letter, words, finding, claims, ids))


def _letter(
    words: Words, finding: Finding, claims: Sequence[Claim], ids: tuple[str, ...]
) -> Letter:
    numbers = [_number(words, one) for one in finding.numbers]
    points: tuple[str, ...] = ()
    match finding.kind:
        case "one_source":
            sentence = words(
                "{outlets} quote one speaker, {speaker}: they are one source, not several.",
                outlets=_capital(", ".join(dict.fromkeys(claim.outlet for claim in claims))),
                speaker=claims[0].speaker,
            )
        case "does_not_sum":
            sentence = words(
                "{who}: the lines make {first}, the total is {second}.",
                who=_who(words, claims[0]),
                first=numbers[0],
                second=numbers[1],
            )
        case "competing_lines":
            sentence = words("One total of {n} is divided differently. Both are kept: neither sum "
                             "is wrong.", n=numbers[0])  # fmt: skip
            points = tuple(_divided(words, claim) for claim in claims)
        case "unidentified":
            sentence = words(
                "{who} speaks of the unidentified, “{quote}”, and not in which sense: without a "
                "final decision, with a presumed name and nothing to compare, or with no idea who "
                "it is.",
                who=_who(words, claims[0]),
                quote=core(claims[0]),
            )
        case _:
            raise ValueError(f"no letter is written of {finding.kind}")
    return Letter(finding.kind, sentence, points, ids)


def _why(finding: Finding) -> str:
    """Of a contradiction: in what way, where it is not the plain one."""
    if finding.kind != "contradiction":
        return finding.why
    return {"date": "later", "exclusions": "within"}.get(finding.why, "")


def _who(words: Words, claim: Claim) -> str:
    who = _capital(claim.outlet or claim.speaker)
    if not claim.as_of:
        return who
    return words("{who}, as of {day}", who=who, day=day(words.language, claim.as_of))


def _divided(words: Words, claim: Claim) -> str:
    lines = ", ".join(
        f"{words(PARTS[part]) if part in PARTS else part} {_number(words, n)}"
        for part, n in claim.lines.items()
    )
    return f"{_who(words, claim)}: {lines}"


def _number(words: Words, number: int | None) -> str:
    return words("no number") if number is None else whole(words.language, number)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
