"""The report of one identification: a single HTML file that opens offline and prints on A4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imena.language import LANGUAGES
from imena.matching.answer import DEFAULT_THRESHOLD, classify
from imena.matching.case import Case
from imena.matching.identification import Identification
from imena.reports.answer_section import answer_section, lede, title
from imena.reports.body_section import body_section
from imena.reports.findings_section import findings_section
from imena.reports.markup import Html, element, joined
from imena.reports.method_section import assumptions_section, provenance_section, started
from imena.reports.ruler import definitions
from imena.reports.sayings import Verdict
from imena.reports.style import style_sheet
from imena.reports.subject import Subject

#: From more bodies on, each stands folded behind its heading and only the answer is open.
MOST_UNFOLDED = 12
_LANGUAGE_NAMES = {"uk": "Українською", "en": "English"}


def render(
    case: Case,
    identification: Identification,
    *,
    provenance: Mapping[str, Any],
    language: str = "uk",
    threshold: float = DEFAULT_THRESHOLD,
    other_language_href: str | None = None,
) -> str:
    """The report as one HTML document with style and fonts inside and no script.

    Parameters
    ----------
    provenance
        ``version``, ``command``, ``inputs`` (name → SHA-256, or a list of records or names),
        ``started`` (ISO 8601), ``seconds``, ``parameters``. What is absent is left out; nothing
        else of the machine or the moment enters, so equal inputs give equal reports.
    language
        "uk" or "en".
    threshold
        Posterior from which a body is said to have reached the threshold.
    other_language_href
        Where the same report stands in the other language.

    Raises
    ------
    ValueError
        For an unknown language, or a threshold outside (1/2, 1).
    """
    if language not in LANGUAGES:
        raise ValueError(f"reports speak {' and '.join(LANGUAGES)}, not {language!r}")
    answer = classify(case, identification, threshold)
    subject = Subject(case, identification, answer, language)
    content = joined(
        _header(subject, provenance, other_language_href),
        element(
            "main",
            answer_section(subject),
            _bodies(subject),
            findings_section(subject),
            assumptions_section(subject),
            provenance_section(subject, provenance),
            id="main",
        ),
        _footer(subject),
    )
    page = element(
        "html",
        _head(subject),
        element(
            "body",
            element("a", subject.words("To the content"), class_="skip", href="#main"),
            definitions(subject),
            element("div", content, class_="page"),
        ),
        lang=language,
    )
    return f"<!doctype html>\n{page}\n"


def _head(subject: Subject) -> Html:
    said = subject.words("Identification report: {case}", case=subject.case.name)
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        # an empty icon of its own, since a browser would otherwise ask the network for one
        element("link", rel="icon", href="data:,"),
        element("title", said),
        element("style", Html(style_sheet())),
    )


def _header(subject: Subject, provenance: Mapping[str, Any], other_href: str | None) -> Html:
    words = subject.words
    about = [
        words("Identification report"),
        subject.case.name,
        started(subject.language, provenance.get("started")),
        f"Imena {provenance['version']}" if provenance.get("version") else None,
        subject.recorded(subject.case.details, "note"),
    ]
    other = next(name for name in LANGUAGES if name != subject.language)
    link = (
        element("a", _LANGUAGE_NAMES[other], href=other_href, lang=other, hreflang=other)
        if other_href
        else None
    )
    line = element("p", joined(*about, between=" · "), class_="small faint")
    return element(
        "header",
        element("div", line, link, class_="over"),
        element("h1", title(subject)),
        element("p", lede(subject), class_="lede"),
        _contents(subject) if _folded(subject) else None,
    )


def _contents(subject: Subject) -> Html:
    words = subject.words
    places = (
        ("#answer", words("The answer")),
        ("#bodies", words("Bodies one by one")),
        ("#checks", words("What the checks found")),
        ("#assumed", words("What is assumed")),
        ("#made", words("How it was made")),
    )
    links = [element("li", element("a", said, href=href)) for href, said in places]
    return element("nav", element("ul", *links), aria_label=words("Contents"), class_="places")


def _folded(subject: Subject) -> bool:
    return len(subject.case.bodies) > MOST_UNFOLDED


def _bodies(subject: Subject) -> Html:
    answer, words = subject.answer, subject.words
    verdicts: tuple[Verdict, ...] = (
        *answer.reached,
        *answer.open_between,
        *answer.nobody,
        *answer.excluded,
        *answer.not_compared,
    )
    folded = _folded(subject)
    sections = [body_section(subject, verdict, folded=folded) for verdict in verdicts]
    if not folded:
        return joined(*sections)
    printed = words(
        "Each opens on its own. On paper stand the answer and the bodies opened on the screen."
    )
    return element(
        "section",
        element("h2", words("Bodies one by one"), id="bodies"),
        element("p", printed, class_="small quiet"),
        *sections,
        class_="block",
    )


def _footer(subject: Subject) -> Html:
    said = subject.words(
        "This report is not a decision. A name is given by people who sign for it, "
        "after everything else has been weighed."
    )
    invented = subject.recorded(subject.case.details, "invented")
    return element("footer", joined(said, invented, between=" "), class_="small faint")
