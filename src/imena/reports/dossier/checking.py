"""Whether a dossier's file shows what it carries, and whether the case file still says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imena import __version__
from imena.language import Words, message
from imena.registry.queries.dossier.content import Dossier
from imena.reports.dossier.html import render
from imena.reports.dossier.seal import Sealed
from imena.reports.dossier.typeset import typeset

#: Part of the content → its name; the parts that say how it was made are not compared.
_PARTS = {
    "status": message("standing"),
    "digest": message("what is signed"),
    "decision": message("decision"),
    "proposed_by": message("who proposed it"),
    "proposed_at": message("when it was proposed"),
    "confirmed_at": message("when it was confirmed"),
    "ended_at": message("when it ended"),
    "ended_reason": message("why it ended"),
    "statement": message("statement"),
    "supersedes": message("what it replaces"),
    "later_sampling": message("sample still to be taken"),
    "people": message("people"),
    "remains": message("remains"),
    "policy": message("policy"),
    "lines": message("demands"),
    "signatures": message("signatures"),
    "exclusions": message("exclusions"),
    "grounds": message("comparisons"),
    "weighed": message("figures"),
    "kin": message("family"),
    "before": message("findings in life"),
    "after": message("findings after death"),
    "custody": message("custody"),
    "samples": message("samples"),
    "causes": message("cause of death"),
    "runs": message("runs"),
    "operation": message("operation"),
    "operation_uk": message("operation"),
    "operation_en": message("operation"),
    "unseen": message("what whoever made it may see"),
}
#: The typesetter writes its name and version into what it makes.
_TYPESETTER = re.compile(rb"Typst [0-9.]+")
_PAGES = {
    "same": message("The pages show what the file carries, letter for letter."),
    "altered": message(
        "The pages are NOT what this program makes of what the file carries: it was altered, or "
        "made by another build."
    ),
    "other_version": message(
        "The pages were made by Imena {version} or with another typesetter, and cannot be compared "
        "letter for letter here."
    ),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A part that the case file says otherwise now: its field, and in words how."""

    part: str
    said: str


def pages(sealed: Sealed, file: bytes) -> str:
    """Whether ``file`` is what its content makes: "same", "altered" or "other_version".

    The same program makes the same file of the same content to the last letter; another version
    of it or of its typesetter may lay it out otherwise, and then nothing is said of the pages.
    """
    if sealed.dossier.made.version != __version__:
        return "other_version"
    if not sealed.pdf:
        made = render(sealed.dossier, sealed.language).encode()
    else:
        made = typeset(sealed.dossier, sealed.language)
        if set(_TYPESETTER.findall(made)) != set(_TYPESETTER.findall(file)):
            return "other_version"
    return "same" if made == file else "altered"


def pages_said(standing: str, sealed: Sealed, language: str) -> str:
    """What :func:`pages` found, for a person."""
    words = Words("dossier", language)
    return words(_PAGES[standing], version=sealed.dossier.made.version)


def changes(then: Dossier, now: Dossier, language: str) -> tuple[Change, ...]:
    """What the case file says otherwise than when the dossier was made, part by part.

    When and by whom it was made, and how many events the ledger had, are no changes.
    """
    words = Words("dossier", language)
    before, after = then.tree(), now.tree()
    found = []
    for part, name in _PARTS.items():
        if before[part] != after[part]:
            how = "; ".join(_how(words, before[part], after[part]))
            found.append(Change(part, _one_line(f"{words(name)}: {how}")))
    return tuple(found)


def _one_line(text: str) -> str:
    """Nothing that a file says ends its line, or steers the terminal it is shown on."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _how(words: Words, before: Any, after: Any) -> Iterator[str]:
    if isinstance(before, Sequence) and not isinstance(before, str):
        gone = [one for one in before if one not in after]
        come = [one for one in after if one not in before]
        shared = {key for one in gone if (key := _key(one))} & {_key(one) for one in come}
        if shared:
            yield words("changed: {what}", what=", ".join(sorted(shared)))
        if left := [_key(one) or "…" for one in gone if _key(one) not in shared]:
            yield words("no longer: {what}", what=", ".join(left))
        if new := [_key(one) or "…" for one in come if _key(one) not in shared]:
            yield words("new: {what}", what=", ".join(new))
        if not gone and not come:
            yield words("in another order")
    else:
        yield f"{_said(before)} → {_said(after)}"


def _key(one: Any) -> str:
    """What a part of a list is called."""
    if not isinstance(one, Mapping):
        return str(one)
    if "person" in one:
        return f"{one['individual']} – {one['person']}"
    for name in ("number", "code", "unit", "name", "rule", "of"):
        if one.get(name):
            return str(one[name])
    return ""


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(one)}" for key, one in value.items())
    return str(value) or "—"
