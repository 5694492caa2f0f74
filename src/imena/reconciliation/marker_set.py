"""The markers a reconciliation uses: one file, in the form in which a case states its markers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from imena.exchange.casefile.assumption_fields import check_together, read_linkage, read_theta
from imena.exchange.casefile.decode import LARGEST_FILE, damage, parse_json, read_text, text_of
from imena.exchange.casefile.marker_fields import MarkerDrafts, UnlistedAlleles, read_markers
from imena.exchange.casefile.problems import CaseFileError
from imena.exchange.casefile.profile_fields import RATE_FIELDS, read_rates
from imena.exchange.casefile.source import in_json, refusal
from imena.exchange.casefile.tree import Node, Report
from imena.kinship.markers import Linkage, Marker
from imena.kinship.observation import EXACT, ReadingRates


@dataclass(frozen=True)
class MarkerSet:
    """Markers as far as they were read, and what is assumed with them.

    ``am`` and ``pm`` are the reading rates of relatives' and of remains' samples; ``sha256`` is
    that of the file's bytes.
    """

    name: str
    sha256: str
    theta: float
    linkage: tuple[Linkage, ...]
    am: ReadingRates
    pm: ReadingRates
    _tree: dict[str, Any]
    _drafts: MarkerDrafts

    def alleles(self, marker: str) -> frozenset[str]:
        """The alleles that a reading of ``marker`` may show without a remedy."""
        return self._drafts.by_name[marker].visible

    def __contains__(self, marker: object) -> bool:
        return marker in self._drafts.by_name

    def x_linked(self, marker: str) -> bool:
        """Whether ``marker`` is on the X chromosome."""
        return self._drafts.by_name[marker].x_linked

    def finished(
        self, added: Mapping[str, Sequence[str]], unlisted: UnlistedAlleles | None
    ) -> tuple[Marker, ...]:
        """The markers, with the ``added`` alleles as the remedy says.

        Raises
        ------
        CaseFileError
            Where a marker cannot take them.
        """
        report = Report(in_json(self.name, self._tree))
        drafts = read_markers(Node(self._tree, (), report).need("markers"))
        markers = drafts.finish(added, unlisted)
        if report.problems:
            raise CaseFileError(report.problems)
        return markers


def read_marker_set(path: Path, largest: int = LARGEST_FILE) -> MarkerSet:
    """Read a marker set: a list of markers, or an object with ``markers`` and, where they are
    stated, ``theta``, ``linkage`` and ``rates``. A case file or a folder's ``markers.json`` is one.

    Raises
    ------
    CaseFileError
        With every problem found.
    """
    name = path.name or str(path)
    text, file = read_text(path, name, largest)
    return _read(text, name, file.sha256)


def marker_set_from(data: bytes, name: str) -> MarkerSet:
    """As :func:`read_marker_set`, of the bytes of a file."""
    return _read(text_of(data, name), name, sha256(data).hexdigest())


def _read(text: str, name: str, digest: str) -> MarkerSet:
    tree = parse_json(text, name)
    if isinstance(tree, list):
        tree = {"markers": tree}
    if not isinstance(tree, dict):
        raise refusal("field-missing", name, field="markers")
    report = Report(in_json(name, tree))
    root = Node(tree, (), report)
    for code, place, values in damage(tree):
        report.add(code, place, **values)
    drafts = read_markers(root.need("markers"))
    theta = read_theta(root.get("theta"))
    linkage = read_linkage(root.get("linkage"), drafts)
    check_together(root, theta, linkage, inbreeding=False)
    am, pm = _rates(root.get("rates"))
    drafts.finish({}, None)
    if report.problems:
        raise CaseFileError(report.problems)
    return MarkerSet(name, digest, theta, linkage, am, pm, tree, drafts)


def _rates(node: Node | None) -> tuple[ReadingRates, ReadingRates]:
    if node is None or node.as_object() is None:
        return EXACT, EXACT
    node.check_closed(("am", "pm"))
    for kind in (node.get("am"), node.get("pm")):
        if kind is not None:
            kind.check_closed(RATE_FIELDS)
    return read_rates(node.get("am")), read_rates(node.get("pm"))
