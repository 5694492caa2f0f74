"""An operation comes in from sheets whole or not at all, and goes out with a second approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from imena.exchange.operation.faults import FaultsFound
from imena.exchange.operation.take_in import take_in
from imena.exchange.operation.write import export
from imena.registry import clock
from imena.registry.clock import SetClock
from imena.registry.models import (
    BurialUnit,
    CustodyEvent,
    Event,
    Kinship,
    Marker,
    MissingPerson,
    NumberIssued,
    RecoveredUnit,
)
from imena.registry.refusals import Broken, NotAllowed, Refused, Repeated
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
    read = Event.objects.filter(type="read.named").get()
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
