"""An operation comes in from sheets whole or not at all, and goes out with a second approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imena.exchange.operation.faults import FaultsFound
from imena.exchange.operation.take_in import TakenIn, take_in
from imena.exchange.operation.write import export
from imena.registry import clock
from imena.registry.clock import SetClock
from imena.registry.models import (
    BurialUnit,
    CustodyEvent,
    Event,
    Incident,
    Kinship,
    Marker,
    MissingPerson,
    NumberIssued,
    RecoveredUnit,
    Site,
)
from imena.registry.refusals import Broken, NotAllowed, Refused, Repeated
from imena.registry.services import custody, duplicates
from imena.registry.services.intake import Intake
from tests.exchange.operation.test_faults import SOUND, written
from tests.registry.cast import Cast


@pytest.fixture(autouse=True)
def _in_august() -> object:
    with clock.use(SetClock(datetime(2031, 8, 1, 9, tzinfo=UTC))) as kept:
        yield kept


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sheets").mkdir()
    return written(tmp_path / "sheets", SOUND)


def test_everything_comes_in_with_numbers_custody_and_ledger(cast: Cast, folder: Path) -> None:
    taken = take_in(folder, cast.prosecutor, approvers=[cast.second("prosecutor")])
    assert dict(taken.rows) == {
        "sites": 4, "graves": 12, "remains": 12, "missing": 10, "relatives": 10
    }  # fmt: skip
    grave = BurialUnit.objects.get(site__code="PTX", label="1")
    assert grave.number == BurialUnit.objects.order_by("number").filter(site__code="PTX")[0].number
    assert (Marker.objects.filter(burial_unit=grave).get().text_verbatim) == "хрест"
    assert RecoveredUnit.objects.filter(burial_unit=grave).count() == 2
    # GeoJSON has the longitude first.
    here = {"type": "Point", "coordinates": ["37.2", "49.1"]}
    assert Site.objects.get(code="PTX").geometry == here
    assert CustodyEvent.objects.filter(kind="found", step=1).count() == 12
    assert MissingPerson.objects.get(label="M3").names[0]["given"] == "Ім’я3"
    assert Kinship.objects.filter(relationship="mother", standing="claimed").count() == 10
    assert NumberIssued.objects.count() == 12 + 12 + 12 + 10 + 10
    assert Event.objects.filter(type="intake.take_in").count() == 9


def test_a_dry_run_writes_nothing(cast: Cast, folder: Path) -> None:
    taken = take_in(folder, cast.prosecutor, dry_run=True)
    assert not taken.written
    assert Event.objects.count() == NumberIssued.objects.count() == 0


def test_one_fault_keeps_everything_out(cast: Cast, folder: Path) -> None:
    with (folder / "missing.csv").open("a", encoding="utf-8") as file:
        file.write("M11,,Без прізвища,,male,1980,2031\n")
    with pytest.raises(FaultsFound, match=r"missing.csv, missing, B12: is empty"):
        take_in(folder, cast.prosecutor, approvers=[cast.second("prosecutor")])
    assert Event.objects.count() == 0


def test_what_fails_half_way_leaves_nothing(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Intake, rows: object) -> int:
        assert RecoveredUnit.objects.exists()
        raise OSError("the disk failed")

    monkeypatch.setattr(Intake, "missing", broken)
    with pytest.raises(OSError, match="the disk failed"):
        take_in(folder, cast.prosecutor, approvers=[cast.second("prosecutor")])
    assert not Site.objects.exists()
    assert not NumberIssued.objects.exists()
    assert not Event.objects.exists()


def test_two_people_stand_behind_it(cast: Cast, folder: Path) -> None:
    with pytest.raises(Refused, match="1 more people"):
        take_in(folder, cast.prosecutor)
    with pytest.raises(NotAllowed):
        take_in(folder, cast.analyst, approvers=[cast.prosecutor])
    assert Event.objects.count() == 0


def test_the_same_files_come_in_once(cast: Cast, folder: Path) -> None:
    second = cast.second("prosecutor")
    take_in(folder, cast.prosecutor, approvers=[second])
    for sheet in ("sites", "graves", "remains", "missing", "relatives"):
        (folder / f"{sheet}.csv").rename(folder / f"{sheet}.kept")
    written(folder, {"sites": [SOUND["sites"][0], ["EKX", "Нове місце", "trench", *[""] * 4]]})
    take_in(folder, cast.prosecutor, approvers=[second])
    with pytest.raises(FaultsFound, match="in the case file already"):
        take_in(folder, cast.prosecutor, approvers=[second])
    written(folder, {"sites": [SOUND["sites"][0]]})
    take_in(folder, cast.prosecutor, approvers=[second])
    with pytest.raises(Repeated):
        take_in(folder, cast.prosecutor, approvers=[second])


def test_later_sheets_refer_to_what_is_there(cast: Cast, folder: Path) -> None:
    second = cast.second("prosecutor")
    take_in(folder, cast.prosecutor, approvers=[second])
    for path in folder.iterdir():
        path.unlink()
    written(
        folder,
        {"remains": [SOUND["remains"][0], ["PTX", "4", "T13", "body_part", "yes", "5",
                                           "2031-06-09"]]},
    )  # fmt: skip
    take_in(folder, cast.prosecutor, approvers=[second])
    later = RecoveredUnit.objects.get(label="T13")
    assert later.burial_unit is not None
    assert later.burial_unit.label == "4"


@pytest.mark.invariant("I32")
def test_an_export_has_a_purpose_and_an_approver(cast: Cast, folder: Path, tmp_path: Path) -> None:
    take_in(folder, cast.prosecutor, approvers=[cast.second("prosecutor")])
    out = tmp_path / "out.xlsx"
    with pytest.raises(Broken, match="what the export is for"):
        export(out, cast.analyst, approvers=[cast.board])
    asking = cast.analyst.reading_for("звірка списків")
    with pytest.raises(Refused, match="1 more people"):
        export(out, asking, approvers=[])
    with pytest.raises(NotAllowed):
        export(out, asking, approvers=[cast.second("analyst")])
    assert not out.exists()
    counts = export(out, asking, approvers=[cast.board])
    # Analysts do not reach the relatives' own store.
    assert counts == {"sites": 4, "graves": 12, "remains": 12, "missing": 10, "relatives": 0}
    read = Event.objects.filter(type="read.export").get()
    assert read.device == "office/reads"


def test_what_goes_out_comes_in_again_elsewhere(cast: Cast, folder: Path, tmp_path: Path) -> None:
    with (folder / "missing.csv").open("a", encoding="utf-8") as file:
        file.write('M11,"=HYPERLINK(""mailto:x"")",+Олесь,@x,male,1980,2031\n')
    take_in(folder, cast.prosecutor, approvers=[cast.second("prosecutor")])
    out = tmp_path / "out.xlsx"
    board = replace(cast.board, roles=frozenset({"board", "analyst"})).reading_for("передача")
    counts = export(out, board, approvers=[cast.prosecutor])
    assert counts["relatives"] == 10
    book = openpyxl.load_workbook(out)
    (formula,) = [c for c in book["зниклі"]["B"] if "HYPERLINK" in str(c.value)]
    assert formula.data_type == "s"
    elsewhere = Cast.assembled("INSHA")
    taken = take_in(out, elsewhere.prosecutor, approvers=[elsewhere.second("prosecutor")])
    assert dict(taken.rows) == counts
    there = MissingPerson.objects.get(operation=elsewhere.operation, label="M11")
    assert there.names[0]["family"] == '=HYPERLINK("mailto:x")'


class TestTwoReportsOfOnePerson:
    """Whom somebody found to be one person is one person in another case file too."""

    def listed(self, folder: Path, *links: str) -> None:
        """The sheet of the missing, its last rows called the same person as these."""
        headings, *rows = SOUND["missing"]
        written(folder, {"missing": [[*headings, "same person as"],
                                     *([*row, link] for row, link in zip(rows, links, strict=True))]
                         })  # fmt: skip

    def test_the_link_goes_out_and_comes_in(self, cast: Cast, folder: Path, tmp_path: Path) -> None:
        self.listed(folder, "M9", *[""] * 9)
        take_in(folder, cast.prosecutor, approvers=[cast.second("prosecutor")])
        out = tmp_path / "out.xlsx"
        board = replace(cast.board, roles=frozenset({"board", "analyst"})).reading_for("передача")
        export(out, board, approvers=[cast.prosecutor])
        elsewhere = Cast.assembled("INSHA")
        take_in(out, elsewhere.prosecutor, approvers=[elsewhere.second("prosecutor")])
        copy = MissingPerson.objects.get(operation=elsewhere.operation, label="M1")
        assert copy.duplicate_of is not None
        assert (copy.duplicate_of.label, copy.state) == ("M9", "duplicate")

    def test_it_can_be_undone_here(self, cast: Cast, folder: Path) -> None:
        self.listed(folder, "M9", *[""] * 9)
        take_in(folder, cast.prosecutor, approvers=[cast.second("prosecutor")])
        copy = MissingPerson.objects.get(label="M1")
        again = duplicates.undo(cast.interviewer, copy, seen=copy.version, reason="двоє братів")
        assert (again.duplicate_of, again.state) == (None, "open")

    def test_no_chain_and_no_ring(self, cast: Cast, folder: Path) -> None:
        self.listed(folder, "M1", "M3", "M9", *[""] * 7)
        with pytest.raises(FaultsFound) as found:
            take_in(folder, cast.prosecutor, approvers=[cast.second("prosecutor")])
        assert [(f.code, f.cell) for f in found.value.faults] == [
            ("same_as_itself", "H2"),
            ("same_as_copy", "H3"),
        ]

    def test_no_link_to_what_is_linked_here_already(self, cast: Cast, folder: Path) -> None:
        second = cast.second("prosecutor")
        self.listed(folder, "M9", *[""] * 9)
        take_in(folder, cast.prosecutor, approvers=[second])
        for path in folder.iterdir():
            path.unlink()
        row = ["M20", "Вигаданий", "Олесь", "", "male", "1980", "2031", "M1"]
        written(folder, {"missing": [[*SOUND["missing"][0], "same person as"], row]})
        with pytest.raises(Refused, match="The report M1 is linked to another"):
            take_in(folder, cast.prosecutor, approvers=[second])
        assert not MissingPerson.objects.filter(label="M20").exists()


class TestInWhoseHands:
    """Remains of a list are in the place and the hands that the list names."""

    ROWS = (
        ("PTX", "1", "T1", "complete_body", "2031-06-09", "store", "Ярина Холод"),
        ("PTX", "2", "T2", "complete_body", "2031-06-09", "", ""),
        ("PTX", "3", "T3", "complete_body", "2031-06-09", "", "Остап Земляний"),
    )

    def taken(self, cast: Cast, folder: Path) -> TakenIn:
        headings = ["site", "grave", "label", "kind", "recovered on", "place", "in the hands of"]
        for path in folder.iterdir():
            path.unlink()
        graves = [
            SOUND["graves"][0],
            *(["PTX", f"{n}", *["single_grave", "", "", "exhumed", "2031-06-10", "", ""]]
              for n in (1, 2, 3)),
        ]  # fmt: skip
        written(
            folder,
            {"sites": SOUND["sites"], "graves": graves, "remains": [headings, *self.ROWS]},
        )
        return take_in(folder, cast.prosecutor, approvers=[cast.second("prosecutor")])

    def test_as_the_list_says(self, cast: Cast, folder: Path) -> None:
        self.taken(cast, folder)
        here = {
            unit.label: (unit.place, unit.state, unit.custodian)
            for unit in RecoveredUnit.objects.all()
        }
        assert here == {
            "T1": ("store", "in_custody", "Ярина Холод"),
            "T2": ("site", "recovered", cast.prosecutor.name),
            "T3": ("site", "recovered", "Остап Земляний"),
        }
        found = CustodyEvent.objects.get(unit__label="T1")
        assert (found.place, found.taken_by) == ("store", "Ярина Холод")

    def test_what_it_does_not_say_is_counted(self, cast: Cast, folder: Path) -> None:
        assert self.taken(cast, folder).in_actor_s_hands == 1

    def test_the_next_hand_over_is_from_there(self, cast: Cast, folder: Path) -> None:
        self.taken(cast, folder)
        unit = RecoveredUnit.objects.get(label="T1")
        custody.hand_over(cast.mortuary, unit, seen=unit.version, to="Лев Кістяк")
        assert not Incident.objects.exists()

    def test_they_go_out_as_they_came(self, cast: Cast, folder: Path, tmp_path: Path) -> None:
        self.taken(cast, folder)
        out = tmp_path / "out.xlsx"
        export(out, cast.analyst.reading_for("звірка"), approvers=[cast.board], sheets=["remains"])
        rows = list(openpyxl.load_workbook(out)["останки"].iter_rows(values_only=True))
        place, hands = rows[0].index("де"), rows[0].index("у кого")
        assert [(row[place], row[hands]) for row in rows[1:]] == [
            ("на зберіганні", "Ярина Холод"),
            ("на місці робіт", cast.prosecutor.name),
            ("на місці робіт", "Остап Земляний"),
        ]


def test_relatives_come_to_those_who_are_there(cast: Cast, folder: Path) -> None:
    """Whom later relatives belong to is looked up by label, in this operation alone."""
    second = cast.second("prosecutor")
    take_in(folder, cast.prosecutor, approvers=[second])
    others = Cast.assembled("INSHA")
    take_in(folder, others.prosecutor, approvers=[others.second("prosecutor")])
    for path in folder.iterdir():
        path.unlink()
    written(
        folder,
        {
            "relatives": [
                SOUND["relatives"][0],
                ["R99", "M3", "Вигадана", "Пізня", "", "full_sibling", ""],
            ]
        },
    )
    with CaptureQueriesContext(connection) as asked:
        take_in(folder, cast.prosecutor, approvers=[second])
    kinship = Kinship.objects.get(relationship="full_sibling")
    assert kinship.missing == MissingPerson.objects.get(operation=cast.operation, label="M3")
    reads = [q["sql"] for q in asked if 'FROM "registry_missingperson"' in q["sql"]]
    assert any("IN ('M3')" in sql for sql in reads)
