"""One body: what is said of it, its candidates, its place in the pedigree, marker by marker."""

from __future__ import annotations

import math

from imena.language import numbers
from imena.matching.answer import Excluded, NotCompared, OpenBetween, Reached
from imena.matching.case import Body, Family
from imena.matching.identification import Check
from imena.reports.findings_section import finding_lines
from imena.reports.marker_chart import marker_chart
from imena.reports.markup import Html, element, filled, joined
from imena.reports.pedigree_drawing import Placed, draw
from imena.reports.ruler import ruler
from imena.reports.sayings import Verdict, headline, saying, strength
from imena.reports.stories import stories
from imena.reports.subject import Subject

_MOST_ON_RULER = 6
_MOST_COMPARED = 5
_MOST_CHARTS = 2
_MOST_MARKERS = 3
_MOST_PEDIGREES = 2
_PLACED_FROM = 0.01
_NOTHING = "—"


def body_section(subject: Subject, verdict: Verdict, *, folded: bool) -> Html:
    """Everything about one body; ``folded`` puts it behind its own heading."""
    body = subject.case.body_of[verdict.body]
    anchor = subject.anchor_of[body.id]
    content = joined(
        element("p", headline(subject, verdict), class_="saying"),
        None if isinstance(verdict, NotCompared) else _evidence(subject, verdict),
        _checks_of(subject, body.id),
    )
    about = element("small", " · ".join(_about(subject, body)))
    if not folded:
        heading = element("h2", element("span", body.id, class_="code"), " ", about, id=anchor)
        return element("section", heading, content, class_="block")
    heading = element("h3", element("span", body.id, class_="code"))
    said = element("span", saying(subject, verdict), class_="short")
    return element(
        "details",
        element("summary", heading, " ", said),
        # the fragment stands inside, so that following a link to it opens what is folded
        element("div", element("p", about, class_="quiet"), content, id=anchor, class_="in"),
        class_="body",
    )


def _about(subject: Subject, body: Body) -> list[str]:
    grave, place = (subject.recorded(body.details, key) for key in ("grave", "place"))
    read = subject.read(body.sample)
    markers = subject.words.count(
        "{n} marker of {of}", "{n} markers of {of}", read, of=len(subject.case.markers)
    )
    where = subject.words("grave {grave}", grave=grave) if grave else place
    return [*([where] if where else []), subject.sex(body.sex), markers]


def _evidence(subject: Subject, verdict: Verdict) -> Html:
    if isinstance(verdict, Excluded):
        return joined(_compared(subject, verdict.body))
    pieces: list[Html | None] = [_exclusions(subject, verdict.body), _candidates(subject, verdict)]
    if isinstance(verdict, OpenBetween):
        pieces.append(stories(subject, verdict))
    shown = _shown(verdict)
    pieces += _families(subject, verdict, shown)
    pieces.append(_compared(subject, verdict.body))
    pieces += [_chart(subject, verdict.body, missing) for missing in shown[:_MOST_CHARTS]]
    return joined(*pieces)


def _shown(verdict: Verdict) -> list[str]:
    """The missing people whose DNA comparison is shown in full, likeliest first."""
    if isinstance(verdict, Reached):
        return [verdict.missing]
    if isinstance(verdict, OpenBetween):
        return [c.missing for c in verdict.candidates]
    return []


def _exclusions(subject: Subject, body: str) -> Html | None:
    pairs = subject.pairs_of.get(body, {})
    excluded = [pair for pair in pairs.values() if pair.log10_lr == -math.inf]
    # a large case lists only the pairs with something to say: what was excluded is not counted then
    compared = subject.compared(body)
    if not excluded or len(pairs) < compared:
        return None
    said = subject.words.count(
        "DNA excludes {n} of {of} compared under the stated model.",
        "DNA excludes {n} of {of} compared under the stated model.",
        len(excluded),
        of=compared,
    )
    if len(excluded) > 3:
        return element("p", said, class_="quiet")
    who = [
        joined(subject.person(pair.missing), f" ({_few(pair.excluded_by)})") for pair in excluded
    ]
    return element("p", said, " ", joined(*who, between="; "), ".", class_="quiet")


def _candidates(subject: Subject, verdict: Verdict) -> Html:
    """The ruler: the likeliest people, everybody else on the list, nobody on the list."""
    words, body = subject.words, verdict.body
    marginals = subject.marginals_of.get(body, {})
    listed = _shown(verdict)[:_MOST_ON_RULER] or list(marginals)[:1]
    rows = []
    for i, missing in enumerate(listed):
        posterior = marginals.get(missing, 0.0)
        said = subject.percent(posterior)
        if i == 0 and posterior >= 0.5:
            wrong = element("small", numbers.wrong_of(subject.language, posterior))
            said = joined(said, " ", wrong)
        rows.append((subject.person(missing), posterior, said))
    rest = max(0.0, sum(p for m, p in marginals.items() if m not in listed))
    nobody = subject.nobody(body)
    if len(subject.pairs_of.get(body, {})) > len(listed):
        said = joined(numbers.percent(subject.language, min(rest, 1.0)))
        rows.append((joined(words("Somebody else on the list")), rest, said))
    said = joined(numbers.percent(subject.language, nobody))
    rows.append((joined(words("Nobody on the list")), nobody, said))
    caption = element(
        "h3",
        words("Who this may be"),
        " ",
        element(
            "small", words("odds; each step is ten times as much, the dashed line is the threshold")
        ),
        class_="sub",
    )
    return joined(caption, element("div", ruler(subject, rows), class_="rulers"))


def _families(subject: Subject, verdict: Verdict, shown: list[str]) -> list[Html]:
    """Each candidate's family once: the pedigree beside the strength of DNA."""
    found: dict[str, list[str]] = {}
    for missing in shown:
        found.setdefault(subject.case.family_of[missing].id, []).append(missing)
    return [
        element(
            "div",
            _pedigree(subject, verdict.body, subject.case.family_of[people[0]]),
            element("div", *(_strength(subject, verdict.body, m) for m in people[:3])),
            class_="repcols",
        )
        for people in list(found.values())[:_MOST_PEDIGREES]
    ]


def _pedigree(subject: Subject, body: str, family: Family) -> Html:
    words = subject.words
    placed: dict[str, list[Placed]] = {}
    for missing in family.missing:
        for other, posterior in subject.bodies_of.get(missing, {}).items():
            if posterior < _PLACED_FROM:
                continue
            said = numbers.percent(subject.language, posterior)
            placed.setdefault(missing, []).append(Placed(other, said, other == body))
    caption = filled(
        words(
            "Family {family}. Filled: a profile, with the number of markers. Double outline: "
            "missing. Blue ring: this body may stand here. Dashed ring: another body may."
        ),
        family=family.id,
    )
    return element(
        "figure",
        element("div", draw(subject, family, placed), class_="scroll"),
        element("figcaption", caption),
    )


def _strength(subject: Subject, body: str, missing: str) -> Html:
    words = subject.words
    pair = subject.pairs_of.get(body, {}).get(missing)
    pieces: list[Html] = [
        element("h3", words("Strength of the DNA"), ": ", subject.person(missing), class_="sub")
    ]
    if pair is not None:
        pieces.append(element("p", strength(subject, missing, pair.log10_lr)))
        log10 = _log10(subject, pair.log10_lr)
        about = words(
            "About the profiles, not about the name. The probability above also weighs "
            "the starting point and everybody else."
        )
        pieces.append(element("p", about, " ", log10, class_="small quiet"))
    other = subject.case.evidence.get((body, missing))
    if other is not None and math.isfinite(other):
        said = joined(
            element("b", numbers.times(subject.language, other)),
            ", ",
            numbers.verbal(subject.language, other),
            ".",
        )
        pieces.append(element("p", filled(words("Not DNA: {evidence}"), evidence=said)))
    return joined(*pieces)


def _log10(subject: Subject, log10_lr: float) -> str | None:
    if not math.isfinite(log10_lr):
        return None
    number = numbers.log10_of(subject.language, log10_lr)
    return subject.words("log10 LR = {number}", number=number).replace(" ", numbers.NBSP)


def _compared(subject: Subject, body: str) -> Html | None:
    """The likeliest pairs as a table: DNA alone, DNA together with all others, the posterior."""
    words, pairs = subject.words, subject.pairs_of.get(body, {})
    if len(pairs) < 2:
        return None
    marginals = subject.marginals_of.get(body, {})
    ranked = sorted(pairs, key=lambda m: (-marginals.get(m, 0.0), -pairs[m].log10_lr, m))
    rows = [_compared_row(subject, body, missing) for missing in ranked[:_MOST_COMPARED]]
    head = (
        element("th", words("Compared with"), scope="col"),
        element("th", words("DNA: this person against a stranger"), scope="col"),
        element("th", words("Best joint answer: with this pair against without"), scope="col"),
        element("th", words("Probability"), scope="col", class_="num"),
    )
    left = subject.compared(body) - len(rows)
    note = (
        words.count(
            "{n} more person was compared; nobody among them is likelier.",
            "{n} more people were compared; nobody among them is likelier.",
            left,
        )
        if left > 0
        else None
    )
    return joined(
        element("h3", words("Who was compared"), class_="sub"),
        element(
            "div",
            element(
                "table",
                element("thead", element("tr", *head)),
                element("tbody", *rows),
                class_="fold",
            ),
            class_="scroll",
        ),
        element("p", note, class_="small quiet") if note else None,
    )


def _compared_row(subject: Subject, body: str, missing: str) -> Html:
    words, language = subject.words, subject.language
    pair = subject.pairs_of[body][missing]
    posterior = subject.marginals_of.get(body, {}).get(missing, 0.0)
    if pair.log10_lr == -math.inf:
        dna = joined(words("excluded"), " ", element("small", _few(pair.excluded_by)))
        probability = words("excluded")
    else:
        said = numbers.times(language, pair.log10_lr)
        dna = joined(said, " ", element("small", numbers.verbal(language, pair.log10_lr)))
        probability = numbers.percent(language, min(posterior, 1.0))
    glr = subject.identification.joint.log10_glr.get((body, missing))
    together = numbers.times(language, glr) if glr is not None and math.isfinite(glr) else _NOTHING
    return element(
        "tr",
        element("th", subject.person(missing), scope="row", class_="full"),
        element("td", dna, class_="full", data_l=words("DNA:")),
        element(
            "td",
            together,
            class_="full" if together != _NOTHING else "full none",
            data_l=words("together:"),
        ),
        element("td", probability, class_="num", data_l=words("probability:")),
    )


def _few(markers: tuple[str, ...]) -> str:
    """The first markers by name, of the others how many."""
    left = len(markers) - _MOST_MARKERS
    return ", ".join(markers[:_MOST_MARKERS]) + (f" + {left}" if left > 0 else "")


def _chart(subject: Subject, body: str, missing: str) -> Html | None:
    pair = subject.pairs_of.get(body, {}).get(missing)
    if pair is None or not pair.per_marker:
        return None
    heading = element(
        "h3",
        subject.words("What each marker adds"),
        ": ",
        subject.person(missing),
        element(
            "small",
            subject.words("how many times; left of the line against, the second line is ten times"),
        ),
        class_="sub",
    )
    return joined(heading, marker_chart(subject, pair))


def _checks_of(subject: Subject, body: str) -> Html | None:
    """Warnings of quality control that concern this body, repeated where they matter."""
    concerning: list[Check] = [
        check
        for check in subject.identification.checks
        if check.level == "warning" and body in check.subjects and check.kind != "few_markers"
    ]
    if not concerning:
        return None
    return element(
        "div",
        *(
            element("p", element("b", what), " ", said)
            for what, said in (finding_lines(subject, check) for check in concerning)
        ),
        class_="note warn",
    )
