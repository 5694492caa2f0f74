"""Hair and eyes."""

from __future__ import annotations

from collections.abc import Iterable

from imena.evidence.colours import EYES, compared_hair
from imena.reconciliation.weighing.said import DISAGREE, Remarks, of_kind, text
from imena.registry.queries.frozen import FrozenFinding

_NAME = "pigmentation"


def hair(findings: Iterable[FrozenFinding], remarks: Remarks) -> str | None:
    """The colour grown; ``None`` where it was not seen, is dyed, or is said in two ways."""
    written = (text(one.data, "colour") for one in of_kind(findings, "hair"))
    return _only({colour for one in written if one and (colour := compared_hair(one))}, remarks)


def eyes(findings: Iterable[FrozenFinding], remarks: Remarks) -> str | None:
    """Their colour; two eyes that differ are a mark, and no colour."""
    written = (text(one.data, "colour") for one in of_kind(findings, "eyes"))
    return _only({colour for colour in written if colour in EYES.colours}, remarks)


def _only(colours: set[str], remarks: Remarks) -> str | None:
    if len(colours) > 1:
        remarks.add(_NAME, DISAGREE)
    return colours.pop() if len(colours) == 1 else None
