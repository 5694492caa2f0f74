"""Imena (Ukrainian for "names"): from the ground to a name, saying what is known and what is not.

Everything public is here; modules are loaded when first used, so that ``import imena`` is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from imena.kinship.likelihood import Likelihood as Likelihood
    from imena.kinship.likelihood import log_likelihood as log_likelihood
    from imena.kinship.markers import Linkage as Linkage
    from imena.kinship.markers import Marker as Marker
    from imena.kinship.mutation import Mutation as Mutation
    from imena.kinship.observation import ReadingRates as ReadingRates
    from imena.kinship.observation import Sample as Sample
    from imena.kinship.pedigree import Pedigree as Pedigree
    from imena.kinship.pedigree import Person as Person
    from imena.kinship.pedigree import Sex as Sex

_HOME = {
    "Likelihood": "imena.kinship.likelihood",
    "Linkage": "imena.kinship.markers",
    "Marker": "imena.kinship.markers",
    "Mutation": "imena.kinship.mutation",
    "Pedigree": "imena.kinship.pedigree",
    "Person": "imena.kinship.pedigree",
    "ReadingRates": "imena.kinship.observation",
    "Sample": "imena.kinship.observation",
    "Sex": "imena.kinship.pedigree",
    "log_likelihood": "imena.kinship.likelihood",
}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'imena' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
