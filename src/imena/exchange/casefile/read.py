"""Reading a case file in either form, and a kinship file: all problems found, or the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from imena.exchange.casefile.assumption_fields import check_together, read_linkage, read_theta
from imena.exchange.casefile.case_fields import (
    FamilyDraft,
    read_body,
    read_evidence,
    read_family,
    read_pairings,
)
from imena.exchange.casefile.decode import LARGEST_FILE
from imena.exchange.casefile.folder import is_folder, open_folder
from imena.exchange.casefile.forms import CASE_FORM, check_form
from imena.exchange.casefile.kinship_form import KinshipCase, KinshipFile, read_kinship
from imena.exchange.casefile.marker_fields import MarkerDrafts, UnlistedAlleles, read_markers
from imena.exchange.casefile.people_fields import fields_beyond
from imena.exchange.casefile.problems import CaseFileError
from imena.exchange.casefile.profile_fields import RATE_FIELDS, Profiles, read_rates
from imena.exchange.casefile.source import open_json
from imena.exchange.casefile.tree import Node
from imena.exchange.provenance import InputFile
from imena.kinship.observation import EXACT, ReadingRates
from imena.kinship.pedigree import Sex
from imena.matching.case import Body, Case

__all__ = ["CaseFile", "KinshipCase", "KinshipFile", "UnlistedAlleles", "read_case", "read_kinship"]

CASE_FIELDS = (
    "format",
    "version",
    "name",
    "markers",
    "families",
    "pm",
    "pairings",
    "theta",
    "linkage",
    "rates",
    "evidence",
)


@dataclass(frozen=True)
class CaseFile:
    """A case as read, with the files it came from.

    ``added`` names the alleles that were read and not in the frequency table, by marker; they
    were added as :class:`~imena.exchange.casefile.marker_fields.UnlistedAlleles` says.
    """

    case: Case
    inputs: tuple[InputFile, ...]
    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_case(
    path: Path, *, unlisted: UnlistedAlleles | None = None, largest: int = LARGEST_FILE
) -> CaseFile:
    """Read a case from one JSON file or from a folder.

    Parameters
    ----------
    path
        The JSON file, or the folder with ``markers.json`` and three tables.
    unlisted
        What to do with alleles that are not in the frequency table; ``None`` refuses them.
    largest
        Files of more bytes than this are refused.

    Raises
    ------
    CaseFileError
        With every problem found; nothing is returned of a file that has one.
    """
    source = open_folder(path, largest) if is_folder(path) else open_json(path, largest)
    check_form(source.root, CASE_FORM)
    reading = _Reading.of(source.root)
    case, added = reading.finish(path.stem, unlisted)
    return CaseFile(case, source.inputs, added)


@dataclass(frozen=True)
class _Reading:
    """The parts of a case, as far as they could be read."""

    root: Node
    drafts: MarkerDrafts
    profiles: Profiles
    families: Mapping[str, FamilyDraft]
    missing: Mapping[str, Sex]
    bodies: Mapping[str, Body]

    @classmethod
    def of(cls, root: Node) -> _Reading:
        root.check_spelling(CASE_FIELDS)
        drafts = read_markers(root.need("markers"))
        profiles = Profiles(drafts, root.report)
        am, pm = _default_rates(root.get("rates"))
        families, missing = _read_families(root, profiles, am)
        bodies = _read_bodies(root, profiles, pm)
        return cls(root, drafts, profiles, families, missing, bodies)

    def finish(
        self, stem: str, unlisted: UnlistedAlleles | None
    ) -> tuple[Case, dict[str, tuple[str, ...]]]:
        """The case and the alleles added; raises with every problem noted by then."""
        root = self.root
        self.profiles.blame(unlisted=unlisted is None)
        added = {} if unlisted is None else self.profiles.unlisted()
        markers = self.drafts.finish(added, unlisted)
        name_node = root.get("name")
        name = stem if name_node is None else name_node.as_text()
        pairings = read_pairings(root.get("pairings"), self.bodies, self.missing)
        evidence, beyond = read_evidence(root.get("evidence"), self.bodies, self.missing, pairings)
        theta = read_theta(root.get("theta"))
        linkage = read_linkage(root.get("linkage"), self.drafts)
        families = [d.family for d in self.families.values() if d.family is not None]
        inbred = any(family.founder_inbreeding for family in families)
        check_together(root, theta, linkage, inbred)
        if root.report.problems:
            raise CaseFileError(root.report.problems)
        case = Case(
            name=name or stem,
            markers=markers,
            families=tuple(families),
            bodies=tuple(self.bodies.values()),
            pairings=pairings,
            theta=theta,
            linkage=linkage,
            evidence=evidence,
            details=self._details(beyond),
        )
        return case, added

    def _details(self, evidence: list[dict[str, Any]]) -> dict[str, Any]:
        details = fields_beyond(self.root, CASE_FIELDS)
        families = {f.id: dict(f.details) for f in self.families.values() if f.details}
        for key, beyond in (
            ("markers", self.drafts.details),
            ("families", families),
            ("evidence", evidence),
        ):
            if beyond:
                details[key] = beyond
        return details


def _default_rates(node: Node | None) -> tuple[ReadingRates, ReadingRates]:
    if node is None or node.as_object() is None:
        return EXACT, EXACT
    node.check_closed(("am", "pm"))
    stated = [node.get("am"), node.get("pm")]
    for kind in stated:
        if kind is not None:
            kind.check_closed(RATE_FIELDS)
    return read_rates(stated[0]), read_rates(stated[1])


def _read_families(
    root: Node, profiles: Profiles, defaults: ReadingRates
) -> tuple[dict[str, FamilyDraft], dict[str, Sex]]:
    """Families by id, and the sex of every missing person; ids of both are checked."""
    families: dict[str, FamilyDraft] = {}
    missing: dict[str, Sex] = {}
    where: dict[str, str] = {}
    node = root.need("families")
    if node is None or node.as_list() is None:
        return families, missing
    noted = len(root.report.problems)
    for item in node.items():
        draft = read_family(item, profiles, defaults)
        if draft is None:
            continue
        if draft.id in families:
            item.add("family-twice", family=draft.id)
            continue
        families[draft.id] = draft
        for person, place in draft.missing.items():
            if person in missing:
                place.add("missing-twice", person=person, other=where[person])
                continue
            where[person] = draft.id
            known = draft.people.by_id.get(person)
            missing[person] = known.sex if known is not None else Sex.UNKNOWN
    if not node.value:
        node.add("families-none")
    elif not missing and len(root.report.problems) == noted and not _doubtful(root):
        node.add("missing-none")
    return families, missing


def _doubtful(root: Node) -> bool:
    """Whether a table does not say clearly who is missing."""
    return any(problem.code == "csv-yes-no" for problem in root.report.problems)


def _read_bodies(root: Node, profiles: Profiles, defaults: ReadingRates) -> dict[str, Body]:
    bodies: dict[str, Body] = {}
    node = root.need("pm")
    if node is None or node.as_list() is None:
        return bodies
    for item in node.items():
        body = read_body(item, profiles, defaults)
        if body is None:
            continue
        if body.id in bodies:
            item.add("body-twice", body=body.id)
        else:
            bodies[body.id] = body
    if not node.value:
        node.add("bodies-none")
    return bodies
