"""Markers of a case file: alleles, frequencies, the silent allele."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from imena.exchange.casefile.mutation_fields import read_mutation
from imena.exchange.casefile.tree import Node
from imena.kinship.markers import FREQUENCY_SUM_TOLERANCE, Marker

FloatArray = npt.NDArray[np.float64]

#: An allele of this name is the silent allele of its marker.
SILENT = "silent"

MARKER_FIELDS = (
    "name",
    "chrom",
    "alleles",
    "frequencies",
    "mutation",
    "xlinked",
    "silentFrequency",
)
MUTATION_MATRICES = ("model", "matrixFemale", "matrixMale")

#: Frequencies nearer to sum 1 than this are taken as they are, others are rescaled.
EXACT_SUM = 1e-12


@dataclass(frozen=True, slots=True)
class UnlistedAlleles:
    """What to do with alleles that were read and are not in the frequency table.

    ``"minimum"``: no allele of any marker is rarer than ``frequency``, the unlisted ones included
    (the usual floor is 5/2N for a table from N people: National Research Council, The Evaluation
    of Forensic DNA Evidence, 1996). ``"add"``: the unlisted allele gets ``frequency``. After
    either the table is rescaled to sum 1.
    """

    remedy: Literal["minimum", "add"]
    frequency: float


@dataclass(frozen=True)
class MarkerDraft:
    """A marker as far as it could be read; ``alleles`` and ``frequencies`` are ``None`` where
    the file's are not usable. ``visible`` holds the alleles a profile may show."""

    name: str
    node: Node
    alleles: tuple[str, ...] | None
    frequencies: FloatArray | None
    silent: int | None
    silent_frequency: float | None
    x_linked: bool
    chromosome: str | None
    visible: frozenset[str] = frozenset()

    def finish(self, added: Sequence[str], unlisted: UnlistedAlleles | None) -> Marker | None:
        """The marker, with ``added`` alleles; ``None`` after noting problems."""
        if self.alleles is None or self.frequencies is None:
            read_mutation(self.node, self.name, None, None, None, ())
            return None
        alleles = (*self.alleles, *added)
        p = self.frequencies
        if unlisted is not None:
            p = np.concatenate([p, np.full(len(added), unlisted.frequency)])
            if unlisted.remedy == "minimum":
                floor = np.full(len(p), unlisted.frequency)
                if self.silent is not None:
                    floor[self.silent] = 0.0
                p = np.maximum(p, floor)
        p = settled(p)
        noted = len(self.node.report.problems)
        mutation = read_mutation(self.node, self.name, alleles, p, self.silent, added)
        if len(self.node.report.problems) > noted:
            return None
        silent = self.silent
        if self.silent_frequency is not None:
            silent = len(alleles)
            alleles = (*alleles, SILENT)
            p = np.append(p * (1 - self.silent_frequency), self.silent_frequency)
            mutation = None if mutation is None else mutation.with_silent()
        return Marker(self.name, alleles, p, self.x_linked, mutation, silent, self.chromosome)


@dataclass(frozen=True)
class MarkerDrafts:
    """All markers of a file. ``complete`` is false where one has no readable name, so that
    profiles are not blamed for it. ``details`` holds what the file says beyond the format."""

    by_name: Mapping[str, MarkerDraft]
    complete: bool
    details: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def finish(
        self, added: Mapping[str, Sequence[str]], unlisted: UnlistedAlleles | None
    ) -> tuple[Marker, ...]:
        """The markers that could be read."""
        drafts = self.by_name.items()
        markers = [draft.finish(added.get(name, ()), unlisted) for name, draft in drafts]
        return tuple(marker for marker in markers if marker is not None)


def read_markers(node: Node | None) -> MarkerDrafts:
    """Read the list of markers."""
    if node is None or node.as_list() is None:
        return MarkerDrafts({}, complete=False)
    drafts: dict[str, MarkerDraft] = {}
    details: dict[str, dict[str, Any]] = {}
    complete = True
    for item in node.items():
        draft = _read_marker(item)
        if draft is None:
            complete = False
        elif draft.name in drafts:
            item.add("marker-twice", marker=draft.name)
        else:
            drafts[draft.name] = draft
            beyond = _beyond(item)
            if beyond:
                details[draft.name] = beyond
    if not node.value:
        node.add("markers-none")
        complete = False
    return MarkerDrafts(drafts, complete, details)


def settled(frequencies: FloatArray) -> FloatArray:
    """Frequencies that sum to 1, rescaled only where they do not already."""
    total = math.fsum(frequencies)
    return frequencies if abs(total - 1) <= EXACT_SUM else frequencies / total


def _read_marker(node: Node) -> MarkerDraft | None:
    if node.as_object() is None:
        return None
    node.check_spelling(MARKER_FIELDS)
    name_node = node.need("name")
    name = None if name_node is None else name_node.as_id()
    if name is None:
        return None
    x_node, chrom_node = node.get("xlinked"), node.get("chrom")
    x_linked = bool(x_node.as_flag()) if x_node is not None else False
    alleles = _read_alleles(node, name)
    frequencies = _read_frequencies(node, name, alleles)
    silent, silent_frequency = _read_silent(node, name, alleles)
    draft = MarkerDraft(
        name,
        node,
        None if alleles is None else tuple(alleles),
        frequencies,
        silent,
        silent_frequency,
        x_linked,
        None if chrom_node is None else _chromosome(chrom_node),
    )
    return replace(draft, visible=frozenset(alleles or ()) - {SILENT})


def _chromosome(node: Node) -> str | None:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return str(node.value)
    return node.as_text()


def _read_alleles(node: Node, marker: str) -> list[str] | None:
    listed = node.need("alleles")
    if listed is None or listed.as_list() is None:
        return None
    alleles: list[str] = []
    good = True
    for item in listed.items():
        allele = item.as_id()
        if allele is None:
            good = False
        elif allele in alleles:
            item.add("allele-twice", allele=allele, marker=marker)
            good = False
        else:
            alleles.append(allele)
    if not listed.value:
        listed.add("alleles-none", marker=marker)
        good = False
    return alleles if good else None


def _read_frequencies(node: Node, marker: str, alleles: list[str] | None) -> FloatArray | None:
    listed = node.need("frequencies")
    if listed is None or listed.as_list() is None:
        return None
    numbers = [(item, item.as_number()) for item in listed.items()]
    p = [number for _, number in numbers if number is not None]
    if len(p) < len(numbers):
        return None
    if alleles is not None and len(p) != len(alleles):
        listed.add("frequencies-length", marker=marker, frequencies=len(p), alleles=len(alleles))
        return None
    negative = [(i, number) for i, number in enumerate(p) if number < 0]
    for i, number in negative:
        allele = alleles[i] if alleles is not None else str(i + 1)
        numbers[i][0].add("frequency-negative", allele=allele, marker=marker, value=number)
    if negative or not p:
        return None
    total = sum(p)
    if not abs(total - 1) <= FREQUENCY_SUM_TOLERANCE:
        listed.add("frequency-sum", marker=marker, sum=total)
        return None
    return np.array(p, dtype=float)


def _read_silent(
    node: Node, marker: str, alleles: list[str] | None
) -> tuple[int | None, float | None]:
    listed = alleles.index(SILENT) if alleles is not None and SILENT in alleles else None
    stated = node.get("silentFrequency")
    if stated is None:
        return listed, None
    frequency = stated.as_number(0, 1, below=True)
    if listed is not None:
        stated.add("silent-twice", marker=marker)
        return listed, None
    return None, frequency or None


def _beyond(node: Node) -> dict[str, Any]:
    value = node.value
    assert isinstance(value, dict)
    beyond = {name: inner for name, inner in value.items() if name not in MARKER_FIELDS}
    mutation = value.get("mutation")
    if isinstance(mutation, dict):
        parameters = {k: v for k, v in mutation.items() if k not in MUTATION_MATRICES}
        if parameters:
            beyond["mutation"] = parameters
    return beyond
