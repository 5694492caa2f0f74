"""Comparing from the pages: by which markers, what for; how far it is; stopped and gone on with."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from imena.exchange.casefile.as_json import marker_json
from imena.invented.markers import invented_markers
from imena.reconciliation.apart import launch
from imena.reconciliation.apart.asked import Asked
from imena.reconciliation.apart.folder import Folder
from imena.reconciliation.apart.told import Told
from imena.registry import clock
from imena.registry.models import Event, MarkerSet, Run
from imena.registry.services import marker_sets, reconciliation
from imena.web.session import IDLE
from tests.web.page_check import seen
from tests.web.served import Served

ADDRESS = "/comparisons"
WRITTEN = json.dumps({"markers": [marker_json(m, {}) for m in invented_markers(2)]}).encode()


@dataclass(eq=False)
class Pages:
    """The pages as an analyst presses them; ``asked`` is what a process would have been told."""

    served: Served
    analyst: Client
    asked: list[Asked] = field(default_factory=list)

    @property
    def folder(self) -> Folder:
        return Folder.of(self.served.cast.operation.id)

    def read(self, who: Client | None = None) -> str:
        told = (who or self.analyst).get(ADDRESS).content.decode()
        assert seen(told).faults == []
        return told

    def compare(self, **typed: Any) -> Any:
        usual = {"why": "щотижня", "prior": "recovered", "recovered": "50", "threshold": "99,9",
                 "seed": "1", "file": SimpleUploadedFile("m.json", WRITTEN)}  # fmt: skip
        return self.analyst.post(f"{ADDRESS}/new", {**usual, **typed})

    def begun(self) -> Run:
        """A run that is not finished, by markers that are kept."""
        actor = self.served.cast.analyst
        kept = marker_sets.keep(actor, name="m.json", content=WRITTEN)
        parameters = {"prior": "flat", "seed": "7", "threshold": "0.99", "unlisted": "add 0.001"}
        return reconciliation.begin(
            actor, snapshot="0" * 64, markers=kept.sha256, known_at=1, parameters=parameters,
            left_out=(), why="щотижня",
        )  # fmt: skip


@pytest.fixture
def pages(
    served: Served, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Pages:
    settings.HOME = tmp_path
    found = Pages(served, served.client("analyst"))
    monkeypatch.setattr(launch, "_launch", lambda _, asked: found.asked.append(asked))
    return found


def test_what_is_asked_for_is_what_was_typed(pages: Pages) -> None:
    done = pages.compare(prior="flat", threshold="99.5", seed="7", unlisted="minimum",
                         sample_size="250")  # fmt: skip
    assert (done.status_code, done.headers["Location"]) == (302, ADDRESS)
    kept = MarkerSet.objects.get()
    assert kept.content.encode() == WRITTEN
    assert pages.asked == [Asked(kept.sha256, "flat", 7, 0.995, "minimum 0.01", "щотижня")]
    told = pages.analyst.get(f"{ADDRESS}/new").content.decode()
    assert f'value="{kept.sha256}" checked' in told
    assert pages.compare(file="", markers=kept.sha256).status_code == 302
    assert pages.asked[1] == Asked(kept.sha256, "recovered=0.5", 1, 0.999, why="щотижня")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("why", " "), ("recovered", "сто"), ("recovered", "100"), ("threshold", "50"),
        ("seed", "-1"), ("seed", "9" * 12), ("prior", "навмання"), ("threshold", "nan"),
        ("file", SimpleUploadedFile("m.json", b'[{"name": "TH01"}]')), ("file", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said_beside_its_field_and_begins_nothing(
    pages: Pages, field: str, typed: Any
) -> None:
    answer = pages.compare(**{field: typed})
    told = answer.content.decode()
    assert answer.status_code == 400
    assert f'<a href="#{field}">' in told
    assert seen(told).faults == []
    assert pages.asked == []
    assert not MarkerSet.objects.exists()


@pytest.mark.parametrize(("remedy", "field"), [("minimum", "sample_size"),
                                               ("add", "minimum_frequency")])  # fmt: skip
def test_a_remedy_says_the_number_it_needs(pages: Pages, remedy: str, field: str) -> None:
    assert f'<a href="#{field}">' in pages.compare(unlisted=remedy).content.decode()


def test_while_it_is_at_work_the_page_says_how_far_it_is_and_asks_again_by_itself(
    pages: Pages,
) -> None:
    pages.begun()
    with pages.folder.held():
        assert "не каже" in pages.read()
        told = Told("pairwise", clock.now(), run=2, of=40, stands=10, anew=10, seconds=60.0)
        pages.folder.tell(told)
        page = pages.read()
        assert '<progress id="families" max="40" value="10">' in page
        assert "Порівняно 10 з 40 родин" in page
        assert "Родини займуть іще близько 3 хв" in page
        assert 'hx-get="?itself=1"' in page
        assert '<noscript><meta http-equiv="refresh"' in page
        assert "/comparisons/new" not in page
        pages.folder.tell(
            Told(**asdict(told) | {"pairs": 100, "last_pairs": 100, "last": {"joint": 600.0}})
        )
        assert "лишилося близько 13 хв" in pages.read()
        assert pages.analyst.post(ADDRESS, {"act": "stop"}).status_code == 302
        assert pages.folder.is_asked_to_stop()
        board = pages.read(pages.served.client("board"))
        assert "Порівняно 10 з 40 родин" in board
        assert 'value="stop"' not in board
    assert "hx-get" not in pages.read()


def test_stopped_or_cut_off_it_is_gone_on_with_or_given_up(pages: Pages) -> None:
    run = pages.begun()
    assert "Звірення 2 перервалося" in pages.read()
    pages.folder.path.mkdir(parents=True)
    pages.folder.tell(Told("joint", clock.now(), run=2, of=40, stands=40, ended="stopped"))
    page = pages.read()
    assert "Звірення 2 зупинено" in page
    assert "Порівняно 40 з 40 родин, і це збережено." in page
    assert pages.analyst.post(ADDRESS, {"act": "go_on"}).status_code == 302
    assert pages.asked == [
        Asked(run.markers, "flat", 7, 0.99, "add 0.001", "щотижня", going_on=True)
    ]
    refused = pages.compare()
    assert refused.status_code == 400
    assert "продовжте його або відмовтеся" in refused.content.decode()
    pages.analyst.post(ADDRESS, {"act": "give_up", "why": "не ті маркери"})
    assert Run.objects.get(number=2).fault == "не ті маркери"
    assert "не ті маркери" in pages.read()
    assert pages.compare().status_code == 302


def test_what_refused_it_is_said_in_the_reader_s_language(pages: Pages) -> None:
    pages.folder.path.mkdir(parents=True)
    told = Told("freezing", clock.now(), ended="refused", why={"uk": "Нічого.", "en": "Nothing."})
    pages.folder.tell(told)
    assert "Нічого." in pages.read()
    assert "Nothing." in pages.read(pages.served.client("analyst", language="en"))


def test_a_run_says_on_what_it_was_what_it_found_and_what_it_left_out(pages: Pages) -> None:
    told = pages.analyst.get(f"{ADDRESS}/1").content.decode()
    pair = f"/candidates/{pages.served.body.number}?of={pages.served.missing.number}"
    assert pair in told
    assert "99,9" in told
    assert "немає придатного профілю" in told
    assert "IND-42" in told
    assert "кожна зникла людина є тут з імовірністю 50" in told
    assert pages.analyst.get(f"{ADDRESS}/7").status_code == 404
    assert pages.analyst.get(f"{ADDRESS}/{10**30}").status_code == 404
    assert pages.analyst.get(f"{ADDRESS}?after={10**30}").status_code == 200


@pytest.mark.parametrize("act", ["stop", "go_on", "give_up"])
@pytest.mark.parametrize("role", ["board", "prosecutor"])
def test_who_reads_runs_does_not_press(pages: Pages, role: str, act: str) -> None:
    pages.begun()
    with pages.folder.held():
        assert pages.served.client(role).post(ADDRESS, {"act": act}).status_code == 403
        assert not pages.folder.is_asked_to_stop()
    assert Event.objects.filter(type="reconciliation.fail").count() == 0
    assert pages.asked == []


def test_a_page_left_open_over_a_comparison_does_not_keep_anybody_signed_in(pages: Pages) -> None:
    with clock.use(watch := clock.SetClock(clock.now())):
        client = pages.served.client("analyst")
        for _ in range(4):
            watch.advance(IDLE / 3)
            last = client.get(f"{ADDRESS}?itself=1").status_code
        assert last == 302
