"""Photographs on pages: refused with a reason, blurred until asked for, clear for a minute."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from imena.registry import clock
from imena.registry.models import Photograph, RecoveredUnit, StoredFile
from tests.registry.cast import Cast
from tests.registry.photographs.brought import SECRET, drawn, from_a_telephone, script
from tests.web.at_work import AtWork
from tests.web.served import browser_of


@pytest.fixture
def work(cast: Cast) -> AtWork:
    return AtWork(cast)


@pytest.fixture
def unit(work: AtWork) -> RecoveredUnit:
    return work.ground.recovered()


def brought(work: AtWork, unit: RecoveredUnit, data: bytes, name: str = "IMG_0001.jpg") -> Any:
    sent = {
        "file": SimpleUploadedFile(name, data),
        "shows": "remains",
        "said": "Ліва рука, вид спереду.",
        "key": f"{name}-{len(data)}",
    }
    return work.field.post(f"/bodies/{unit.number}/photographs", sent)


def test_a_photograph_is_kept_and_no_page_sends_more_than_a_blurred_copy(
    work: AtWork, unit: RecoveredUnit
) -> None:
    data = from_a_telephone()
    assert brought(work, unit, data).status_code == 302
    kept = Photograph.objects.get()
    assert kept.file.size == len(data)
    page = work.mortuary.get(f"/bodies/{unit.number}/photographs").content.decode()
    assert "Ліва рука, вид спереду." in page
    assert "clear.jpg" not in page
    answer = work.mortuary.get(f"/photographs/{kept.pk}/blurred.jpg")
    assert answer.headers["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.content)) as shown:
        assert max(shown.size) == 480
    assert SECRET not in answer.content
    for copy in ("clear", "original", "others"):
        assert work.mortuary.get(f"/photographs/{kept.pk}/{copy}.jpg").status_code == 404


def test_opening_is_asked_for_lasts_a_minute_and_is_one_s_own(
    work: AtWork, unit: RecoveredUnit
) -> None:
    brought(work, unit, from_a_telephone())
    address = f"/photographs/{Photograph.objects.get().pk}"
    aimless = browser_of(work.cast.mortuary, purpose="")
    assert aimless.post(address).headers["Location"].startswith("/account/purpose?next=")
    time = clock.SetClock(clock.now())
    with clock.use(time):
        assert work.mortuary.post(address).status_code == 302
        page = work.mortuary.get(address).content.decode()
        assert '<meta http-equiv="refresh" content="60">' in page
        assert SECRET not in work.mortuary.get(f"{address}/clear.jpg").content
        original = work.mortuary.post(f"{address}/original")
        assert original.content == from_a_telephone()
        assert original.headers["Content-Type"] == "application/octet-stream"
        assert original.headers["Content-Disposition"].startswith("attachment;")
        assert work.field.get(f"{address}/clear.jpg").status_code == 404
        time.advance(timedelta(seconds=61))
        assert work.mortuary.get(f"{address}/clear.jpg").status_code == 404
        assert work.mortuary.post(f"{address}/original").status_code == 404
        assert "clear.jpg" not in work.mortuary.get(address).content.decode()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("script.jpg", script(), "малюнок або сторінка"),
        ("empty.jpg", b"", "порожній"),
        ("IMG_0002.HEIC", b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
        ("cut.jpg", drawn()[:4000], "обірване"),
        ("heavy.jpg", drawn() + bytes(15_000_001), "15 МБ"),
        ("too-heavy.jpg", drawn() + bytes(20_000_001), "15 МБ"),
    ],
)
def test_a_bad_file_is_said_beside_its_field_and_nothing_is_kept(
    work: AtWork, unit: RecoveredUnit, name: str, data: bytes, said: str
) -> None:
    answer = brought(work, unit, data, name)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert 'id="file-wrong"' in page
    assert "Ліва рука, вид спереду." in page
    assert not StoredFile.objects.exists()


def test_who_only_reads_adds_nothing(work: AtWork, unit: RecoveredUnit) -> None:
    address = f"/bodies/{unit.number}/photographs"
    examiner = work.browser("examiner")
    assert 'type="file"' not in examiner.get(address).content.decode()
    file = SimpleUploadedFile("IMG.jpg", drawn())
    sent = {"file": file, "shows": "remains", "said": "Рука."}
    assert examiner.post(address, sent).status_code == 403
    assert not Photograph.objects.exists()
