"""On which lists people stand: reports, registers, bodies, and how probably two entries are one.

Whoever asks is handed numbers of people, never who they are: names are compared here and stay here.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from imena.estimation.linking import Entries
from imena.naming.full_name import FullName, read_name
from imena.naming.linkage import linked
from imena.naming.reports import PersonReport
from imena.registry.models import (
    DuplicatePair,
    LifeProof,
    MissingPerson,
    RegisterLine,
    Run,
)
from imena.registry.queries.duplicates import as_report, linked_copies
from imena.registry.queries.exhumed import bodies_alone, decided, individuals, lying_under

#: Pairs of names that are one person with less are taken for two people.
LEAST = 0.02
#: Why a run compared somebody not at all, or by nothing that could tell who they are.
_NOT_COMPARED = frozenset(
    {
        "no_profile", "no_profile_otherwise_compared", "nobody_typed",
        "nobody_typed_otherwise_compared", "sign_of_life", "report_withdrawn", "too_entangled",
    }
)  # fmt: skip
_ALIVE = ("found_alive", "captive_confirmed")
REPORTS, BODIES = "reports", "bodies"
#: How near to certain a run may be of a body: beyond it the odds are no figures.
_NEARLY = 1e-6
#: From this posterior on a body tells whether a grave’s number led to the right line.
_LIKELY = 0.9
_NAMELESS = PersonReport(FullName())
#: More lists than all methods take: of the registers the longest are asked.
MOST_LISTS = 5


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list: "reports", "bodies" or "register", and what a register is called. ``entries`` are
    taken, ``left_out`` stand on it and cannot be linked: nobody is typed, there is no profile, a
    surname stands alone (it is a whole family’s), or, beside bodies, no grave has the number."""

    code: str
    title: str
    entries: int
    left_out: int


@dataclass(frozen=True, eq=False)
class OnLists:
    """Everybody on the lists of an operation. ``periods`` has the month in which each entry was
    last seen or buried, empty where that is not said, and of bodies; ``people`` are the records of
    the missing who were read; ``run`` is the reconciliation that says who bodies may be, 0 where
    bodies are no list. ``aside`` registers were left out for being more than five lists. Of all
    ``exhumed`` people, compared or not, ``named`` have a name."""

    lists: tuple[ListOf, ...]
    entries: Entries
    periods: tuple[str, ...]
    people: tuple[uuid.UUID, ...]
    run: int
    aside: int
    exhumed: int
    named: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry before it has its place: whose record, its name, its month."""

    key: str
    report: PersonReport
    period: str = ""
    marker: str = ""


def on_lists(operation: uuid.UUID, *, bodies: bool = True) -> OnLists:
    """The lists of an operation, the empty ones left out.

    With ``bodies``, and a finished reconciliation, remains are a list, and of the reports only
    those are taken that the reconciliation could compare: of the others it cannot be told whether
    they are among the bodies. Names link reports and registers (`imena.naming.linkage`), the
    reconciliation’s posteriors reports and bodies, decisions settle; a grave’s number in a register
    links the line to who lay there, as often as it did where that is known. Whatever could not have
    been linked were it one person is left out, on either side.
    """
    run = _run(operation) if bodies else None
    gathered = _Gathered(operation, run)
    return gathered.finished()


def _run(operation: uuid.UUID) -> Run | None:
    return Run.objects.filter(operation=operation, state="done").order_by("-number").first()


class _Gathered:
    """Entries list by list, then their links."""

    def __init__(self, operation: uuid.UUID, run: Run | None) -> None:
        self.operation, self.run = operation, run
        self.lists: list[ListOf] = []
        self.entries: list[list[_Entry]] = []
        self.place: dict[str, int] = {}
        self.settled: list[tuple[int, int]] = []
        self.odds: dict[tuple[int, int], float] = {}
        self.aside = self.exhumed = self.named = 0
        self.root = self._roots()
        self.decided = decided(operation, self.root)
        self.lying = lying_under(operation, self.decided.one_of)
        self._reports()
        self._registers()
        self._bodies()

    def finished(self) -> OnLists:
        """Everything linked."""
        for one, two in combinations(range(len(self.lists)), 2):
            codes = self.lists[one].code, self.lists[two].code
            if BODIES not in codes:
                self._link_by_name(one, two)
        self._link_reported_twice()
        self._link_bodies()
        flat = [entry for listed in self.entries for entry in listed]
        whose = [i for i, listed in enumerate(self.entries) for _ in listed]
        links = sorted(self.odds)
        return OnLists(
            tuple(self.lists),
            Entries(
                tuple(_called(one, i) for i, one in enumerate(self.lists)),
                np.array(whose, dtype=np.int64),
                np.array(self.settled, dtype=np.int64).reshape(-1, 2),
                np.array(links, dtype=np.int64).reshape(-1, 2),
                np.array([self.odds[link] for link in links], dtype=np.float64),
            ),
            tuple(entry.period for entry in flat),
            tuple(sorted(self.root)),
            0 if self.run is None else self.run.number,
            self.aside,
            self.exhumed,
            self.named,
        )

    def _roots(self) -> dict[uuid.UUID, uuid.UUID]:
        rows = MissingPerson.objects.filter(operation=self.operation)
        return {pk: of or pk for pk, of in rows.values_list("pk", "duplicate_of")}

    def _add(self, code: str, title: str, taken: Sequence[_Entry], left_out: int) -> None:
        if not taken:
            return
        start = sum(map(len, self.entries))
        self.place |= {entry.key: start + i for i, entry in enumerate(taken)}
        self.lists.append(ListOf(code, title, len(taken), left_out))
        self.entries.append(list(taken))

    def _reports(self) -> None:
        rows = MissingPerson.objects.filter(operation=self.operation, duplicate_of=None)
        rows = rows.exclude(state="withdrawn").exclude(state__in=_ALIVE)
        proofs = LifeProof.objects.filter(missing__isnull=False, withdrawn=False)
        living = {self.root.get(pk) for pk in proofs.values_list("missing", flat=True)}
        copies = linked_copies(None, operation=self.operation)
        taken, left = [], 0
        said = ("number", "names", "sex", "born", "last_seen", "last_seen_place", "recorded_at")
        for row in rows.only(*said).order_by("number"):
            if row.pk in living:
                continue
            if self.run is not None and not _compared(self.run, row):
                left += 1
                continue
            report = as_report(row, copies.get(row.pk, ()))
            taken.append(_Entry(str(row.pk), report, row.last_seen[:7]))
        self._add(REPORTS, "", taken, left)

    def _registers(self) -> None:
        lines = RegisterLine.objects.filter(operation=self.operation).select_related("source")
        by_source: dict[str, list[RegisterLine]] = defaultdict(list)
        for line in lines.order_by("source__code", "number"):
            by_source[f"{line.source.code} {line.source.title}"].append(line)
        named = {
            title: [
                _Entry(str(line.pk), PersonReport(name), line.date_stated[:7], line.marker_stated)
                for line in of_source
                if all((name := read_name(line.name_stated)).parts[:2])
                and (self.run is None or line.marker_stated in self.lying)
            ]
            for title, of_source in by_source.items()
        }
        longest = sorted(filter(named.get, named), key=lambda title: (-len(named[title]), title))
        room = MOST_LISTS - len(self.lists) - (self.run is not None)
        self.aside = max(len(longest) - room, 0)
        for title in sorted(longest[:room]):
            self._add("register", title, named[title], len(by_source[title]) - len(named[title]))

    def _bodies(self) -> None:
        self.exhumed = left = bodies_alone(self.operation).count()
        taken = []
        for (number, _, recorded), whole in individuals(self.operation, self.decided):
            self.exhumed += 1
            self.named += whole in self.decided.individuals
            if self.run is None:
                continue
            if recorded > self.run.started_at or number in _left_out(self.run):
                left += 1
                continue
            taken.append(_Entry(str(whole), _NAMELESS))
        self._add(BODIES, "", taken, left)

    def _link_by_name(self, one: int, two: int) -> None:
        first, second = self.entries[one], self.entries[two]
        found = linked([e.report for e in first], [e.report for e in second], LEAST)
        for pair in found.proposed:
            self._maybe(first[pair.first].key, second[pair.second].key, _odds(pair.probability))

    def _link_reported_twice(self) -> None:
        rows = DuplicatePair.objects.filter(operation=self.operation, state="proposed")
        for row in rows.only("first", "second", "figures"):
            probability = float(row.figures.get("probability") or 0)
            keys = [str(self.root[pk]) for pk in (row.first_id, row.second_id)]
            self._maybe(keys[0], keys[1], _odds(probability))

    def _link_bodies(self) -> None:
        if self.run is None:
            return
        person_of = self.decided.person_of
        for one, of in person_of.items():
            if str(one) in self.place and str(of) in self.place:
                self.settled.append((self.place[str(one)], self.place[str(of)]))
        named = {str(one) for one in self.decided.individuals}
        persons = {str(of) for of in person_of.values()}
        posterior: dict[str, dict[str, float]] = defaultdict(dict)
        for pair in self.run.pairs:
            whole = str(self._whole(pair["individual"]))
            person = str(self.root.get(uuid.UUID(pair["missing"]), pair["missing"]))
            if whole not in named and person not in persons:
                posterior[whole][person] = float(pair["posterior"] or 0)
        likely = {str(one): str(of) for one, of in person_of.items()}
        for whole, of_whole in posterior.items():
            nobody = max(1 - sum(of_whole.values()), _NEARLY)
            for person, probability in of_whole.items():
                self._maybe(whole, person, probability / nobody)
                if probability > _LIKELY:
                    likely[whole] = person
        self._link_by_marker(likely)

    def _whole(self, individual: str) -> uuid.UUID:
        one = uuid.UUID(individual)
        return self.decided.one_of.get(one, one)

    def _link_by_marker(self, likely: Mapping[str, str]) -> None:
        """A line that names a grave’s number, and who lay there. How often that is right is counted
        where it is known who a body is, ``likely`` or by decision (one more right and one more
        wrong, so that few do not settle it); of several in a grave each may be meant."""
        pairs = [
            (entry.key, [str(one) for one in self.lying[entry.marker]])
            for listed, of in zip(self.entries, self.lists, strict=True)
            if of.code == "register"
            for entry in listed
        ]
        right = wrong = 1
        for key, bodies in pairs:
            person = likely.get(bodies[0], "") if len(bodies) == 1 else ""
            if person in self.place:
                low, high = sorted((self.place[key], self.place[person]))
                same = self.odds.get((low, high), 0.0) > 1
                right, wrong = right + same, wrong + (not same)
        for key, bodies in pairs:
            for one in bodies:
                self._maybe(key, one, right / wrong / len(bodies))

    def _maybe(self, one: str, two: str, odds: float) -> None:
        if one == two or one not in self.place or two not in self.place or odds <= 0:
            return
        low, high = sorted((self.place[one], self.place[two]))
        self.odds[low, high] = max(self.odds.get((low, high), 0.0), odds)


def _left_out(run: Run) -> set[str]:
    return {one["number"] for one in run.left_out if one["why"] in _NOT_COMPARED}


def _compared(run: Run, row: MissingPerson) -> bool:
    return row.recorded_at <= run.started_at and row.number not in _left_out(run)


def _odds(probability: float) -> float:
    return probability / max(1 - probability, _NEARLY)


def _called(one: ListOf, place: int) -> str:
    """A name that is no other list’s."""
    return one.code if one.code != "register" else f"{one.code} {place} {one.title}"
