"""Imena (Ukrainian for "names"): from the ground to a name, saying what is known and what is not.

Everything public is here; modules are loaded when first used, so that ``import imena`` is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from imena.estimation.graves import Expansion
    from imena.estimation.graves import expand as expand_graves
    from imena.estimation.lists import Lists, ListsError
    from imena.estimation.side_by_side import SideBySide, Told, side_by_side
    from imena.exchange.casefile.kinship_form import KinshipCase, KinshipFile
    from imena.exchange.casefile.marker_fields import UnlistedAlleles
    from imena.exchange.casefile.problems import CaseFileError
    from imena.exchange.casefile.read import CaseFile, read_case, read_kinship
    from imena.exchange.casefile.results import identification_json, kinship_json
    from imena.exchange.casefile.write import write_case, write_folder
    from imena.exchange.provenance import InputFile, Provenance
    from imena.invented.markers import invented_markers
    from imena.invented.plan import SitePlan
    from imena.invented.site import InventedSite, invent_site
    from imena.invented.truth import Outcome, Truth
    from imena.invented.truth import compare as compare_with_truth
    from imena.kinship.candidate import ImpossibleFamilyError
    from imena.kinship.likelihood import Likelihood, UnsupportedModelError, log_likelihood
    from imena.kinship.markers import Linkage, Marker, MarkerError
    from imena.kinship.mutation import Mutation, MutationError
    from imena.kinship.mutation import build as mutation_matrix
    from imena.kinship.observation import ObservationError, ReadingRates, Sample
    from imena.kinship.pedigree import Pedigree, PedigreeError, Person, Sex
    from imena.kinship.ratio import HypothesesError, Ratio, likelihood_ratio
    from imena.kinship.simulate import drop as drop_genes
    from imena.kinship.simulate import read as read_genes
    from imena.matching.answer import Answer, classify
    from imena.matching.case import Body, Case, Family
    from imena.matching.identification import (
        Check,
        Component,
        Identification,
        JointAnswer,
        JointAssignment,
        Pair,
        SymmetricSet,
    )
    from imena.matching.identify import identify
    from imena.matching.joint.prior import Prior
    from imena.matching.joint.sampler import SamplerDidNotConverge
    from imena.matching.pairwise import Pairwise, Readings, compare_all, family_tables
    from imena.reports.identification import render as render_report

#: public name → its module, or module:name where it is called otherwise there
_HOME = {
    "Answer": "imena.matching.answer",
    "Body": "imena.matching.case",
    "Case": "imena.matching.case",
    "CaseFile": "imena.exchange.casefile.read",
    "CaseFileError": "imena.exchange.casefile.problems",
    "Check": "imena.matching.identification",
    "Component": "imena.matching.identification",
    "Expansion": "imena.estimation.graves",
    "Family": "imena.matching.case",
    "HypothesesError": "imena.kinship.ratio",
    "Identification": "imena.matching.identification",
    "ImpossibleFamilyError": "imena.kinship.candidate",
    "InputFile": "imena.exchange.provenance",
    "InventedSite": "imena.invented.site",
    "JointAnswer": "imena.matching.identification",
    "JointAssignment": "imena.matching.identification",
    "KinshipCase": "imena.exchange.casefile.kinship_form",
    "KinshipFile": "imena.exchange.casefile.kinship_form",
    "Likelihood": "imena.kinship.likelihood",
    "Linkage": "imena.kinship.markers",
    "Lists": "imena.estimation.lists",
    "ListsError": "imena.estimation.lists",
    "Marker": "imena.kinship.markers",
    "MarkerError": "imena.kinship.markers",
    "Mutation": "imena.kinship.mutation",
    "MutationError": "imena.kinship.mutation",
    "ObservationError": "imena.kinship.observation",
    "Outcome": "imena.invented.truth",
    "Pair": "imena.matching.identification",
    "Pairwise": "imena.matching.pairwise",
    "Pedigree": "imena.kinship.pedigree",
    "PedigreeError": "imena.kinship.pedigree",
    "Person": "imena.kinship.pedigree",
    "Prior": "imena.matching.joint.prior",
    "Provenance": "imena.exchange.provenance",
    "Ratio": "imena.kinship.ratio",
    "ReadingRates": "imena.kinship.observation",
    "Readings": "imena.matching.pairwise",
    "Sample": "imena.kinship.observation",
    "SamplerDidNotConverge": "imena.matching.joint.sampler",
    "Sex": "imena.kinship.pedigree",
    "SideBySide": "imena.estimation.side_by_side",
    "SitePlan": "imena.invented.plan",
    "SymmetricSet": "imena.matching.identification",
    "Told": "imena.estimation.side_by_side",
    "Truth": "imena.invented.truth",
    "UnlistedAlleles": "imena.exchange.casefile.marker_fields",
    "UnsupportedModelError": "imena.kinship.likelihood",
    "classify": "imena.matching.answer",
    "compare_all": "imena.matching.pairwise",
    "compare_with_truth": "imena.invented.truth:compare",
    "drop_genes": "imena.kinship.simulate:drop",
    "expand_graves": "imena.estimation.graves:expand",
    "family_tables": "imena.matching.pairwise",
    "identification_json": "imena.exchange.casefile.results",
    "identify": "imena.matching.identify",
    "invent_site": "imena.invented.site",
    "invented_markers": "imena.invented.markers",
    "kinship_json": "imena.exchange.casefile.results",
    "likelihood_ratio": "imena.kinship.ratio",
    "log_likelihood": "imena.kinship.likelihood",
    "mutation_matrix": "imena.kinship.mutation:build",
    "read_case": "imena.exchange.casefile.read",
    "read_genes": "imena.kinship.simulate:read",
    "read_kinship": "imena.exchange.casefile.read",
    "render_report": "imena.reports.identification:render",
    "side_by_side": "imena.estimation.side_by_side",
    "write_case": "imena.exchange.casefile.write",
    "write_folder": "imena.exchange.casefile.write",
}

__all__ = [
    "Answer",
    "Body",
    "Case",
    "CaseFile",
    "CaseFileError",
    "Check",
    "Component",
    "Expansion",
    "Family",
    "HypothesesError",
    "Identification",
    "ImpossibleFamilyError",
    "InputFile",
    "InventedSite",
    "JointAnswer",
    "JointAssignment",
    "KinshipCase",
    "KinshipFile",
    "Likelihood",
    "Linkage",
    "Lists",
    "ListsError",
    "Marker",
    "MarkerError",
    "Mutation",
    "MutationError",
    "ObservationError",
    "Outcome",
    "Pair",
    "Pairwise",
    "Pedigree",
    "PedigreeError",
    "Person",
    "Prior",
    "Provenance",
    "Ratio",
    "ReadingRates",
    "Readings",
    "Sample",
    "SamplerDidNotConverge",
    "Sex",
    "SideBySide",
    "SitePlan",
    "SymmetricSet",
    "Told",
    "Truth",
    "UnlistedAlleles",
    "UnsupportedModelError",
    "__version__",
    "classify",
    "compare_all",
    "compare_with_truth",
    "drop_genes",
    "expand_graves",
    "family_tables",
    "identification_json",
    "identify",
    "invent_site",
    "invented_markers",
    "kinship_json",
    "likelihood_ratio",
    "log_likelihood",
    "mutation_matrix",
    "read_case",
    "read_genes",
    "read_kinship",
    "render_report",
    "side_by_side",
    "write_case",
    "write_folder",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'imena' has no attribute {name!r}")
    module, _, called = _HOME[name].partition(":")
    return getattr(importlib.import_module(module), called or name)


def __dir__() -> list[str]:
    return sorted(__all__)
