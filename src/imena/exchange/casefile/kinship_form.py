"""The kinship form: hypotheses about how people are related, one case or a suite of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from imena.exchange.casefile.assumption_fields import check_together, read_linkage, read_theta
from imena.exchange.casefile.decode import LARGEST_FILE
from imena.exchange.casefile.forms import KINSHIP_FORM, check_form
from imena.exchange.casefile.marker_fields import UnlistedAlleles, read_markers
from imena.exchange.casefile.people_fields import People, read_founder_inbreeding, read_people
from imena.exchange.casefile.problems import CaseFileError
from imena.exchange.casefile.profile_fields import Profiles, read_member_rates
from imena.exchange.casefile.source import open_json
from imena.exchange.casefile.tree import Node
from imena.exchange.provenance import InputFile
from imena.kinship.markers import Linkage, Marker
from imena.kinship.observation import EXACT, Sample
from imena.kinship.pedigree import Pedigree, Sex

KINSHIP_FIELDS = (
    "format",
    "version",
    "id",
    "markers",
    "theta",
    "linkage",
    "hypotheses",
    "founderInbreeding",
    "genotypes",
    "rates",
)


@dataclass(frozen=True)
class KinshipCase:
    """Hypotheses about the same typed people.

    ``hypotheses`` are pedigrees by name, in the file's order; every typed person stands in each.
    ``founder_inbreeding`` is f by hypothesis and founder.
    """

    id: str
    markers: tuple[Marker, ...]
    theta: float
    linkage: tuple[Linkage, ...]
    hypotheses: Mapping[str, Pedigree]
    samples: Mapping[str, Sample]
    founder_inbreeding: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class KinshipFile:
    """The cases of a kinship file, the files read, and the alleles added by case and marker."""

    cases: tuple[KinshipCase, ...]
    inputs: tuple[InputFile, ...]
    added: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def read_kinship(
    path: Path, *, unlisted: UnlistedAlleles | None = None, largest: int = LARGEST_FILE
) -> KinshipFile:
    """Read a kinship file: one case, or a suite ``{"cases": [...]}``.

    Fields the form does not define (a description, expected results …) are ignored. Parameters
    are those of :func:`imena.exchange.casefile.read.read_case`.

    Raises
    ------
    CaseFileError
        With every problem found.
    """
    source = open_json(path, largest)
    root = source.root
    check_form(root, KINSHIP_FORM)
    listed = root.get("cases")
    if listed is None:
        nodes = [root]
    else:
        nodes = list(listed.items()) if listed.as_list() is not None else []
        if not nodes and listed.value == []:
            listed.add("cases-none")
    cases: dict[str, KinshipCase | None] = {}
    added: dict[str, dict[str, tuple[str, ...]]] = {}
    for node in nodes:
        if node.as_object() is None:
            continue
        id_node = node.get("id") if listed is None else node.need("id")
        case_id = path.stem if id_node is None else id_node.as_id()
        if id_node is not None and case_id is not None and case_id in cases:
            id_node.add("case-twice", case=case_id)
        name = case_id if case_id is not None else "?"
        case, new = _read_one(node, name, unlisted)
        cases.setdefault(name, case)
        if new:
            added[name] = new
    if root.report.problems:
        raise CaseFileError(root.report.problems)
    return KinshipFile(tuple(c for c in cases.values() if c is not None), source.inputs, added)


def _read_one(
    node: Node, name: str, unlisted: UnlistedAlleles | None
) -> tuple[KinshipCase | None, dict[str, tuple[str, ...]]]:
    noted = len(node.report.problems)
    node.check_spelling(KINSHIP_FIELDS)
    drafts = read_markers(node.need("markers"))
    profiles = Profiles(drafts, node.report)
    hypotheses = _read_hypotheses(node.need("hypotheses"))
    samples = _read_samples(node, name, hypotheses, profiles)
    profiles.blame(unlisted=unlisted is None)
    added = {} if unlisted is None else profiles.unlisted()
    markers = drafts.finish(added, unlisted)
    theta = read_theta(node.get("theta"))
    linkage = read_linkage(node.get("linkage"), drafts)
    inbreeding = _read_inbreeding(node.get("founderInbreeding"), hypotheses)
    check_together(node, theta, linkage, any(inbreeding.values()))
    pedigrees = {h: people.pedigree for h, people in hypotheses.items()}
    if len(node.report.problems) > noted:
        return None, {}
    whole = {h: pedigree for h, pedigree in pedigrees.items() if pedigree is not None}
    return KinshipCase(name, markers, theta, linkage, whole, samples, inbreeding), added


def _read_hypotheses(node: Node | None) -> dict[str, People]:
    if node is None or node.as_object() is None:
        return {}
    if not node.value:
        node.add("hypotheses-none")
    return {name: read_people(members, name) for name, members in node.fields()}


def _read_samples(
    node: Node, name: str, hypotheses: Mapping[str, People], profiles: Profiles
) -> dict[str, Sample]:
    genotypes = node.need("genotypes")
    if genotypes is None or genotypes.as_object() is None:
        return {}
    complete = all(people.complete for people in hypotheses.values())
    known = {member for people in hypotheses.values() for member in people.by_id}
    rates = read_member_rates(node.get("rates"), known if complete else (), name, EXACT)
    samples: dict[str, Sample] = {}
    for member, profile in genotypes.fields():
        for hypothesis, people in hypotheses.items():
            if people.complete and member not in people.by_id:
                profile.add("hypothesis-typed", person=member, hypothesis=hypothesis)
        recorded = {p.by_id[member].sex for p in hypotheses.values() if member in p.by_id}
        sex = Sex.MALE if Sex.MALE in recorded else Sex.UNKNOWN
        sample = profiles.read(profile, member, sex, rates.get(member, EXACT))
        if sample is not None and sample.genotypes:
            samples[member] = sample
    return samples


def _read_inbreeding(
    node: Node | None, hypotheses: Mapping[str, People]
) -> dict[str, dict[str, float]]:
    if node is None or node.as_object() is None:
        return {}
    inbreeding: dict[str, dict[str, float]] = {}
    for hypothesis, stated in node.fields():
        people = hypotheses.get(hypothesis)
        if people is None:
            stated.add("hypothesis-unknown", hypothesis=hypothesis)
            continue
        read = read_founder_inbreeding(stated, people, hypothesis)
        if read:
            inbreeding[hypothesis] = read
    return inbreeding
