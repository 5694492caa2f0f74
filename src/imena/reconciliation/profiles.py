"""What laboratories read, in the terms of a marker set; what does not go into them is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from imena.exchange.casefile.marker_fields import UnlistedAlleles
from imena.kinship.markers import Marker
from imena.kinship.observation import Genotype, ReadingRates, Sample
from imena.kinship.pedigree import Sex
from imena.reconciliation.consensus import consensus
from imena.reconciliation.marker_set import MarkerSet
from imena.registry.queries.frozen import LeftOut, Typing


@dataclass
class Profiles:
    """Makes one sample of the typings of one person, and keeps account of what it leaves out.

    ``unlisted`` is what to do with alleles that the table lacks; without it such a reading is left
    out. ``left_out`` grows while profiles are made.
    """

    markers: MarkerSet
    unlisted: UnlistedAlleles | None
    left_out: list[LeftOut] = field(default_factory=list)
    _added: dict[str, set[str]] = field(default_factory=dict)

    def of(
        self, number: str, typings: Sequence[Typing], rates: ReadingRates, sex: Sex = Sex.UNKNOWN
    ) -> tuple[Sample, Sex]:
        """The profile and the sex that amelogenin shows, ``sex`` where it shows none."""
        agreed = consensus(typings)
        if agreed.two_people:
            self._leave("samples_of_two", number, agreed.disagreeing)
        else:
            self._leave("samples_differ", number, agreed.disagreeing)
        self._leave("not_one_person", number, agreed.unusable)
        shown = sex if agreed.sex is Sex.UNKNOWN else agreed.sex
        genotypes: dict[str, Genotype] = {}
        unknown = []
        for marker, genotype in agreed.genotypes.items():
            if marker not in self.markers:
                unknown.append(marker)
            elif (used := self._usable(number, marker, genotype, shown)) is not None:
                genotypes[marker] = used
        self._leave("not_in_marker_set", number, unknown)
        return Sample(genotypes, rates), shown

    def finished(self) -> tuple[Marker, ...]:
        """The markers, with the alleles that the remedy added; raises as ``MarkerSet.finished``."""
        added = {marker: tuple(sorted(new)) for marker, new in sorted(self._added.items())}
        return self.markers.finished(added, self.unlisted)

    def _usable(self, number: str, marker: str, read: Genotype, sex: Sex) -> Genotype | None:
        lacking = {a for a in read if a is not None} - self.markers.alleles(marker)
        if lacking and self.unlisted is None:
            self._leave("allele_unlisted", number, (f"{marker} {'/'.join(sorted(lacking))}",))
            return None
        if lacking:
            self._added.setdefault(marker, set()).update(lacking)
        if sex is Sex.MALE and self.markers.x_linked(marker):
            if read[1] is not None and read[0] != read[1]:
                self._leave("man_with_two_x", number, (marker,))
                return None
            return read[0], read[0]
        return read

    def _leave(self, why: str, number: str, what: Sequence[str]) -> None:
        if what:
            self.left_out.append(LeftOut(why, number, ", ".join(what)))
