"""Families' tables of likelihood ratios, kept while a run is at work and read back by the next.

A table belongs to a family in a case: where anything of the case changed, nothing is read back.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from dataclasses import replace

import numpy as np

from imena import __version__
from imena.kinship.candidate import ImpossibleFamilyError
from imena.matching.case import Family
from imena.matching.pairwise import FloatArray, Readings, family_tables
from imena.reconciliation.apart.folder import Folder
from imena.reconciliation.freeze import digest_of

Tables = dict[str, list[FloatArray]]


class KeptTables:
    """Stands in for :func:`imena.matching.pairwise.family_tables`.

    What was computed is written every ``every`` seconds, so that a power cut loses no more than
    that. ``stands`` counts the families of the case that is compared now, ``anew`` those computed
    in ``seconds``.
    """

    def __init__(self, folder: Folder, *, every: float = 2.0) -> None:
        self._folder, self._every = folder, every
        self._known = {
            key: tables for data in folder.kept() for key, tables in unpacked(data).items()
        }
        self._new: dict[str, Tables] = {}
        self._written = time.monotonic()
        self._readings: Readings | None = None
        self._case = ""
        self.stands, self.anew, self.seconds = 0, 0, 0.0

    def __call__(self, readings: Readings, family: Family) -> Tables:
        """The family's tables, read back or computed.

        Raises
        ------
        ImpossibleFamilyError
            When the family's own readings have likelihood zero.
        """
        if readings is not self._readings:
            # Only what DNA says is in the tables; what is beside it may be of millions of pairs.
            self._case = digest_of(replace(readings.case, evidence={}))
            self._readings = readings
            self.stands = 0
        key = f"{__version__}/{self._case}/{family.id}"
        self.stands += 1
        if key in self._known:
            return self._known[key]
        began = time.monotonic()
        try:
            tables = family_tables(readings, family)
        except ImpossibleFamilyError:
            self._computed(began)
            raise
        self._computed(began)
        self._new[key] = self._known[key] = tables
        if time.monotonic() - self._written >= self._every:
            self.write()
        return tables

    def write(self) -> None:
        """Write what is not written yet."""
        self._written = time.monotonic()
        if self._new:
            self._folder.keep(f"{time.time_ns():020d}", packed(self._new))
            self._new = {}

    def _computed(self, began: float) -> None:
        self.anew += 1
        self.seconds += time.monotonic() - began


def packed(tables: dict[str, Tables]) -> bytes:
    """Tables by their keys, as bytes."""
    names = {key: {who: len(units) for who, units in one.items()} for key, one in tables.items()}
    arrays = [unit for one in tables.values() for units in one.values() for unit in units]
    out = io.BytesIO()
    said = np.frombuffer(json.dumps(names).encode(), dtype=np.uint8)
    np.savez(out, said, *arrays)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, Tables]:
    """What was packed; nothing of what is damaged."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            names = json.loads(held["arr_0"].tobytes())
            arrays = iter([held[f"arr_{i}"] for i in range(1, len(held.files))])
    except (ValueError, KeyError, OSError, zipfile.BadZipFile):
        return {}
    return {
        key: {who: [next(arrays) for _ in range(n)] for who, n in one.items()}
        for key, one in names.items()
    }
