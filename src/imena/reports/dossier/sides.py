"""What is known of the living beside what was found after death: agreement is said, not proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from imena.language import message
from imena.registry.queries.dossier.content import Found, Named
from imena.reports.dossier.page import Block, Facts, Paragraph, Section, Table, Text, text
from imena.reports.dossier.teeth import teeth_section
from imena.reports.dossier.teller import Teller

#: What each row can come to.
AGREES, DIFFERS, NOTHING, LOOK = (
    message("agrees"),
    message("differs"),
    message("nothing to compare"),
    message("in both: compare the descriptions"),
)
#: Of a set nobody says which of them is which, so nothing follows feature by feature.
OPEN = message("who is who is open")
_SEXES = {"male": "male", "probable_male": "male", "female": "female", "probable_female": "female"}
_SINGLE = ("hair", "eyes", "handedness", "fingerprint")
_VALUE = {"hair": "colour", "eyes": "colour", "handedness": "hand"}
_TERMS = {"hair": "hair_colour", "eyes": "eye_colour", "handedness": "handedness"}
#: What tells two of one kind apart.
_KEYS = {"mark": "mark", "belonging": "category", "fingerprint": "finger"}
_KINDS = {"mark": "mark_kind", "belonging": "belonging_category"}


def sides_sections(teller: Teller) -> Iterator[Section]:
    """Who is searched for, the table of both sides, then the teeth."""
    words = teller.words
    if teller.dossier.people:
        facts = tuple(_searched_for(teller, one) for one in teller.dossier.people)
        yield Section(words("Who is searched for"), facts)
    rows = tuple(_rows(teller))
    blocks: list[Block] = []
    if rows:
        head = (words("What"), words("In life"), words("After death"), words("What follows"))
        blocks.append(Table(head, rows))
        note = words("To agree is not to prove. What was not examined says nothing either way.")
        blocks.append(Paragraph(text(note), quiet=True))
    else:
        said = words("Nothing is recorded that could be compared side by side.")
        blocks.append(Paragraph(text(said), quiet=True))
    yield Section(words("In life and after death"), tuple(blocks))
    teeth = teeth_section(teller)
    if teeth is not None:
        yield teeth


def _searched_for(teller: Teller, one: Named) -> Facts:
    words = teller.words
    rows = [(words("Person"), (*teller.name(one), *text(f", {one.number}" if one.names else "")))]
    if one.names[1:]:
        rows.append((words("Other names"), text("; ".join(one.names[1:]))))
    if one.born:
        rows.append((words("Born"), text(teller.day(one.born))))
    seen = ", ".join(filter(None, (teller.day(one.last_seen), one.last_seen_place)))
    if seen:
        rows.append((words("Last seen"), text(seen)))
    if one.state:
        rows.append((words("Search"), text(teller.term("missing_state", one.state))))
    return Facts(tuple(rows))


def differences(teller: Teller) -> list[str]:
    """The features of which the two sides say different things."""
    differs = teller.words(DIFFERS)
    return [row[0][0].text for row in _rows(teller) if row[3] and row[3][0].text == differs]


def _rows(teller: Teller) -> Iterator[tuple[Text, ...]]:
    before, after = teller.dossier.before, teller.dossier.after
    yield from _sex(teller, _of(after, "sex"))
    yield from _age(teller, _of(after, "age"))
    yield from _stature(teller, _of(before, "stature"), _of(after, "stature"))
    for kind in _SINGLE:
        yield from _alike(teller, kind, _of(before, kind), _of(after, kind))
    for kind in ("mark", "belonging"):
        yield from _listed(teller, kind, _of(before, kind), _of(after, kind))


def _of(found: Iterable[Found], kind: str) -> list[Found]:
    return [one for one in found if one.kind == kind]


def _seen(found: Iterable[Found]) -> list[Found]:
    return [one for one in found if one.status in ("present", "absent")]


def _row(teller: Teller, what: str, one: Text, other: Text, follows: str) -> tuple[Text, ...]:
    if teller.of_set:
        follows = OPEN
    said = teller.words(follows)
    return (text(what, "b"), one, other, text(said, "stop" if follows == DIFFERS else ""))


def _sex(teller: Teller, after: list[Found]) -> Iterator[tuple[Text, ...]]:
    people = [one for one in teller.dossier.people if one.sex and one.sex != "unknown"]
    seen = [f for f in after if f.status == "present" and "estimate" in f.data]
    told, found = [one.sex for one in people], [str(f.data["estimate"]) for f in seen]
    if not told and not found:
        return
    follows = NOTHING
    known = {_SEXES[f] for f in found if f in _SEXES}
    if told and known:
        follows = AGREES if known <= set(told) else DIFFERS
    yield _row(
        teller,
        teller.term("finding_kind", "sex"),
        text(
            "; ".join(teller.whose(p.number) + teller.term("sex_reported", p.sex) for p in people)
            or "—"
        ),
        text(
            "; ".join(
                dict.fromkeys(
                    teller.whose(f.of) + teller.term("sex_estimate", str(f.data["estimate"]))
                    for f in seen
                )
            )
            or _unseen(teller, after)
        ),
        follows,
    )


def _age(teller: Teller, after: list[Found]) -> Iterator[tuple[Text, ...]]:
    words = teller.words
    aged = [
        (one.number, age)
        for one in teller.dossier.people
        for age in _years(one.born, one.last_seen)
    ]
    ages = [age for _, age in aged]
    known = _intervals(after, "least_years", "most_years")
    if not ages and not known:
        return
    follows = NOTHING
    if ages and known:
        # a birthday that is known to the year alone may lie on either side
        fits = all(low - 1 <= age <= high + 1 for age in ages for low, high, *_ in known)
        follows = AGREES if fits else DIFFERS
    told = [
        teller.whose(number)
        + words.count("{n} year when last seen", "{n} years when last seen", age)
        for number, age in aged
    ]
    found = [
        teller.whose(of)
        + _with_method(teller, words("{low}–{high} years", low=f"{a:g}", high=f"{b:g}"), "age", how)
        for a, b, how, of in known
    ]
    yield _row(
        teller,
        teller.term("finding_kind", "age"),
        text("; ".join(told) or "—"),
        text("; ".join(found) or _unseen(teller, after)),
        follows,
    )


def _years(born: str, last_seen: str) -> Iterator[int]:
    if len(born) >= 4 and len(last_seen) >= 4:
        whole = int(last_seen[:4]) - int(born[:4])
        later = born[5:] > last_seen[5:] if len(born) > 4 and len(last_seen) > 4 else False
        yield whole - 1 if later else whole


#: Least, most, method, whose.
_Interval = tuple[float, float, str, str]


def _intervals(found: Iterable[Found], least: str, most: str) -> list[_Interval]:
    """What was measured or told."""
    return [
        (float(f.data[least]), float(f.data[most]), str(f.data.get("method", "")), f.of)
        for f in found
        if f.status == "present" and f.data.get(least) and f.data.get(most)
    ]


def _with_method(teller: Teller, said: str, kind: str, method: str) -> str:
    return f"{said} ({teller.term(f'{kind}_method', method)})" if method else said


def _stature(teller: Teller, before: list[Found], after: list[Found]) -> Iterator[tuple[Text, ...]]:
    def said(found: list[_Interval]) -> str:
        decimal = "," if teller.language == "uk" else "."
        return "; ".join(
            teller.whose(of)
            + _with_method(
                teller,
                teller.words("{low}–{high} cm", low=f"{a:g}", high=f"{b:g}").replace(".", decimal),
                "stature",
                how,
            )
            for a, b, how, of in found
        )

    one, other = (_intervals(side, "least_cm", "most_cm") for side in (before, after))
    if not one and not other:
        return
    follows = NOTHING
    if one and other:
        fits = all(a <= d and c <= b for a, b, *_ in one for c, d, *_ in other)
        follows = AGREES if fits else DIFFERS
    yield _row(
        teller,
        teller.term("finding_kind", "stature"),
        text(said(one) or "—"),
        text(said(other) or _unseen(teller, after)),
        follows,
    )


def _alike(
    teller: Teller, kind: str, before: list[Found], after: list[Found]
) -> Iterator[tuple[Text, ...]]:
    if not before and not after:
        return
    name = _VALUE.get(kind, "")
    told = {str(f.data[name]) for f in before if f.status == "present" and name in f.data}
    found = {str(f.data[name]) for f in after if f.status == "present" and name in f.data}
    follows = NOTHING
    if told and found:
        follows = AGREES if told & found else DIFFERS
    yield _row(
        teller,
        teller.term("finding_kind", kind),
        _said(teller, before),
        _said(teller, after),
        follows,
    )


def _listed(
    teller: Teller, kind: str, before: list[Found], after: list[Found]
) -> Iterator[tuple[Text, ...]]:
    """One row for each mark or kind of thing that either side speaks of."""
    keys = dict.fromkeys((*map(_key, before), *map(_key, after)))
    for key in keys:
        one = [f for f in before if _key(f) == key]
        other = [f for f in after if _key(f) == key]
        what = teller.term(_KINDS[kind], key[0])
        if key[1]:
            what += f", {teller.term('body_region', key[1])}"
        yield _row(teller, what, _said(teller, one), _said(teller, other), _follows(one, other))


def _key(found: Found) -> tuple[str, str]:
    region = found.region if found.kind == "mark" else ""
    return str(found.data.get(_KEYS[found.kind], "")), region


def _follows(before: Sequence[Found], after: Sequence[Found]) -> str:
    one, other = _seen(before), _seen(after)
    if not one or not other:
        return NOTHING
    here, there = ({f.status for f in side} for side in (one, other))
    if not here & there:
        return DIFFERS
    if here == there == {"absent"}:
        return AGREES
    colours = [
        {str(f.data["colour"]).casefold() for f in side if f.data.get("colour")}
        for side in (one, other)
    ]
    if all(colours) and not colours[0] & colours[1]:
        return DIFFERS
    return LOOK


def _unseen(teller: Teller, found: Sequence[Found]) -> str:
    """What is said where nothing was found: nobody looked, it could not be told, or no record."""
    statuses = {f.status for f in found}
    for status in ("undetermined", "not_examined"):
        if status in statuses:
            return teller.term("finding_status", status)
    return teller.words("not recorded")


def _said(teller: Teller, found: Sequence[Found]) -> Text:
    told = [teller.whose(f.of) + _one(teller, f) for f in _seen(found)]
    return text("; ".join(told) or _unseen(teller, found))


def _one(teller: Teller, found: Found) -> str:
    """A finding in the words that were written, terms in the reader's language."""
    if found.status == "absent":
        return teller.term("finding_status", "absent")
    parts = []
    for name, value in found.data.items():
        if name == _KEYS.get(found.kind) or not value or isinstance(value, bool):
            continue
        vocabulary = (
            _TERMS.get(found.kind) if name == _VALUE.get(found.kind) else _OF_VALUES.get(name)
        )
        parts.append(teller.term(vocabulary, str(value)) if vocabulary else f"{value}")
    if found.note:
        parts.append(found.note)
    source = (
        teller.term("antemortem_source", found.source)
        if found.as_of or found.of.startswith("MP")
        else ""
    )
    said = ", ".join(parts) or teller.term("finding_status", "present")
    return f"{said} ({source})" if source else said


_OF_VALUES = {"place": "belonging_place", "state": "belonging_state", "quality": "confidence"}
