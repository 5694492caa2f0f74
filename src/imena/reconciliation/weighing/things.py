"""Clothes and things in words that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from imena.evidence.weighing.records import ThingSeen
from imena.reconciliation.weighing.said import Remarks, of_kind, text
from imena.registry.queries.frozen import FrozenFinding

_NAME = "belongings"
_FIELDS = ("description", "colour", "brand")
#: What is not compared by words: papers have names, which are not known here, and weapons are
#: issued.
_NOT_WEIGHED = frozenset({"document", "phone", "weapon", "money"})
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SHORTEST = 3


def of_one(findings: Iterable[FrozenFinding], remarks: Remarks) -> tuple[ThingSeen, ...]:
    """What was there."""
    found = {one for finding in of_kind(findings, "belonging") for one in _thing(finding, remarks)}
    return tuple(sorted(found, key=lambda one: (one.category, sorted(one.words))))


def looked_for(findings: Iterable[FrozenFinding]) -> frozenset[str]:
    """Kinds of things that somebody looked for and did not find."""
    return frozenset(text(one.data, "category") for one in of_kind(findings, "belonging", "absent"))


def _thing(finding: FrozenFinding, remarks: Remarks) -> Iterator[ThingSeen]:
    category = text(finding.data, "category")
    if category in _NOT_WEIGHED:
        if category == "document":
            remarks.add(_NAME, "documents_for_a_person_to_compare")
        return
    said = " ".join(text(finding.data, field) for field in _FIELDS)
    if words := frozenset(_stems(said)):
        yield ThingSeen(category, words)


def _stems(said: str) -> Iterator[str]:
    """Words without their endings: in Ukrainian a colour agrees with its thing."""
    for word in _WORD.findall(said.casefold()):
        if len(word) >= _SHORTEST:
            yield word[: max(_SHORTEST, len(word) - 2)]
