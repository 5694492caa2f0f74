"""Imena (Ukrainian for "names"): from the ground to a name, saying what is known and what is not.

Everything public is here; modules are loaded when first used, so that ``import imena`` is quick.
"""

# The imports below are for type checkers; some names are public under another name than at home.
# ruff: noqa: F401

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from imena.exchange.casefile.kinship_form import KinshipCase as KinshipCase
    from imena.exchange.casefile.kinship_form import KinshipFile as KinshipFile
    from imena.exchange.casefile.marker_fields import UnlistedAlleles as UnlistedAlleles
    from imena.exchange.casefile.problems import CaseFileError as CaseFileError
    from imena.exchange.casefile.read import CaseFile as CaseFile
    from imena.exchange.casefile.read import read_case as read_case
    from imena.exchange.casefile.read import read_kinship as read_kinship
    from imena.exchange.casefile.results import identification_json as identification_json
    from imena.exchange.casefile.results import kinship_json as kinship_json
    from imena.exchange.casefile.write import write_case as write_case
    from imena.exchange.casefile.write import write_folder as write_folder
    from imena.exchange.markers_invented import invented_markers as invented_markers
    from imena.exchange.provenance import InputFile as InputFile
    from imena.exchange.provenance import Provenance as Provenance
    from imena.kinship.candidate import ImpossibleFamilyError as ImpossibleFamilyError
    from imena.kinship.likelihood import Likelihood as Likelihood
    from imena.kinship.likelihood import UnsupportedModelError as UnsupportedModelError
    from imena.kinship.likelihood import log_likelihood as log_likelihood
    from imena.kinship.markers import Linkage as Linkage
    from imena.kinship.markers import Marker as Marker
    from imena.kinship.markers import MarkerError as MarkerError
    from imena.kinship.mutation import Mutation as Mutation
    from imena.kinship.mutation import MutationError as MutationError
    from imena.kinship.mutation import build as mutation_matrix
    from imena.kinship.observation import ObservationError as ObservationError
    from imena.kinship.observation import ReadingRates as ReadingRates
    from imena.kinship.observation import Sample as Sample
    from imena.kinship.pedigree import Pedigree as Pedigree
    from imena.kinship.pedigree import PedigreeError as PedigreeError
    from imena.kinship.pedigree import Person as Person
    from imena.kinship.pedigree import Sex as Sex
    from imena.kinship.ratio import HypothesesError as HypothesesError
    from imena.kinship.ratio import Ratio as Ratio
    from imena.kinship.ratio import likelihood_ratio as likelihood_ratio
    from imena.kinship.simulate import drop as drop_genes
    from imena.kinship.simulate import read as read_genes
    from imena.matching.answer import Answer as Answer
    from imena.matching.answer import classify as classify
    from imena.matching.case import Body as Body
    from imena.matching.case import Case as Case
    from imena.matching.case import Family as Family
    from imena.matching.identification import Check as Check
    from imena.matching.identification import Component as Component
    from imena.matching.identification import Identification as Identification
    from imena.matching.identification import JointAnswer as JointAnswer
    from imena.matching.identification import JointAssignment as JointAssignment
    from imena.matching.identification import Pair as Pair
    from imena.matching.identification import SymmetricSet as SymmetricSet
    from imena.matching.identify import identify as identify
    from imena.matching.invented import InventedSite as InventedSite
    from imena.matching.invented import invent_site as invent_site
    from imena.matching.invented_plan import SitePlan as SitePlan
    from imena.matching.pairwise import Pairwise as Pairwise
    from imena.matching.pairwise import Readings as Readings
    from imena.matching.pairwise import compare_all as compare_all
    from imena.matching.pairwise import family_tables as family_tables
    from imena.matching.prior import Prior as Prior
    from imena.matching.sampler import SamplerDidNotConverge as SamplerDidNotConverge
    from imena.matching.truth import Outcome as Outcome
    from imena.matching.truth import Truth as Truth
    from imena.matching.truth import compare as compare_with_truth
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
    "Family": "imena.matching.case",
    "HypothesesError": "imena.kinship.ratio",
    "Identification": "imena.matching.identification",
    "ImpossibleFamilyError": "imena.kinship.candidate",
    "InputFile": "imena.exchange.provenance",
    "InventedSite": "imena.matching.invented",
    "JointAnswer": "imena.matching.identification",
    "JointAssignment": "imena.matching.identification",
    "KinshipCase": "imena.exchange.casefile.kinship_form",
    "KinshipFile": "imena.exchange.casefile.kinship_form",
    "Likelihood": "imena.kinship.likelihood",
    "Linkage": "imena.kinship.markers",
    "Marker": "imena.kinship.markers",
    "MarkerError": "imena.kinship.markers",
    "Mutation": "imena.kinship.mutation",
    "MutationError": "imena.kinship.mutation",
    "ObservationError": "imena.kinship.observation",
    "Outcome": "imena.matching.truth",
    "Pair": "imena.matching.identification",
    "Pairwise": "imena.matching.pairwise",
    "Pedigree": "imena.kinship.pedigree",
    "PedigreeError": "imena.kinship.pedigree",
    "Person": "imena.kinship.pedigree",
    "Prior": "imena.matching.prior",
    "Provenance": "imena.exchange.provenance",
    "Ratio": "imena.kinship.ratio",
    "ReadingRates": "imena.kinship.observation",
    "Readings": "imena.matching.pairwise",
    "Sample": "imena.kinship.observation",
    "SamplerDidNotConverge": "imena.matching.sampler",
    "Sex": "imena.kinship.pedigree",
    "SitePlan": "imena.matching.invented_plan",
    "SymmetricSet": "imena.matching.identification",
    "Truth": "imena.matching.truth",
    "UnlistedAlleles": "imena.exchange.casefile.marker_fields",
    "UnsupportedModelError": "imena.kinship.likelihood",
    "classify": "imena.matching.answer",
    "compare_all": "imena.matching.pairwise",
    "compare_with_truth": "imena.matching.truth:compare",
    "drop_genes": "imena.kinship.simulate:drop",
    "family_tables": "imena.matching.pairwise",
    "identification_json": "imena.exchange.casefile.results",
    "identify": "imena.matching.identify",
    "invent_site": "imena.matching.invented",
    "invented_markers": "imena.exchange.markers_invented",
    "kinship_json": "imena.exchange.casefile.results",
    "likelihood_ratio": "imena.kinship.ratio",
    "log_likelihood": "imena.kinship.likelihood",
    "mutation_matrix": "imena.kinship.mutation:build",
    "read_case": "imena.exchange.casefile.read",
    "read_genes": "imena.kinship.simulate:read",
    "read_kinship": "imena.exchange.casefile.read",
    "render_report": "imena.reports.identification:render",
    "write_case": "imena.exchange.casefile.write",
    "write_folder": "imena.exchange.casefile.write",
}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'imena' has no attribute {name!r}")
    module, _, called = _HOME[name].partition(":")
    return getattr(importlib.import_module(module), called or name)


def __dir__() -> list[str]:
    return sorted(__all__)
