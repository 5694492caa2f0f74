"""Profiles of a case file: genotypes by marker, and how far a sample's reading can be trusted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from imena.exchange.casefile.decode import Path_
from imena.exchange.casefile.marker_fields import SILENT, MarkerDraft, MarkerDrafts
from imena.exchange.casefile.problems import TEXT
from imena.exchange.casefile.tree import Node, Report
from imena.kinship.observation import EXACT, Genotype, ReadingRates, Sample
from imena.kinship.pedigree import Sex

RATE_FIELDS = ("dropout", "dropIn", "typingError")


@dataclass
class _Seen:
    first: Path_
    last: Path_ | None = None
    profiles: int = 0

    def at(self, path: Path_) -> None:
        """Count a profile once, though both its alleles may be concerned."""
        if path != self.last:
            self.profiles += 1
            self.last = path


@dataclass
class Profiles:
    """Reads profiles and remembers which alleles and markers the tables lack, so that one
    missing allele is one problem however many people carry it."""

    markers: MarkerDrafts
    report: Report
    _unlisted: dict[tuple[str, str], _Seen] = field(default_factory=dict)
    _unknown: dict[str, _Seen] = field(default_factory=dict)

    def read(self, node: Node, person: str, sex: Sex, rates: ReadingRates) -> Sample | None:
        """One profile; a marker of which nothing was read is left out."""
        if node.as_object() is None:
            return None
        genotypes: dict[str, Genotype] = {}
        for marker, alleles in node.fields():
            draft = self.markers.by_name.get(marker)
            if draft is None:
                if self.markers.complete:
                    self._unknown.setdefault(marker, _Seen(alleles.path)).at(alleles.path)
                continue
            genotype = self._genotype(alleles, draft)
            if genotype is None or genotype == (None, None):
                continue
            if (
                draft.x_linked
                and sex is Sex.MALE
                and None not in genotype
                and genotype[0] != genotype[1]
            ):
                alleles.add("man-two-x", person=person, marker=marker)
            genotypes[marker] = genotype
        return Sample(genotypes, rates)

    def unlisted(self) -> dict[str, tuple[str, ...]]:
        """Alleles read that the tables lack, by marker, in a stable order."""
        found: dict[str, tuple[str, ...]] = {}
        for marker, allele in sorted(self._unlisted):
            found[marker] = (*found.get(marker, ()), allele)
        return found

    def blame(self, *, unlisted: bool) -> None:
        """Note the unknown markers and, if asked, the unlisted alleles."""
        for marker, seen in self._unknown.items():
            self.report.add("marker-unknown", seen.first, marker=marker, profiles=seen.profiles)
        if not unlisted:
            return
        for (marker, allele), seen in self._unlisted.items():
            draft = self.markers.by_name[marker]
            pointed = allele.replace(",", ".")
            if "," in allele and pointed in draft.visible:
                self.report.add(
                    "allele-comma", seen.first, allele=allele, marker=marker, written=pointed
                )
            else:
                self.report.add(
                    "allele-unlisted",
                    seen.first,
                    allele=allele,
                    marker=marker,
                    profiles=seen.profiles,
                )

    def _genotype(self, node: Node, draft: MarkerDraft) -> Genotype | None:
        plain = _two_listed(node.value, draft.visible)
        if plain is not None:
            return plain
        if node.as_list() is None:
            return None
        written = list(node.items())
        if len(written) != 2:
            code = "alleles-one" if len(written) < 2 else "alleles-three"
            node.add(code, marker=draft.name, n=len(written))
            return None
        good = True
        read: list[str | None] = []
        for item in written:
            allele = item.value
            if allele is None:
                read.append(None)
            elif not isinstance(allele, str):
                item.expect(TEXT)
                good = False
            else:
                good &= self._listed(node, item, draft, allele)
                read.append(allele)
        return (read[0], read[1]) if good else None

    def _listed(self, node: Node, item: Node, draft: MarkerDraft, allele: str) -> bool:
        """Whether the allele may be used; one that is only unlisted may, for now."""
        if allele == SILENT:
            item.add("allele-silent", marker=draft.name)
            return False
        if draft.alleles is None or allele in draft.visible:
            return True
        if item.as_id() is None:
            return False
        self._unlisted.setdefault((draft.name, allele), _Seen(node.path)).at(node.path)
        return True


def _two_listed(value: object, visible: frozenset[str]) -> Genotype | None:
    """Two listed alleles, which nearly every genotype is: asked first, for large cases' sake."""
    if isinstance(value, list) and len(value) == 2:
        first, second = value
        if isinstance(first, str) and isinstance(second, str):
            return (first, second) if first in visible and second in visible else None
    return None


def read_rates(node: Node | None, defaults: ReadingRates = EXACT) -> ReadingRates:
    """Reading rates of an object with ``dropout``, ``dropIn`` and ``typingError``; what it does
    not state comes from ``defaults``."""
    if node is None or node.as_object() is None:
        return defaults
    rates = defaults
    for name, attribute in zip(RATE_FIELDS, ("dropout", "drop_in", "typing_error"), strict=True):
        stated = node.get(name)
        number = None if stated is None else stated.as_number(0, 1, below=True)
        if number is not None:
            rates = replace(rates, **{attribute: number})
    return rates


def read_member_rates(
    node: Node | None, known: Collection[str], family: str, defaults: ReadingRates
) -> dict[str, ReadingRates]:
    """Reading rates by member; ``known`` members, or none where they could not be read."""
    if node is None or node.as_object() is None:
        return {}
    rates: dict[str, ReadingRates] = {}
    for member, stated in node.fields():
        if known and member not in known:
            stated.add("member-unknown", person=member, family=family)
        stated.check_closed(RATE_FIELDS)
        rates[member] = read_rates(stated, defaults)
    return rates
